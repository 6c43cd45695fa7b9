import { spellingOf } from '../../checks/body.js';
import type { ExchangeCheck, Observation, RequirementCheck } from '../../checks/observation.js';
import { finding, holds, type Outcome, violated } from '../../checks/outcome.js';
import { isSuccess } from '../../checks/status.js';
import { canonical, qualificationsOf } from '../../contract/qualification.js';
import { shorten } from '../../contract/schema.js';
import { jsonContentOf } from '../../http/content.js';
import type { Answer } from '../../http/exchange.js';
import { dateFormOf } from '../date-form.js';
import { itemsOf, toldByItem } from '../qualification-list.js';
import { operation as self } from './operation.js';

/** An item of a list that is an object with a qualification, and where it stands. */
interface Item {
  readonly path: string;
  readonly qualification: string;
  readonly members: Readonly<Record<string, unknown>>;
}

const statuses: readonly unknown[] = ['InReview', 'Approved', 'Denied'];

/** What every list of qualifications is held against, whichever test asked for it, by requirement. */
export const checks: readonly RequirementCheck[] = [
  ['QLS-001', isList],
  ['QLS-002', hasItems],
  [
    'QLS-003',
    ofItems((items, { contract }) => {
      const known = new Set(qualificationsOf(contract).map(canonical));
      const wrong = items.filter(({ qualification }) => !known.has(canonical(qualification)));
      if (wrong.length === 0) return holds(spellingOf(items[0]?.qualification));
      return violated(
        ...wrong.map(({ path, qualification }) =>
          finding(`${path}.qualification`, 'a documented qualification', shorten(qualification)),
        ),
      );
    }),
  ],
  [
    'QLS-004',
    ofItems((items) => {
      const wrong = items.flatMap(({ path, members }) =>
        ['vettingStatus', 'vettingReason', 'vettingCreatedDate', 'vettingCreateDate']
          .filter((name) => !isText(members[name], name === 'vettingStatus'))
          .map((name) => finding(`${path}.${name}`, 'a string', shorten(members[name]))),
      );
      if (wrong.length > 0) return violated(...wrong);
      const told = items.flatMap(({ members }) => members['vettingStatus'] ?? []);
      return holds(told.every((status) => statuses.includes(status)) ? 'documented-status' : 'other-status');
    }),
  ],
  [
    'QLS-005',
    ofItems((items) => {
      const told = items.flatMap(({ path, members }) =>
        ['vettingCreatedDate', 'vettingCreateDate'].flatMap((name) => {
          const text = members[name];
          return typeof text === 'string' ? [{ place: `${path}.${name}`, text }] : [];
        }),
      );
      if (told.length === 0) return undefined;
      const wrong = told.filter(({ text }) => dateFormOf(text) === undefined);
      if (wrong.length === 0) return holds(dateFormOf(told[0]?.text ?? ''));
      return violated(...wrong.map(({ place, text }) => finding(place, 'a date with a time', shorten(text))));
    }),
  ],
  [
    'QLS-006',
    ofItems((items) => {
      const dated = items.map(({ path, members }) => ({
        path,
        created: members['vettingCreatedDate'] ?? undefined,
        create: members['vettingCreateDate'] ?? undefined,
      }));
      const [first] = dated.filter(({ created, create }) => created !== undefined || create !== undefined);
      if (!first) return undefined;
      const wrong = dated.filter(
        ({ created, create }) => created !== undefined && create !== undefined && created !== create,
      );
      if (wrong.length === 0) return holds(first.created === undefined ? 'create-date' : 'created-date');
      return violated(
        ...wrong.map(({ path, created, create }) =>
          finding(`${path}.vettingCreateDate`, `${shorten(created)} as vettingCreatedDate`, shorten(create)),
        ),
      );
    }),
  ],
  [
    'QLS-009',
    ofItems((items) => {
      const names = standing(items).map(({ qualification }) => canonical(qualification));
      const [twice] = names.filter((name, place) => names.indexOf(name) !== place);
      return twice === undefined ? holds() : violated(finding('$', `${twice} once`, 'it more than once'));
    }),
  ],
  [
    'QLS-010',
    ofItems((items) => {
      const names = standing(items).map(({ qualification }) => canonical(qualification));
      const both = ['education', 'governmentcommunitycloud'].every((name) => names.includes(name));
      return both ? violated(finding('$', 'one of education and governmentcommunitycloud', 'both')) : holds();
    }),
  ],
];

function isList(answer: Answer, { operation }: Observation): Outcome | undefined {
  const json = operation?.id === self.id && isSuccess(answer) ? jsonContentOf(answer) : undefined;
  if (!json) return undefined;
  if (Array.isArray(json.value)) return holds('array');
  return itemsOf(json.value)
    ? holds('envelope')
    : violated(finding('$', 'a list of qualifications', shorten(json.value)));
}

function hasItems(answer: Answer, { operation }: Observation): Outcome | undefined {
  const items = operation?.id === self.id && isSuccess(answer) ? itemsIn(answer) : undefined;
  if (!items) return undefined;
  return violated(
    ...items.flatMap((item, index) =>
      toldByItem(item) ? [] : [finding(`$[${index}]`, 'an object with qualification', shorten(item))],
    ),
  );
}

/** A check of a list whose items all tell a qualification; others are another requirement's (QLS-002). */
function ofItems(
  check: (items: readonly Item[], context: Parameters<ExchangeCheck>[2]) => Outcome | undefined,
): ExchangeCheck {
  return (answer, { operation }, context) => {
    if (operation?.id !== self.id || !isSuccess(answer)) return undefined;
    const items = itemsIn(answer);
    if (!items?.every((item) => toldByItem(item) !== undefined)) return undefined;
    const read = items.map((item, index): Item => {
      const members = item as Readonly<Record<string, unknown>>;
      return { path: `$[${index}]`, qualification: String(members['qualification']), members };
    });
    return check(read, context);
  };
}

function itemsIn(answer: Answer): readonly unknown[] | undefined {
  const json = jsonContentOf(answer);
  return json && itemsOf(json.value);
}

/** Those that were not denied. */
function standing(items: readonly Item[]): readonly Item[] {
  return items.filter(({ members }) => members['vettingStatus'] !== 'Denied');
}

/** Whether a member is a string, or counts as left out. */
function isText(value: unknown, filled: boolean): boolean {
  return value === undefined || value === null || (typeof value === 'string' && !(filled && value === ''));
}
