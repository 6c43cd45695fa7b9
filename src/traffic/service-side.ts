import type { CheckContext, Observation } from '../checks/observation.js';
import type { Outcome } from '../checks/outcome.js';
import { isSuccess } from '../checks/status.js';
import type { Contract } from '../contract/contract.js';
import { customerParameter } from '../contract/operation.js';
import { mapFinding } from '../finding.js';
import { evidenceOf } from '../http/evidence.js';
import { headerValues } from '../http/exchange.js';
import { isGuid } from '../http/guid.js';
import { decodeSegment } from '../http/path-segment.js';
import { judgeExchange } from '../operations/judge-exchange.js';
import type { RecordedFinding } from '../report/record.js';
import { gapFor } from './needed-parts.js';
import type { SecretBook } from './secret-book.js';
import { credentialIn } from './secrets-in.js';
import { type ObservedExchange, placeInWords } from './traffic-exchange.js';
import type { Judged } from './verdicts.js';

/** What an exchange shows of the service: all that holds for every exchange, as far as it was observed. */
export function judgeServiceOn(
  observed: ObservedExchange,
  contract: Contract,
  secrets: SecretBook,
): readonly Judged[] {
  const { exchange, gaps, nearest, operation } = observed;
  const { ending } = exchange;
  const credited = (operation ?? nearest).id;
  const context: CheckContext = { contract, redactor: secrets.tokens };
  const outcomes = [...judgeExchange(observationOf(observed), context)].filter(
    // Without a token there is none that an answer could give away.
    ([id, { findings }]) => id !== 'AUT-013' || findings.length > 0 || sendsCredential(observed),
  );
  const judged = outcomes.map(([id, outcome]): Judged => {
    const gap = gapFor(id, gaps);
    if (gap)
      return { id, operation: credited, findings: [], readings: [], gap: gapInWords(gap.reason, observed) };
    return {
      id,
      operation: credited,
      findings: findingsOf(outcome, observed, credited, secrets),
      readings: outcome.reading === undefined ? [] : [outcome.reading],
    };
  });
  if (ending.kind !== 'limit' || ending.limit === 'request') return judged;
  const gap = gapInWords(ending.message, observed);
  return [...judged, { id: 'AVL-001', operation: credited, findings: [], readings: [], gap }];
}

function sendsCredential({ exchange }: ObservedExchange): boolean {
  return headerValues(exchange.request.headers, 'authorization').some((field) => credentialIn(field) !== '');
}

/** A reason with the place of its exchange behind it. */
export function gapInWords(reason: string, { place }: ObservedExchange): string {
  return `not in this recording: ${reason} (${placeInWords(place)})`;
}

function observationOf({ exchange, path, operation, hostile }: ObservedExchange): Observation {
  const { ending } = exchange;
  return {
    exchange,
    path,
    operation,
    // What was granted was evidently asked for well; of a refusal nobody knows.
    valid: operation?.effect === 'read' && ending.kind === 'answered' && isSuccess(ending.answer),
    hostile: hostile || !namesGuid(path, operation),
    final: true,
    expected: undefined,
    note: undefined,
  };
}

/** Whether the customer's segment is a GUID, so that nothing in front of the service has a reason to refuse it. */
function namesGuid(path: string, operation: Observation['operation']): boolean {
  const name = operation && customerParameter(operation)?.name;
  const segment = name === undefined ? undefined : operation?.matchPath(path)?.get(name);
  return segment === undefined || isGuid(decodeSegment(segment));
}

/** Findings without secrets, with the exchange that shows them and its place. */
export function findingsOf(
  { findings }: Outcome,
  { exchange, place }: ObservedExchange,
  operation: string,
  { all }: SecretBook,
): readonly RecordedFinding[] {
  if (findings.length === 0) return [];
  const shown = evidenceOf(exchange, all);
  return findings.map((finding) => ({
    ...mapFinding(finding, (text) => all.text(text)),
    operation,
    recorded: placeInWords(place),
    exchange: shown,
  }));
}
