import { finding, holds, type Outcome, violated } from '../checks/outcome.js';
import { answersAs, isRefusal, isSuccess, refuses } from '../checks/status.js';
import type { Answer } from '../http/exchange.js';
import type { WriteProbe } from '../service/writes.js';
import type { OperationModule, QualificationChange, RequestForm } from './operation-module.js';
import type { ProbeFixtures, RequirementProbe } from './requirement-probe.js';

/** A write that must not happen: what is sent, and how it may be refused. */
interface Attempt {
  readonly note: string;
  readonly probe: WriteProbe;
  readonly refused: (answer: Answer) => Outcome;
  /** No document says that it must not succeed. */
  readonly mayBeTaken?: boolean;
}

/** The request that nobody but the requirement's own fault keeps from succeeding. */
const education: QualificationChange = { qualification: 'education', educationSegment: 'HigherEducation' };
const community: QualificationChange = { qualification: 'governmentcommunitycloud' };

/**
 * How the requirements that both writes share are tested: what must be refused is tried on a customer that stays without a
 * qualification, which is read before and after.
 * @param area the three letters that the ids begin with
 */
export function writeProbes(
  area: string,
  operation: Pick<OperationModule, 'forms'>,
): readonly RequirementProbe[] {
  const id = (number: string): string => `${area}-${number}`;
  const first = (forms: readonly RequestForm[]): RequestForm => {
    const [form] = forms;
    if (!form) throw new Error(`${area} has no form of a request`);
    return form;
  };
  const asked = (change: QualificationChange, note: string, more: WriteProbe = {}) => ({
    note,
    probe: { ...first(operation.forms).compose(change), ...more, note },
  });

  return [
    refusing(id('003'), () =>
      ['none', 'nonprofit', 'platinum', 'Education;GovernmentCommunityCloud'].map((qualification) => ({
        ...asked({ qualification }, `the value ${qualification}`),
        refused: refuses,
      })),
    ),
    refusing(id('004'), () =>
      [
        ['no content', ''],
        ['JSON that is cut', '{"qualification":"Educ'],
        ['a word without quotes', 'Education'],
        ['null', 'null'],
        ['true', 'true'],
        ['an empty list', '[]'],
        ['an object without members', '{}'],
        ['a number that nobody has', '4711'],
        ['an object in an object', '{"qualification":{"value":"Education"}}'],
      ].map(([note = '', content = '']) => ({ note, probe: { content, note }, refused: refuses })),
    ),
    refusing(id('005'), () => [
      ...['text/plain', 'application/xml'].map((type) => ({
        ...asked(education, `Content-Type: ${type}`, {
          headers: { 'Content-Type': type },
          hostile: true,
        }),
        refused: refuses,
      })),
    ]),
    refusing(id('006'), () => {
      const { content, query } = first(operation.forms).compose(education);
      // The first one is small enough for most servers to hand it to the service, the other one is not.
      return [30_000, 1_000_000].map((spaces) => {
        const note = `${spaces} spaces behind the content`;
        return {
          note,
          probe: { content: content + ' '.repeat(spaces), query, hostile: true, note },
          refused: refusesOrTakes,
          mayBeTaken: true,
        };
      });
    }),
    {
      id: id('007'),
      run: async (fixtures) => {
        fixtures.service.skipIf(!fixtures.service.flows.includes('app'), 'there is no app-only token');
        await tryAll(fixtures, [
          {
            ...asked(education, 'an app-only token', { flow: 'app' }),
            refused: (answer) => answersAs(answer, { 403: 'forbidden', 401: 'unauthorized' }),
          },
        ]);
      },
    },
    {
      id: id('008'),
      run: async (fixtures) => {
        const token = fixtures.service.tokenOf('user') ?? '';
        const refused = (answer: Answer) => answersAs(answer, { 401: 'unauthorized', 400: 'bad-request' });
        const without = [
          ['without Authorization', undefined],
          ['a token that nobody issued', 'Bearer garbage'],
          ['the first half of the token', `Bearer ${token.slice(0, Math.ceil(token.length / 2))}`],
        ] as const;
        await tryAll(
          fixtures,
          without.map(([note, Authorization]) => ({
            ...asked(education, note, { headers: { Authorization } }),
            refused: (answer: Answer) => ({ findings: refused(answer).findings }),
          })),
        );
      },
    },
    refusing(id('009'), () => [
      { ...asked(community, 'GovernmentCommunityCloud without a code'), refused: refuses },
    ]),
    refusing(id('010'), () =>
      operation.forms.map((form) => {
        const note = 'GovernmentCommunityCloud with a code that nobody has';
        return {
          note,
          probe: { ...form.compose({ ...community, validationCode: 'qualification-kit-0' }), note },
          refused: refuses,
        };
      }),
    ),
    {
      id: id('012'),
      run: async (fixtures) => {
        const { content, query } = first(operation.forms).compose(education);
        const { method } = fixtures.service.operation;
        const overriding = { 'X-HTTP-Method-Override': method };
        const disguised: readonly (readonly [note: string, probe: WriteProbe])[] = [
          ['GET with the content', { method: 'GET', content }],
          ['HEAD with the content', { method: 'HEAD', content }],
          ['GET with a query', { method: 'GET', query: '?qualification=Education&code=1' }],
          ['GET with X-HTTP-Method-Override', { method: 'GET', content, headers: overriding }],
        ];
        await tryAll(
          fixtures,
          disguised.map(([note, probe]) => ({
            note,
            probe: { query, ...probe, note },
            refused: () => holds(),
          })),
        );
      },
    },
    {
      id: id('013'),
      run: async ({ service, judge }) => {
        const ids = [
          ['a customer nobody has', service.unknownCustomer()],
          ['a malformed id', 'not-a-guid'],
        ] as const;
        for (const [note, segment] of ids) {
          const exchange = await service.writes.send(segment, asked(education, note).probe);
          judge(
            exchange,
            (answer) => answersAs(answer, { 400: 'bad-request', 403: 'forbidden', 404: 'not-found' }),
            note,
          );
        }
      },
    },
  ];
}

function refusing(id: string, attempts: () => readonly Attempt[]): RequirementProbe {
  return { id, run: (fixtures) => tryAll(fixtures, attempts()) };
}

async function tryAll(fixtures: ProbeFixtures, attempts: readonly Attempt[]): Promise<void> {
  for (const attempt of attempts) await tryToWrite(fixtures, attempt);
}

/** Sends what must not be written, and judges the answer and whether the customer is as before. */
async function tryToWrite({ service, judge }: ProbeFixtures, attempt: Attempt): Promise<void> {
  const { note, probe, refused, mayBeTaken = false } = attempt;
  const customer = service.writes.customer();
  const before = await service.writes.state(customer);
  const exchange = await service.writes.send(customer.id, probe);
  const after = await service.writes.state(customer);
  if (before !== after) service.writes.spend(customer);
  // A server that has read enough may hang up, and with that lose its own refusal.
  if (mayBeTaken && exchange.ending.kind === 'broken' && exchange.ending.breakage !== 'timeout') return;
  judge(
    exchange,
    (answer) => {
      const outcome = refused(answer);
      if (before === after || (mayBeTaken && isSuccess(answer))) return outcome;
      return violated(...outcome.findings, finding('the customer afterwards', before, after));
    },
    note,
  );
}

/** Large content may be taken as well: no document names a limit. */
function refusesOrTakes(answer: Answer): Outcome {
  return isRefusal(answer) || isSuccess(answer)
    ? holds()
    : violated(finding('status', 'a refusal (4xx), or the documented success', String(answer.status)));
}
