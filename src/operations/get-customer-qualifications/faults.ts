import { type Behaviour, behaviour } from '../../mock/behaviour.js';
import { type Call, callPath } from '../../mock/call.js';
import { type Reply, textOfReply, withBody, withHeader, withJson, withStatus } from '../../mock/reply.js';
import { changingItems, isList, listing, onList } from '../list-behaviours.js';

const hour = 3_600_000;

/** A time of an item, moved by some hours. */
function later(hours: number): string {
  return new Date(Date.UTC(2024, 0, 1) + hours * hour).toISOString();
}

/** Services whose list of qualifications is wrong, each in one way. */
export const faults: readonly Behaviour[] = [
  listing('list-as-string', ['QLS-001'], 'answers the list with a bare string', (items) =>
    items[0] ? items[0]['qualification'] : 'None',
  ),
  listing(
    'list-as-object',
    ['QLS-001'],
    'answers the list with its first item alone',
    (items) => items[0] ?? {},
  ),
  listing('list-null', ['QLS-001'], 'answers the list with null', () => null),
  listing('list-in-value', ['QLS-001'], 'answers the list as the member value of an object', (value) => ({
    value,
  })),
  listing('items-as-strings', ['QLS-002'], 'answers a list of strings', (items) =>
    items.map(({ qualification }) => qualification),
  ),
  listing('items-with-null', ['QLS-002'], 'ends the list with null', (items) => [...items, null]),
  changingItems(
    'item-key-capital',
    ['QLS-002'],
    'writes the member Qualification with a capital',
    ({ qualification }) => ({
      Qualification: qualification,
    }),
  ),
  changingItems(
    'item-without-name',
    ['QLS-002'],
    'leaves the qualification out of its items',
    ({ qualification: _, ...others }) => others,
  ),
  changingItems('item-number', ['QLS-002'], 'writes qualifications as numbers', (item) => ({
    ...item,
    qualification: 1,
  })),
  changingItems('item-unknown', ['QLS-003'], 'tells a qualification that no document knows', (item) => ({
    ...item,
    qualification: 'Academic',
  })),
  changingItems('status-number', ['QLS-004'], 'writes the status of vetting as a number', (item) => ({
    ...item,
    vettingStatus: 2,
  })),
  changingItems('status-empty', ['QLS-004'], 'writes an empty status of vetting', (item) => ({
    ...item,
    vettingStatus: '',
  })),
  changingItems('reason-list', ['QLS-004'], 'writes the reason of vetting as a list', (item) => ({
    ...item,
    vettingReason: [],
  })),
  changingItems('date-number', ['QLS-004'], 'writes the date as a number of seconds', (item) => ({
    ...item,
    vettingCreatedDate: 1_704_067_200,
  })),
  changingItems('date-in-words', ['QLS-005'], 'writes the date in words', (item) => ({
    ...item,
    vettingCreatedDate: 'yesterday',
  })),
  changingItems('date-impossible', ['QLS-005'], 'tells a day that no calendar has', (item) => ({
    ...item,
    vettingCreatedDate: '2023-02-29T10:00:00Z',
  })),
  changingItems('date-without-time', ['QLS-005'], 'leaves the time out of the date', (item) => ({
    ...item,
    vettingCreatedDate: '2023-02-28',
  })),
  changingItems('dates-differ', ['QLS-006'], 'tells two dates under the two names', (item) => ({
    ...item,
    vettingCreatedDate: later(0),
    vettingCreateDate: later(1),
  })),
  listing('list-always-empty', ['QLS-007'], 'answers an empty list for every customer', () => []),
  behaviour(
    'list-of-another',
    ['QLS-007'],
    'answers the list of another customer',
    ({ contract, customers }) =>
      async (call, next) => {
        if (!isList(call, contract)) return next(call);
        const place = customers.findIndex(({ id }) => call.target.toLowerCase().includes(id.toLowerCase()));
        const [own, other] = [customers[place], customers[(place + 1) % customers.length]];
        return own && other
          ? next({ ...call, target: call.target.replace(new RegExp(own.id, 'i'), other.id) })
          : next(call);
      },
  ),
  listing(
    'list-adds-nonprofit',
    ['QLS-008'],
    'lists an approved qualification that the singular read does not tell',
    (items) => [
      ...items.filter(({ qualification }) => qualification !== 'Nonprofit'),
      { qualification: 'Nonprofit', vettingStatus: 'Approved', vettingCreatedDate: later(0) },
    ],
  ),
  listing('listed-twice', ['QLS-009'], 'lists every qualification twice', (items) => [...items, ...items]),
  listing(
    'education-beside-community',
    ['QLS-010'],
    'lists Education and GovernmentCommunityCloud together',
    (items) => [
      ...items.filter(({ qualification }) => qualification === 'StateOwnedEntity'),
      { qualification: 'Education', vettingStatus: 'Approved' },
      { qualification: 'GovernmentCommunityCloud', vettingStatus: 'Approved' },
    ],
  ),
  onList(
    'none-not-found',
    ['QLS-011'],
    'answers the list of a customer without qualification with 404',
    (reply) => (textOfReply(reply) === '[]' ? notFound(reply) : reply),
  ),
  onList(
    'none-no-content',
    ['QLS-011'],
    'answers the list of a customer without qualification with 204',
    (reply) => (textOfReply(reply) === '[]' ? withStatus(withBody(reply, ''), 204) : reply),
  ),
  // What is wrong on this operation alone, though it is right on the other read.
  onList('list-ids-lost', ['HDR-001', 'HDR-002'], 'answers lists without ids', (reply) =>
    withHeader(withHeader(reply, 'MS-RequestId', undefined), 'MS-CorrelationId', undefined),
  ),
  onList('list-as-text', ['BDY-002'], 'answers lists as text/plain', (reply) =>
    withHeader(reply, 'Content-Type', 'text/plain'),
  ),
  onList('list-with-mark', ['BDY-004'], 'begins lists with a byte order mark', (reply) =>
    withBody(reply, `\ufeff${textOfReply(reply)}`),
  ),
  behaviour(
    'list-anonymous',
    ['AUT-001'],
    'answers lists without a token',
    ({ authority, contract }) =>
      async (call, next) =>
        isList(call, contract) && !call.headers.some(([name]) => name.toLowerCase() === 'authorization')
          ? next(withToken(call, await authority.mint('app')))
          : next(call),
  ),
  behaviour(
    'list-of-malformed-id',
    ['CID-002'],
    'answers lists of ids that are cut short',
    ({ contract, customers }) =>
      (call, next) => {
        const cut = callPath(call).split('/')[3] ?? '';
        const meant = customers.find(
          ({ id }) => cut.length > 8 && cut.length < 36 && id.toLowerCase().startsWith(cut.toLowerCase()),
        );
        return meant && isList(call, contract)
          ? next({ ...call, target: call.target.replace(cut, meant.id) })
          : next(call);
      },
  ),
];

function withToken(call: Call, token: string): Call {
  return { ...call, headers: [...call.headers, ['Authorization', `Bearer ${token}`]] };
}

function notFound(reply: Reply): Reply {
  return withJson(withStatus(reply, 404), {
    code: 60003,
    description: 'Not found.',
    data: [],
    source: 'PartnerFD',
  });
}
