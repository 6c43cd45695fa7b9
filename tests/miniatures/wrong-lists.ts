import type { Habits } from './good-client.js';
import { goodList, itemsOf } from './good-operations.js';
import type { WrongClient } from './wrong-client.js';

/** Wrong in how it reads a list. */
function wrong(
  name: string,
  requirement: string | readonly string[],
  summary: string,
  habits: Partial<Habits>,
): WrongClient {
  const operation = 'getCustomerQualifications';
  const requirements = [requirement].flat();
  return { name, summary, requirements, operation, habits: { ...goodList, retries: () => false, ...habits } };
}

type Members = Readonly<Record<string, unknown>>;

/** Reads the parsed text otherwise. */
function reading(read: (value: unknown) => unknown): Partial<Habits> {
  return { value: (text) => read(JSON.parse(text)) };
}

/** Looks at each item of a list as it stands in the answer. */
function eachItem(read: (item: Members) => unknown): Partial<Habits> {
  return reading((value) => {
    itemsOf(value);
    const list: readonly Members[] = Array.isArray(value) ? value : Object(value)['qualifications'];
    return list.map(read).filter((item) => item !== undefined);
  });
}

function refuse(why: string): never {
  throw new Error(why);
}

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;
const values = ['None', 'Education', 'Nonprofit', 'GovernmentCommunityCloud', 'StateOwnedEntity'];
const members = [
  'qualification',
  'vettingStatus',
  'vettingReason',
  'vettingCreatedDate',
  'vettingCreateDate',
];

function plain({ qualification, vettingStatus }: Members): Members {
  return { qualification, ...(vettingStatus ? { vettingStatus } : {}) };
}

/** Clients that read lists, each wrong in one way. */
export const wrongLists: readonly WrongClient[] = [
  wrong('list-reads-singular', 'REQ-002', 'reads the singular resource for the list', {
    path: (id) => `/v1/customers/${id}/qualification`,
  }),
  wrong('list-posts', 'REQ-001', 'reads the list with POST', { method: 'POST' }),
  wrong('list-with-query', 'REQ-005', 'sends an empty code with the list', { query: () => '?code=' }),
  wrong(
    'array-alone',
    'CQL-001',
    'takes the list as an array alone',
    reading((value) => (Array.isArray(value) ? itemsOf(value) : refuse('no array'))),
  ),
  wrong(
    'object-alone',
    'CQL-001',
    'takes the list as the member of an object alone',
    reading((value) => (Array.isArray(value) ? refuse('no object') : itemsOf(value))),
  ),
  wrong(
    'created-date-needed',
    'CQL-002',
    'needs the date under the name vettingCreatedDate',
    eachItem((item) => (item['vettingCreatedDate'] ? plain(item) : refuse('there is no date'))),
  ),
  wrong(
    'date-in-utc-needed',
    'CQL-002',
    'fails on dates of another form than one',
    eachItem((item) => {
      const date = item['vettingCreatedDate'] ?? item['vettingCreateDate'] ?? undefined;
      return date === undefined || iso.test(String(date)) ? plain(item) : refuse('the date is malformed');
    }),
  ),
  wrong(
    'empty-list-refused',
    'CQL-003',
    'takes an empty list for an error',
    reading((value) => {
      const items = itemsOf(value);
      return items.length > 0 ? items : refuse('there is no qualification');
    }),
  ),
  wrong(
    'empty-list-is-education',
    'CQL-003',
    'has a default for an empty list',
    reading((value) => {
      const items = itemsOf(value);
      return items.length > 0 ? items : [{ qualification: 'Education' }];
    }),
  ),
  wrong(
    'none-refused',
    'CQL-003',
    'does not know None',
    eachItem((item) => (item['qualification'] === 'None' ? refuse('None is unknown') : plain(item))),
  ),
  wrong(
    'first-item',
    'CQL-004',
    'takes the first item for the list',
    reading((value) => itemsOf(value).slice(0, 1)),
  ),
  wrong(
    'status-needed',
    'CQL-004',
    'leaves items without a status out',
    eachItem((item) => (item['vettingStatus'] ? plain(item) : undefined)),
  ),
  wrong(
    'listed-is-approved',
    'CQL-005',
    'takes what is listed for approved',
    eachItem(({ qualification }) => ({ qualification, vettingStatus: 'Approved' })),
  ),
  wrong(
    'vetting-lost',
    'CQL-005',
    'reports no status',
    eachItem(({ qualification }) => ({ qualification })),
  ),
  wrong(
    'missing-status-is-approved',
    'CQL-005',
    'takes a status that is missing for approved',
    eachItem((item) => ({ ...plain(item), vettingStatus: item['vettingStatus'] ?? 'Approved' })),
  ),
  wrong(
    'unknown-status-is-approved',
    'CQL-006',
    'takes a status that it does not know for approved',
    eachItem((item) => {
      const status = item['vettingStatus'];
      const known = status === undefined || ['Approved', 'InReview', 'Denied'].includes(String(status));
      return known ? plain(item) : { ...plain(item), vettingStatus: 'Approved' };
    }),
  ),
  wrong(
    'unknown-items-dropped',
    'CQL-007',
    'leaves out what it does not know',
    eachItem((item) => {
      const name = String(item['qualification']).replaceAll('_', '').toLowerCase();
      return values.some((one) => one.toLowerCase() === name) ? plain(item) : undefined;
    }),
  ),
  wrong(
    'unknown-items-by-beginning',
    'CQL-007',
    'looks at the beginning of a qualification',
    eachItem((item) => {
      const name = String(item['qualification']);
      return { ...plain(item), qualification: values.find((one) => name.startsWith(one)) ?? name };
    }),
  ),
  wrong(
    'further-members-refused',
    'CQL-008',
    'refuses members that it does not know',
    eachItem((item) =>
      Object.keys(item).every((name) => members.includes(name)) ? plain(item) : refuse('unknown member'),
    ),
  ),
  wrong(
    'nulls-refused',
    'CQL-008',
    'fails on members that are null',
    eachItem((item) => (Object.values(item).includes(null) ? refuse('null') : plain(item))),
  ),
  wrong(
    'no-list-is-empty',
    'CQL-009',
    'takes whatever is no list for an empty one',
    reading((value) => {
      try {
        return itemsOf(value);
      } catch {
        return [];
      }
    }),
  ),
  wrong(
    'one-item-is-list',
    'CQL-009',
    'takes one item for a list of one',
    reading((value) => itemsOf(Object(value)['qualification'] === undefined ? value : [value])),
  ),
  wrong(
    'strings-are-items',
    'CQL-009',
    'takes strings for items',
    reading((value) =>
      Array.isArray(value)
        ? value.map((one) => (typeof one === 'string' ? { qualification: one } : plain(one)))
        : itemsOf(value),
    ),
  ),
  wrong(
    'capitals-needed',
    'CQL-010',
    'knows the spelling with capitals alone',
    eachItem((item) =>
      [...values, 'Charity', 'EducationPlus'].includes(String(item['qualification']))
        ? plain(item)
        : refuse('an unknown qualification'),
    ),
  ),
];
