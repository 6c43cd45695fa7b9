import type { Reply } from '../../mock/reply.js';
import type { ClientCheck } from '../checks/client-check.js';
import { surfacesCode, surfacesError, surfacesStatus } from '../checks/outcomes.js';
import { triesAtMost } from '../checks/retries.js';
import type { Scenario } from '../scenario.js';
import { failing, failingWith, inTurn, signInPage } from './serving.js';

/** A scenario whose service refuses every attempt. */
function failure(
  name: string,
  summary: string,
  status: number,
  reply: (healthy: Reply) => Reply,
  judges: Readonly<Record<string, ClientCheck>>,
): Scenario {
  return {
    name,
    area: 'failures',
    summary,
    judges: {
      'FLR-002': surfacesError,
      // An unusual body is FLR-005's business alone.
      ...('FLR-005' in judges ? {} : { 'FLR-003': surfacesStatus(status) }),
      ...judges,
    },
    serve: inTurn(reply),
  };
}

const json = 'application/json; charset=utf-8';

/** Every attempt is refused, with one status and one form of body for each scenario. */
export const failuresScenarios: readonly Scenario[] = [
  failure('bad-request', 'refuses with 400', 400, failing(400, 800002), {
    'FLR-004': surfacesCode('800002'),
    'FLR-006': triesAtMost(1),
  }),
  {
    ...failure('unauthorized', 'refuses the token with 401', 401, failing(401, '900420'), {
      'FLR-004': surfacesCode('900420'),
      'FLR-007': triesAtMost(2),
    }),
    alsoShows: ['FLR-001', 'SEC-001', 'SEC-002'],
  },
  failure('forbidden', 'refuses with 403', 403, failing(403, 20002), {
    'FLR-004': surfacesCode('20002'),
    'FLR-006': triesAtMost(1),
  }),
  {
    ...failure('not-found', 'knows no such customer: 404', 404, failing(404, 60003), {
      'FLR-004': surfacesCode('60003'),
      'FLR-006': triesAtMost(1),
    }),
    alsoShows: ['FLR-001', 'SEC-001', 'SEC-002'],
  },
  failure('code-string', 'writes the code of a 404 as a string', 404, failing(404, '60003'), {
    'FLR-004': surfacesCode('60003'),
  }),
  failure(
    'error-bare-string',
    'refuses with 403 and a bare string',
    403,
    failingWith(403, '"Customer tagging denied."', json),
    { 'FLR-005': surfacesStatus(403) },
  ),
  failure(
    'error-value',
    'refuses with 403 and the string "education"',
    403,
    failingWith(403, '"education"', json),
    {
      'FLR-005': surfacesStatus(403),
    },
  ),
  failure('error-empty', 'refuses with 401 and no content', 401, failingWith(401, '', json), {
    'FLR-005': surfacesStatus(401),
    'FLR-007': triesAtMost(2),
  }),
  failure(
    'error-html',
    'refuses with 403 and a page of HTML',
    403,
    failingWith(403, signInPage, 'text/html'),
    {
      'FLR-005': surfacesStatus(403),
    },
  ),
  failure(
    'error-other-object',
    'refuses with 404 and an object without a code',
    404,
    failingWith(404, '{"message":"Resource not found"}', json),
    {
      'FLR-005': surfacesStatus(404),
    },
  ),
];
