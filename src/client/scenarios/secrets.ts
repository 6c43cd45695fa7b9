import { type Reply, withBody, withHeader, withStatus } from '../../mock/reply.js';
import { surfacesErrorUnlessFollowed } from '../checks/outcomes.js';
import { sendsNothingElsewhere } from '../checks/secrets.js';
import type { Scenario } from '../scenario.js';
import { withoutEffect } from './serving.js';

/** A scenario whose service redirects every attempt to the same path at another origin. */
function redirect(
  name: string,
  summary: string,
  status: number,
  originOf: (elsewhere: string) => string,
): Scenario {
  return {
    name,
    area: 'secrets',
    summary,
    elsewhere: true,
    judges: { 'FLR-002': surfacesErrorUnlessFollowed, 'SEC-005': sendsNothingElsewhere },
    alsoShows: ['SEC-003'],
    serve:
      (_, { elsewhere }) =>
      async (call, next) => {
        const reply: Reply = withBody(withStatus(await next(withoutEffect(call)), status), '');
        return withHeader(reply, 'Location', originOf(elsewhere) + call.target);
      },
  };
}

const otherPort = (elsewhere: string) => elsewhere;
const otherHost = (elsewhere: string) => elsewhere.replace('127.0.0.1', 'localhost');

/** Where else the token may get: another origin that an answer leads to. */
export const secretsScenarios: readonly Scenario[] = [
  redirect('redirect-to-port', 'redirects with 302 to another port', 302, otherPort),
  redirect('redirect-to-host', 'redirects with 302 to another host', 302, otherHost),
  redirect('redirect-kept', 'redirects with 307 to another host', 307, otherHost),
];
