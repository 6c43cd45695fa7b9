import type { Start } from '../../mock/behaviour.js';
import { type Reply, withBody, withDelivery, withHeader, withStatus } from '../../mock/reply.js';
import {
  surfacesCode,
  surfacesError,
  surfacesErrorUnlessRetried,
  surfacesStatus,
  surfacesValue,
} from '../checks/outcomes.js';
import { keepsIdWithoutAnswer, triesAtMost } from '../checks/retries.js';
import { checksOfWrites } from '../checks/universal.js';
import {
  looksBeforeRepeatingFailed,
  looksBeforeRepeatingUnanswered,
  repeatsTheSame,
  reportsWhatWasTold,
  surfacesWords,
} from '../checks/writes.js';
import type { Scenario } from '../scenario.js';
import { failing, failingWith, healthy, inTurn, signInPage } from './serving.js';

/** A scenario that is played with operations that write. */
function writing(
  name: string,
  summary: string,
  judges: Scenario['judges'],
  more: Partial<Scenario> = {},
): Scenario {
  return { name, area: 'writing', summary, operations: ['writes'], judges, ...more };
}

/** No whole answer to the first write, which is carried out, or is not. */
function unanswered(name: string, summary: string, serve: Start, more: Partial<Scenario> = {}): Scenario {
  const judges = {
    'FLR-002': surfacesErrorUnlessRetried,
    'RTY-001': keepsIdWithoutAnswer,
    'CWR-008': looksBeforeRepeatingUnanswered,
    'CWR-010': reportsWhatWasTold,
    'CWR-013': repeatsTheSame,
  };
  return writing(name, summary, judges, { serve, slow: true, ...more });
}

const json = 'application/json; charset=utf-8';
const reset = (reply: Reply) => withDelivery(reply, { kind: 'reset' });

/** A success as the healthy mock would answer it, without what it tells. */
function untold(body: string, type: string): Start {
  return inTurn((reply) => withHeader(withStatus(withBody(reply, body), 200), 'Content-Type', type));
}

/** Scenarios that every operation that writes is played in. */
export const writesScenarios: readonly Scenario[] = [
  writing(
    'write-education',
    'sets Education',
    { 'CWR-007': surfacesValue, 'CWR-010': reportsWhatWasTold, 'REQ-016': triesAtMost(1) },
    { alsoShows: [...checksOfWrites.keys()] },
  ),
  writing(
    'write-government',
    'sets GovernmentCommunityCloud for who brings a validation code',
    { 'CWR-007': surfacesValue, 'CWR-010': reportsWhatWasTold },
    {
      change: ({ store: { codes } }) => ({
        qualification: 'governmentcommunitycloud',
        ...(codes[0] === undefined ? {} : { validationCode: codes[0] }),
      }),
      alsoShows: ['CWR-002', 'CWR-004', 'CWR-005'],
    },
  ),
  writing(
    'write-code-wrong',
    'refuses a validation code that it does not know',
    { 'FLR-002': surfacesError, 'FLR-003': surfacesStatus(400), 'CWR-010': reportsWhatWasTold },
    {
      change: () => ({ qualification: 'governmentcommunitycloud', validationCode: '0 0&7' }),
      // The mock's own refusal is the occasion.
      serve: inTurn(failing(400, 'InvalidValidationCode')),
      alsoShows: ['CWR-004', 'CWR-005'],
    },
  ),
  writing(
    'write-conflict',
    'says with 409 that the customer has a qualification already',
    {
      'FLR-002': surfacesError,
      'FLR-003': surfacesStatus(409),
      'FLR-004': surfacesCode('3000'),
      'CWR-010': reportsWhatWasTold,
      'CWR-012': triesAtMost(1),
    },
    { serve: inTurn(failing(409, 3000)) },
  ),
  writing(
    'write-denied',
    'refuses with 403 and the bare string "Customer tagging denied."',
    {
      'FLR-002': surfacesError,
      'FLR-005': surfacesStatus(403),
      'CWR-010': reportsWhatWasTold,
      'CWR-011': surfacesWords('Customer tagging denied.'),
    },
    { serve: inTurn(failingWith(403, '"Customer tagging denied."', json)) },
  ),
  writing(
    'write-unauthorized-once',
    'refuses the first token with 401 and takes the next',
    { 'FLR-007': triesAtMost(2), 'CWR-010': reportsWhatWasTold, 'CWR-013': repeatsTheSame },
    { serve: inTurn(failing(401, '900420'), healthy) },
  ),
  unanswered(
    'write-reset-before',
    'resets the connection before it has written anything',
    inTurn((reply) => reset(reply), healthy),
  ),
  unanswered('write-reset-after', 'writes, and resets the connection', inTurn({ after: reset }, healthy)),
  unanswered(
    'write-cut',
    'writes, and closes the connection in the middle of the answer',
    inTurn({ after: (reply) => withDelivery(reply, { kind: 'cut', bytes: 5 }) }, healthy),
  ),
  unanswered(
    'write-hang',
    'writes, and does not answer',
    inTurn({ after: (reply) => withDelivery(reply, { kind: 'hang' }) }, healthy),
    { endless: true },
  ),
  writing(
    'write-failed-after',
    'writes, and answers 500',
    { 'CWR-009': looksBeforeRepeatingFailed, 'CWR-010': reportsWhatWasTold },
    { serve: inTurn({ after: failing(500, 800003) }, healthy), slow: true },
  ),
  writing(
    'write-throttled-once',
    'throttles the first write with Retry-After: 1, before it has written anything',
    { 'CWR-010': reportsWhatWasTold, 'CWR-013': repeatsTheSame },
    {
      serve: inTurn(
        (reply) => withHeader(failing(429, 'TooManyRequests')(reply), 'Retry-After', '1'),
        healthy,
      ),
      slow: true,
    },
  ),
  writing(
    'write-unavailable-once',
    'answers the first write with 503, before it has written anything',
    { 'CWR-010': reportsWhatWasTold, 'CWR-013': repeatsTheSame },
    { serve: inTurn(failing(503, 'ServiceUnavailable'), healthy), slow: true },
  ),
  writing(
    'write-html',
    'answers 200 with a page of HTML, and writes nothing',
    { 'CWR-010': reportsWhatWasTold },
    { serve: untold(signInPage, 'text/html') },
  ),
  writing(
    'write-untold',
    'answers 200 without content, and writes nothing',
    { 'CWR-010': reportsWhatWasTold },
    { serve: untold('', json) },
  ),
  writing(
    'write-null',
    'answers 200 with null, and writes nothing',
    { 'CWR-010': reportsWhatWasTold },
    { serve: untold('null', json) },
  ),
];
