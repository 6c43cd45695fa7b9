import { type Behaviour, behaviour } from '../../mock/behaviour.js';
import { withError } from '../../mock/error-reply.js';
import { changingItems, isList, listing } from '../list-behaviours.js';

const list = ['QLS-001', 'QLS-002', 'QLS-003', 'QLS-004', 'QLS-007', 'QLS-008'];
const dates = ['QLS-004', 'QLS-005', 'QLS-006'];

/** An item that has a date tells this one. */
function dated(name: string, summary: string, members: Readonly<Record<string, unknown>>): Behaviour {
  return changingItems(name, dates, summary, ({ vettingCreatedDate, ...item }) =>
    vettingCreatedDate === undefined ? item : { ...item, ...members },
  );
}

/** A service without this operation, which is retired or not built yet. */
function notOffered(status: number, summary: string): Behaviour {
  return behaviour(
    `list-not-offered-${status}`,
    ['RTE-001', 'BDY-010'],
    summary,
    ({ contract }) =>
      async (call, next) => {
        const reply = await next(call);
        return isList(call, contract) && reply.status === 200
          ? withError(reply, status, 1000, 'Not offered.')
          : reply;
      },
  );
}

/** Services whose list differs from the mock's in ways that documents allow. */
export const variations: readonly Behaviour[] = [
  listing(
    'list-in-envelope',
    [...list, 'QLS-011'],
    'answers lists as the member qualifications of an object',
    (items) => ({
      qualifications: items,
    }),
  ),
  listing(
    'list-in-envelope-with-links',
    list,
    'adds members to the envelope that no document names',
    (items) => ({
      totalCount: items.length,
      qualifications: items,
      links: { self: { uri: '/qualifications', method: 'GET', headers: [] } },
    }),
  ),
  listing(
    'list-none-item',
    ['QLS-002', 'QLS-003', 'QLS-007', 'QLS-011'],
    'lists None for a customer without a qualification',
    (items) => (items.length === 0 ? [{ qualification: 'None' }] : items),
  ),
  listing(
    'list-with-state-owned',
    ['QLS-007', 'QLS-008', 'QLS-009', 'QLS-010'],
    'lists StateOwnedEntity beside an approved qualification',
    (items) =>
      items.some(({ vettingStatus }) => vettingStatus === 'Approved')
        ? [...items, { qualification: 'StateOwnedEntity' }]
        : items,
  ),
  listing(
    'list-with-denied',
    ['QLS-007', 'QLS-008', 'QLS-009', 'QLS-010'],
    'lists an older request that was denied',
    (items) => [
      ...(items.length > 0
        ? [{ qualification: 'Education', vettingStatus: 'Denied', vettingReason: 'Not an Academic Domain' }]
        : []),
      ...items,
    ],
  ),
  changingItems(
    'items-in-lower-case',
    ['QLS-003', 'QLS-007', 'QLS-008'],
    'spells qualifications in lower case',
    (item) => ({
      ...item,
      qualification: String(item['qualification']).toLowerCase(),
    }),
  ),
  changingItems(
    'items-in-snake-case',
    ['QLS-003', 'QLS-007', 'QLS-008'],
    'spells qualifications with underscores',
    (item) => ({
      ...item,
      qualification: String(item['qualification'])
        .replaceAll(/(?<=[a-z])([A-Z])/g, '_$1')
        .toLowerCase(),
    }),
  ),
  changingItems(
    'items-in-camel-case',
    ['QLS-003', 'QLS-007', 'QLS-008'],
    'spells qualifications with a small first letter',
    (item) => ({
      ...item,
      qualification: String(item['qualification']).replace(/^./, (letter) => letter.toLowerCase()),
    }),
  ),
  changingItems(
    'items-with-nulls',
    ['QLS-002', 'QLS-004', 'QLS-006'],
    'writes null for members that it does not have',
    (item) => ({
      vettingStatus: null,
      vettingReason: null,
      vettingCreateDate: null,
      ...item,
    }),
  ),
  changingItems('items-with-more', ['QLS-002', 'QLS-004'], 'adds members that no document names', (item) => ({
    ...item,
    educationSegment: 'K12',
    attributes: { objectType: 'CustomerQualification' },
  })),
  changingItems('status-expired', ['QLS-004'], 'tells a status that no document names', (item) =>
    'vettingStatus' in item ? { ...item, vettingStatus: 'Expired' } : item,
  ),
  dated('date-under-the-other-name', 'writes vettingCreateDate', {
    vettingCreateDate: '2020-12-04T20:54:24Z',
  }),
  dated('date-under-both-names', 'writes the same date under both names', {
    vettingCreatedDate: '2020-12-04T20:54:24Z',
    vettingCreateDate: '2020-12-04T20:54:24Z',
  }),
  dated('date-with-offset', 'writes dates with seven digits of a second and an offset', {
    vettingCreatedDate: '2021-05-06T19:59:56.6832021+00:00',
  }),
  dated('date-month-first', 'writes dates with the month first', {
    vettingCreatedDate: '07/09/2020: 00:00:00',
  }),
  notOffered(404, 'answers lists with 404 for every customer'),
  notOffered(405, 'answers lists with 405 for every customer'),
  notOffered(410, 'answers lists with 410 for every customer'),
  notOffered(501, 'answers lists with 501 for every customer'),
];
