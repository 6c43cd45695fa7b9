import { finding, holds, violated } from '../../checks/outcome.js';
import { qualificationsOf } from '../../contract/qualification.js';
import { type ClientCheck, eachOutcome } from './client-check.js';
import { describeOutcome, isAdmission, isText, type ReportedItem, toldIn } from './outcomes.js';

/** An item that a service listed. */
export interface ListedItem {
  readonly qualification: string;
  readonly vettingStatus?: string;
}

const statuses = ['InReview', 'Approved', 'Denied'];

/** Items that tell a qualification: one that says none is none. */
function real(items: readonly ReportedItem[]): readonly ReportedItem[] {
  return items.filter(({ qualification }) => !isText(qualification, 'none'));
}

function names(items: readonly ListedItem[]): string {
  const told = items.map(({ qualification }) => qualification);
  return told.length === 0 ? 'an empty list of qualifications' : `the qualifications ${told.join(', ')}`;
}

/** The call ends with these qualifications, each once and no other, in any order. Differences of spelling do not matter. */
export function surfacesItems(items: readonly ListedItem[]): ClientCheck {
  return eachOutcome(({ outcome }, { secrets }) => {
    const told = real(toldIn(outcome));
    const all = items.every(({ qualification }) =>
      told.some((one) => isText(one.qualification, qualification)),
    );
    const whole = outcome.kind === 'list' && Array.isArray(outcome.qualifications);
    if (whole && all && told.length === items.length) return holds();
    return violated(finding('outcome', names(items), describeOutcome(outcome, secrets)));
  });
}

/** Of each qualification that comes out, the status of vetting is the one that was told, and none where none was. */
export function surfacesStatuses(items: readonly ListedItem[]): ClientCheck {
  return eachOutcome(({ outcome }) => {
    const told = toldIn(outcome);
    const findings = items.flatMap(({ qualification, vettingStatus }) => {
      const found = told.find((one) => isText(one.qualification, qualification));
      const status = found?.vettingStatus ?? undefined;
      if (!found || isText(status, vettingStatus ?? '') || (vettingStatus === undefined && isNone(status)))
        return [];
      return [finding(`outcome, vettingStatus of ${qualification}`, vettingStatus ?? 'none', shown(status))];
    });
    return violated(...findings);
  });
}

function isNone(status: unknown): boolean {
  return status === undefined || status === '' || isText(status, 'none') || isAdmission(status);
}

function shown(status: unknown): string {
  return status === undefined ? 'none' : (JSON.stringify(status) ?? 'none');
}

/** A status that no document lists comes out as it is, as an error, as none or as what a client calls unknown. */
export function surfacesUnknownStatus(status: string): ClientCheck {
  return eachOutcome(({ outcome }) => {
    if (outcome.kind === 'error') return holds();
    const wrong = toldIn(outcome).filter(({ vettingStatus: one }) =>
      statuses.some((known) => isText(one, known)),
    );
    return violated(
      ...wrong.map((one) => finding('outcome, vettingStatus', `"${status}"`, shown(one.vettingStatus))),
    );
  });
}

/** A qualification that no document lists comes out beside the others, as it is or as what a client calls unknown, or the call is an error. */
export function surfacesUnknownItem(unknown: string, others: readonly ListedItem[]): ClientCheck {
  return eachOutcome(({ outcome }, { contract, secrets }) => {
    if (outcome.kind === 'error') return holds();
    const documented = [...qualificationsOf(contract)];
    const rest = toldIn(outcome).filter(
      ({ qualification: one }) => !others.some((other) => isText(one, other.qualification)),
    );
    const admitted = rest.filter(
      ({ qualification: one }) =>
        isText(one, unknown) || (isAdmission(one) && !documented.some((known) => isText(one, known))),
    );
    if (rest.length === 1 && admitted.length === 1) return holds();
    const expected = `${names([...others, { qualification: unknown }])}, or an error`;
    return violated(finding('outcome', expected, describeOutcome(outcome, secrets)));
  });
}
