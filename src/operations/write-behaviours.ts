import { matchOperation } from '../contract/contract.js';
import { type Behaviour, behaviour, type MockContext } from '../mock/behaviour.js';
import { type Call, callHeader, callPath } from '../mock/call.js';
import { withError } from '../mock/error-reply.js';
import { type Reply, withBody, withHeader, withJson, withStatus } from '../mock/reply.js';
import type { OperationModule, QualificationChange } from './operation-module.js';

/** One of the two writes, as its faults need it. */
export interface FaultyWrite {
  /** What the names of its faults begin with. */
  readonly word: string;
  /** The three letters that its requirements begin with. */
  readonly area: string;
  readonly operation: OperationModule;
}

/** How a faulty service goes about a call: `next` answers as the healthy mock does, `write` does what a valid write does. */
type Course = (
  call: Call,
  next: (call: Call) => Promise<Reply>,
  write: (change?: QualificationChange) => Promise<Reply>,
  context: MockContext,
) => Promise<Reply>;

const education: QualificationChange = { qualification: 'education', educationSegment: 'K12' };

/** Services whose write is wrong, each in one way. */
export function writeFaults({ word, area, operation }: FaultyWrite): readonly Behaviour[] {
  const id = (...numbers: readonly string[]) => numbers.map((number) => `${area}-${number}`);
  const row = (name: string, requirements: readonly string[], summary: string, course: Course): Behaviour =>
    behaviour(`${word}-${name}`, requirements, summary, (context) => (call, next) => {
      const method = context.contract.operations.find((one) => one.id === operation.id)?.method ?? '';
      // Also what only looks like this write, such as a GET of its path.
      if (!matchOperation(context.contract, method, callPath(call))) return next(call);
      const write = async (change = education) =>
        next(await validWrite(call, method, change, operation, context));
      return course(call, next, write, context);
    });
  /** What the healthy mock refuses in this way is written all the same. */
  const takes =
    (test: (reply: Reply, call: Call) => boolean, change?: QualificationChange): Course =>
    async (call, next, write) => {
      const reply = await next(call);
      return isWrite(call, operation) && test(reply, call) ? write(change) : reply;
    };
  /** It is refused, and written. */
  const writesBehind =
    (test: (reply: Reply, call: Call) => boolean): Course =>
    async (call, next, write) => {
      const reply = await next(call);
      if (isWrite(call, operation) && test(reply, call)) await write();
      return reply;
    };
  /** What the healthy mock answers in this way is answered otherwise. */
  const answers =
    (test: (reply: Reply, call: Call) => boolean, change: (reply: Reply) => Reply): Course =>
    async (call, next) => {
      const reply = await next(call);
      return isWrite(call, operation) && test(reply, call) ? change(reply) : reply;
    };
  const failure = (reply: Reply): Reply => withError(reply, 500, 800003, 'Unexpected service error.');

  return [
    row(
      'answers-204',
      id('001'),
      'answers a success with 204 and nothing',
      answers(succeeded, (reply) => withStatus(withBody(reply, ''), 204)),
    ),
    row(
      'answers-none',
      id('001'),
      'answers a success with the qualification from before',
      answers(succeeded, (reply) => withJson(reply, 'None')),
    ),
    row('fails-after-effect', id('001'), 'writes, and answers 500', answers(succeeded, failure)),
    row(
      'redirects',
      id('001'),
      'answers a write with a redirect',
      answers(succeeded, (reply) => withHeader(withStatus(withBody(reply, ''), 303), 'Location', '/')),
    ),
    row('forgets', id('002'), 'answers a success, and stores nothing', async (call, next, _, { store }) => {
      const reply = await next(call);
      if (isWrite(call, operation) && succeeded(reply)) store.reset();
      return reply;
    }),
    row(
      'takes-none',
      id('003'),
      'takes None for a value that can be set',
      takes((_, call) => /none/i.test(textOf(call)) || textOf(call) === '0'),
    ),
    row(
      'takes-nonprofit',
      id('003'),
      'takes Nonprofit for a value that can be set',
      takes((_, call) => /nonprofit/i.test(textOf(call)) || textOf(call) === '2'),
    ),
    row(
      'takes-any-word',
      id('003'),
      'takes words that nobody knows for Education',
      takes((_, call) => /platinum/i.test(textOf(call))),
    ),
    row(
      'fails-on-unknown-word',
      id('003'),
      'answers 500 to words that nobody knows',
      answers((_, call) => /platinum/i.test(textOf(call)), failure),
    ),
    row(
      'takes-nothing',
      id('004'),
      'takes no content for Education',
      takes((_, call) => call.body.length === 0),
    ),
    row(
      'takes-broken-json',
      id('004'),
      'takes JSON that is cut',
      takes((_, call) => textOf(call).includes('"Educ') && !textOf(call).includes('"Education"')),
    ),
    row(
      'fails-on-broken-json',
      id('004'),
      'answers 500 to JSON that is cut',
      answers((_, call) => textOf(call).endsWith('Educ'), failure),
    ),
    row(
      'takes-null',
      id('004'),
      'takes null for Education',
      takes((_, call) => textOf(call) === 'null'),
    ),
    row(
      'writes-what-it-refuses',
      id('004'),
      'refuses what it cannot read, and writes Education',
      writesBehind((reply, call) => reply.status === 400 && textOf(call) === '[]'),
    ),
    row(
      'takes-text',
      id('005'),
      'takes text/plain',
      takes((_, call) => callHeader(call, 'content-type')?.startsWith('text/plain') === true),
    ),
    row(
      'fails-on-xml',
      id('005'),
      'answers 500 to XML',
      answers((_, call) => callHeader(call, 'content-type')?.endsWith('xml') === true, failure),
    ),
    row(
      'fails-on-large',
      id('006'),
      'answers 500 to large content',
      answers((reply) => reply.status === 413, failure),
    ),
    row(
      'writes-refused-large',
      id('006'),
      'refuses large content, and writes what it asks for',
      writesBehind((reply) => reply.status === 413),
    ),
    row(
      'by-app',
      id('007'),
      'takes an app-only token',
      takes((reply) => reply.status === 403),
    ),
    row(
      'by-app-behind',
      id('007'),
      'refuses an app-only token, and writes',
      writesBehind((reply) => reply.status === 403),
    ),
    row(
      'refuses-app-with-400',
      id('007'),
      'answers an app-only token with 400',
      answers(
        (reply) => reply.status === 403,
        (reply) => withStatus(reply, 400),
      ),
    ),
    row(
      'by-nobody',
      id('008'),
      'takes a write without a token',
      takes((reply, call) => reply.status === 401 && callHeader(call, 'authorization') === undefined),
    ),
    row(
      'by-nobody-behind',
      id('008'),
      'refuses a write without a token, and writes',
      writesBehind((reply, call) => reply.status === 401 && callHeader(call, 'authorization') === undefined),
    ),
    row(
      'by-half-a-token',
      id('008'),
      'takes a token that was cut',
      takes((reply, call) => reply.status === 401 && (callHeader(call, 'authorization') ?? '').length > 40),
    ),
    row(
      'community-without-code',
      id('009'),
      'sets GovernmentCommunityCloud without a code',
      takes((reply, call) => reply.status === 400 && isCommunity(call) && !hasCode(call)),
    ),
    row(
      'community-behind',
      id('009'),
      'refuses GovernmentCommunityCloud without a code, and writes',
      writesBehind((reply, call) => reply.status === 400 && isCommunity(call) && !hasCode(call)),
    ),
    row(
      'community-with-any-code',
      id('010'),
      'sets GovernmentCommunityCloud with any code',
      takes((reply, call) => reply.status === 400 && isCommunity(call) && hasCode(call)),
    ),
    row(
      'adds-again',
      id('011'),
      'adds a qualification that the customer has',
      async (call, next, _, { store }) => {
        const reply = await next(call);
        const record = store.record((callPath(call).split('/')[3] ?? '').toLowerCase());
        if (isWrite(call, operation) && reply.status === 409) record?.add('stateownedentity', 'unvetted');
        return reply;
      },
    ),
    row(
      'fails-again',
      id('011'),
      'answers 500 where the customer has a qualification',
      answers((reply) => reply.status === 409, failure),
    ),
    row(
      'by-get',
      id('012'),
      'writes what a GET has as content',
      disguised('GET', (call) => call.body.length > 0),
    ),
    row(
      'by-head',
      id('012'),
      'writes what a HEAD has as content',
      disguised('HEAD', (call) => call.body.length > 0),
    ),
    row(
      'by-query',
      id('012'),
      'writes what a GET has in its query',
      disguised('GET', (call) => call.target.includes('qualification=Education')),
    ),
    row(
      'by-override',
      id('012'),
      'does what X-HTTP-Method-Override says',
      disguised('GET', (call) => callHeader(call, 'x-http-method-override') !== undefined),
    ),
    row(
      'for-anybody',
      id('013'),
      'answers a success for a customer that nobody has',
      answers(
        (reply) => reply.status === 404,
        (reply) => withJson(withStatus(reply, 200), 'education'),
      ),
    ),
    row(
      'fails-for-malformed-id',
      id('013'),
      'answers 500 for a malformed id',
      answers((reply, call) => reply.status === 400 && call.target.includes('not-a-guid'), failure),
    ),
    row(
      'loses-ids',
      ['HDR-001', 'HDR-002'],
      'answers writes without ids',
      answers(succeeded, (reply) =>
        withHeader(withHeader(reply, 'MS-RequestId', undefined), 'MS-CorrelationId', undefined),
      ),
    ),
  ];
}

/** A request with a safe method that writes where it looks like this. */
function disguised(method: string, test: (call: Call) => boolean): Course {
  return async (call, next, write) => {
    if (call.method === method && test(call)) await write();
    return next(call);
  };
}

/** The same call as a write that nothing stands against. */
async function validWrite(
  call: Call,
  method: string,
  change: QualificationChange,
  { forms }: OperationModule,
  { authority }: MockContext,
): Promise<Call> {
  const { query = '', content = '' } = forms[0]?.compose(change) ?? {};
  const others = call.headers.filter(([name]) => !/^(authorization|content-type|accept)$/i.test(name));
  return {
    ...call,
    method,
    target: callPath(call) + query,
    body: Buffer.from(content),
    headers: [
      ...others,
      ['Authorization', `Bearer ${await authority.mint('user')}`],
      ['Content-Type', 'application/json'],
    ],
  };
}

function isWrite(call: Call, { id }: OperationModule): boolean {
  return call.method === (id.startsWith('create') ? 'POST' : 'PUT');
}

function succeeded(reply: Reply): boolean {
  return reply.status >= 200 && reply.status < 300;
}

function textOf({ body }: Call): string {
  return Buffer.from(body).toString('utf8');
}

function isCommunity(call: Call): boolean {
  return /governmentcommunitycloud/i.test(textOf(call)) || textOf(call) === '3';
}

function hasCode(call: Call): boolean {
  return /[?&]code=/.test(call.target) || textOf(call).includes('validationCode');
}
