import { methodsOf, readingMethodsOf } from '../contract/contract.js';
import { customerAttribute } from '../contract/operation.js';
import type { Finding } from '../finding.js';
import { contentOf, textOf } from '../http/content.js';
import { type Answer, type HeaderList, headerValues } from '../http/exchange.js';
import { idHeaders, sentGuid } from '../http/id-headers.js';
import { sessionValue } from '../http/session-values.js';
import * as body from './body.js';
import * as errors from './error-body.js';
import { echoes, hasSingleIds } from './ids.js';
import type { CheckContext, ExchangeCheck, Observation, RequirementCheck } from './observation.js';
import { fieldInWords, finding, holds, type Outcome, violated } from './outcome.js';
import { isDocumented, isSuccess, listsAllowed, succeeds } from './status.js';
import * as throttling from './throttling.js';
import { isCurrent } from './tls.js';

/** The requirements that hold for every exchange, whichever test makes it, by id. */
export const universalChecks: ReadonlyMap<string, ExchangeCheck> = new Map<string, ExchangeCheck>([
  [
    'RTE-001',
    (answer, { valid, final, operation }) =>
      valid && final && operation ? succeeds(answer, operation) : undefined,
  ],
  [
    'RTE-002',
    (answer, { operation, hostile }) => {
      // Servers in front of a service refuse what is hostile with statuses of their own, such as 414.
      const frontEnd = hostile && answer.status >= 400 && answer.status < 500;
      return operation && !frontEnd ? isDocumented(answer, operation) : undefined;
    },
  ],
  ['RTE-004', methodsAllowed],

  ['AUT-012', noValueInRefusal],
  ['AUT-013', noToken],
  ['AUT-014', (answer) => (answer.status === 401 ? challenge(answer) : undefined)],

  [
    'HDR-001',
    (answer, { exchange, operation }) =>
      operation && isSuccess(answer) ? echoes(exchange.request, answer, 'MS-RequestId') : undefined,
  ],
  [
    'HDR-002',
    (answer, { exchange, operation }) =>
      operation && isSuccess(answer) ? echoes(exchange.request, answer, 'MS-CorrelationId') : undefined,
  ],
  ['HDR-003', echoedByRefusal],
  ['HDR-004', hasSingleIds],
  ['HDR-018', isUnfolded],

  [
    'BDY-001',
    (answer, observation) =>
      ofSuccess(answer, observation, () => body.decodes(observation.exchange.request, answer)),
  ],
  ['BDY-002', (answer, observation) => ofSuccess(answer, observation, body.hasDocumentedType)],
  ['BDY-003', (answer, observation) => ofSuccess(answer, observation, body.isUtf8)],
  ['BDY-004', (answer, observation) => ofSuccess(answer, observation, body.hasNoByteOrderMark)],
  ['BDY-005', (answer, observation) => ofSuccess(answer, observation, body.isJson)],
  ['BDY-006', (answer, observation) => ofSuccess(answer, observation, body.hasDocumentedRoot)],
  ['BDY-007', (answer, observation) => ofSuccess(answer, observation, body.isQuotedOnce)],
  ['BDY-008', (answer, observation) => ofSuccess(answer, observation, body.hasNoSpace)],
  ['BDY-009', (answer, observation) => ofSuccess(answer, observation, body.isDocumentedValue)],
  [
    'BDY-010',
    (answer, observation) =>
      ofSuccess(answer, observation, (_, operation) =>
        body.isExpected(answer, operation, observation.expected),
      ),
  ],

  ['ERR-001', (answer, observation) => ofError(answer, observation, () => errors.hasJsonType(answer))],
  ['ERR-002', (answer, observation) => ofError(answer, observation, () => errors.hasErrorForm(answer))],
  [
    'ERR-003',
    (answer, observation) =>
      ofError(answer, observation, (operation) => errors.hasErrorMembers(answer, operation)),
  ],
  [
    'ERR-004',
    (answer, observation, { contract }) =>
      ofError(answer, observation, () => errors.hasTabledStatus(answer, contract.errorTable)),
  ],
  ['ERR-005', (answer) => (isSuccess(answer) ? undefined : errors.hasNoTrace(answer))],

  ['THR-001', (answer) => (answer.status === 429 ? throttling.hasRetryAfter(answer) : undefined)],
  ['THR-002', (answer) => (answer.status === 429 ? throttling.hasSoundRetryAfter(answer) : undefined)],
  [
    'THR-003',
    (answer, { operation }) =>
      answer.status === 429 && operation ? throttling.hasThrottlingForm(answer, operation) : undefined,
  ],

  ['AVL-001', isWellFormed],
  [
    'AVL-002',
    (answer, { operation }) =>
      operation && noStatus(answer, [500, 501], 'an answer that is no server failure'),
  ],
  [
    'AVL-003',
    (answer, { operation }) => operation && noStatus(answer, [502, 503, 504], 'an answer of the service'),
  ],

  ['TLS-001', (_, { exchange }) => isCurrent(exchange)],
]);

/** All that can be said of an exchange whatever provoked it: an outcome for each requirement that applies. An exchange without connection says nothing. `ofOperations` are the checks that belong to single operations. */
export function judgeUniversally(
  observation: Observation,
  context: CheckContext,
  ofOperations: readonly RequirementCheck[] = [],
): ReadonlyMap<string, Outcome> {
  const { ending } = observation.exchange;
  switch (ending.kind) {
    case 'unreachable': {
      const tooOld = isCurrent(observation.exchange);
      return tooOld ? new Map([['TLS-001', tooOld]]) : new Map();
    }
    // A limit of the kit's own says nothing about the service.
    case 'limit':
      return new Map();
    case 'broken':
      return new Map([['AVL-001', violated(finding('connection', 'a whole HTTP response', ending.message))]]);
    case 'answered': {
      const outcomes = new Map<string, Outcome>();
      for (const checks of [universalChecks, ofOperations])
        for (const [id, check] of checks) {
          const outcome = check(ending.answer, observation, context);
          if (outcome) outcomes.set(id, outcome);
        }
      return outcomes;
    }
    default:
      return ending satisfies never;
  }
}

function ofSuccess(
  answer: Answer,
  { operation }: Observation,
  check: (answer: Answer, operation: NonNullable<Observation['operation']>) => Outcome | undefined,
): Outcome | undefined {
  return operation && isSuccess(answer) ? check(answer, operation) : undefined;
}

const judgedElsewhere = [429, 502, 503, 504];

function ofError(
  answer: Answer,
  { operation, hostile }: Observation,
  check: (operation: NonNullable<Observation['operation']>) => Outcome | undefined,
): Outcome | undefined {
  const applies = operation && !hostile && answer.status >= 400 && !judgedElsewhere.includes(answer.status);
  return applies ? check(operation) : undefined;
}

/** The methods that read have to be named, but for the one that was just refused; whether a service offers those that write is its own business. */
function methodsAllowed(
  answer: Answer,
  { path, exchange }: Observation,
  { contract }: CheckContext,
): Outcome | undefined {
  if (answer.status !== 405 || methodsOf(contract, path).length === 0) return undefined;
  const methods = readingMethodsOf(contract, path).filter((method) => method !== exchange.request.method);
  return listsAllowed(answer, methods);
}

function isUnfolded({ folded = [] }: Answer): Outcome {
  return violated(...folded.map((name) => finding(`header ${name}`, 'one line', 'several lines')));
}

/** What is not as RFC 9112 says, and was read all the same. A fold is HDR-018's: readers take a space for it (5.2). */
function isWellFormed({ flaws = [] }: Answer): Outcome {
  return violated(...flaws);
}

function noValueInRefusal(answer: Answer, _: Observation, { contract }: CheckContext): Outcome | undefined {
  if (isSuccess(answer)) return undefined;
  const values = contract.operations.flatMap((operation) => customerAttribute(operation)?.values ?? []);
  return errors.tellsNoValue(answer, values);
}

function noToken(answer: Answer, _: Observation, { redactor }: CheckContext): Outcome | undefined {
  if (!redactor.searches) return undefined;
  // What a service sets as a cookie is its own to send.
  const tokensIn = (text: string) => redactor.find(text).filter((name) => name !== sessionValue);
  const content = contentOf(answer);
  const text =
    'bytes' in content ? (textOf(content.bytes) ?? Buffer.from(content.bytes).toString('latin1')) : '';
  const inFields = (headers: HeaderList, place: string) =>
    headers.flatMap(([name, value]) =>
      tokensIn(value).map((secret) => finding(`${place} ${name}`, 'no token', `the ${secret}`)),
    );
  const inHeader = [...inFields(answer.headers, 'header'), ...inFields(answer.trailers ?? [], 'trailer')];
  const inContent = tokensIn(text).map((secret) => finding('content', 'no token', `the ${secret}`));
  return violated(...inHeader, ...inContent, ...tokensAround(answer, tokensIn));
}

/** Chunk extensions and what came behind the response are read by whoever logs them. */
function tokensAround(
  { chunkExtensions = [], leftover }: Answer,
  tokensIn: (text: string) => readonly string[],
): readonly Finding[] {
  const places: readonly (readonly [place: string, text: string])[] = [
    ...chunkExtensions.map((text) => ['chunk extension', text] as const),
    ['bytes behind the answer', Buffer.from(leftover ?? []).toString('latin1')],
  ];
  return places.flatMap(([place, text]) =>
    tokensIn(text).map((secret) => finding(place, 'no token', `the ${secret}`)),
  );
}

function challenge(answer: Answer): Outcome {
  const [field] = headerValues(answer.headers, 'www-authenticate');
  const scheme = field?.trim().split(/[\s,]/)[0]?.toLowerCase();
  if (!scheme)
    return violated(
      finding(
        'header WWW-Authenticate',
        'a challenge',
        fieldInWords(field === undefined ? [] : [field.trim()]),
      ),
    );
  return holds(scheme === 'bearer' || scheme === 'oauth' ? scheme : 'other');
}

function echoedByRefusal(
  answer: Answer,
  { exchange, operation, path, hostile }: Observation,
  { contract }: CheckContext,
): Outcome | undefined {
  // A 405 is the resource's own answer, though no operation has the method.
  const own = operation || (answer.status === 405 && methodsOf(contract, path).length > 0);
  const left = hostile || !own || answer.status < 400 || answer.status > 500 || answer.status === 429;
  if (left || !sentGuid(exchange.request, 'MS-RequestId') || !sentGuid(exchange.request, 'MS-CorrelationId'))
    return undefined;
  const both = idHeaders.map((name) => echoes(exchange.request, answer, name));
  return violated(...both.flatMap((outcome) => outcome?.findings ?? []));
}

function noStatus(answer: Answer, statuses: readonly number[], expected: string): Outcome {
  return statuses.includes(answer.status)
    ? violated(finding('status', expected, String(answer.status)))
    : holds();
}
