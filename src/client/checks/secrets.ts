import { finding, holds, violated } from '../../checks/outcome.js';
import type { Attempt } from '../transcript.js';
import { type AttemptOutcome, type ClientCheck, eachAttempt } from './client-check.js';

/** Nothing that the driver writes to the stream holds a secret, in any form that secrets are known to take. */
export function keepsSecretsFrom(stream: 'stdout' | 'stderr'): ClientCheck {
  const name = stream === 'stdout' ? 'standard output' : 'standard error';
  return ({ calls }) =>
    calls.map(({ leaks, attempts }): AttemptOutcome => {
      const found = leaks[stream];
      const attempt = attempts.at(-1);
      const shown = attempt ? { attempt } : {};
      if (found.length === 0) return { outcome: holds() };
      return { outcome: violated(finding(name, 'no secret', `the ${found.join(' and the ')}`)), ...shown };
    });
}

/** No secret stands in a request's target. */
export const keepsSecretsFromUrl = eachAttempt(({ exchange }, { secrets }) => {
  const found = secrets.find(exchange.request.target);
  return found.length === 0
    ? holds()
    : violated(finding('path and query', 'no secret', `the ${found.join(' and the ')}`));
});

/** No secret stands in a header other than Authorization, nor in content. */
export const sendsTokenInAuthorizationAlone = eachAttempt(({ exchange, body }, { secrets }) => {
  const places = exchange.request.headers
    .filter(([name]) => name.toLowerCase() !== 'authorization')
    .flatMap(([name, value]) =>
      secrets.find(value).map((found) => finding(`header ${name}`, 'no secret', `the ${found}`)),
    );
  const inBody = secrets.find(Buffer.from(body).toString('latin1'));
  return violated(...places, ...inBody.map((found) => finding('content', 'no secret', `the ${found}`)));
});

/** What arrives at another origin has no credential. */
export const sendsNothingElsewhere: ClientCheck = ({ elsewhere, calls, secrets }) => {
  const outcomes = elsewhere.map((attempt): AttemptOutcome => {
    const places = placesOf(attempt, (text) => secrets.find(text).length > 0);
    const received = `the token in ${places.join(' and ')}`;
    return places.length === 0
      ? { outcome: holds(), attempt }
      : { outcome: violated(finding('the other origin', 'no token', received)), attempt };
  });
  if (outcomes.length > 0) return outcomes;
  return calls.map((): AttemptOutcome => ({ outcome: holds() }));
};

function placesOf({ exchange, body }: Attempt, holdsSecret: (text: string) => boolean): readonly string[] {
  const { headers, target } = exchange.request;
  return [
    ...headers.filter(([, value]) => holdsSecret(value)).map(([name]) => `header ${name}`),
    ...(holdsSecret(target) ? ['the URL'] : []),
    ...(holdsSecret(Buffer.from(body).toString('latin1')) ? ['the content'] : []),
  ];
}
