import type { Start } from '../../mock/behaviour.js';
import type { Call } from '../../mock/call.js';
import { withError } from '../../mock/error-reply.js';
import { behaviourNamed, faults } from '../../mock/faults.js';
import { success } from '../../mock/middleware.js';
import { type Reply, withBody, withHeader, withStatus } from '../../mock/reply.js';
import { variations } from '../../mock/variations.js';

/** What happens to one attempt: it is answered otherwise, and a write is not carried out; or it is carried out first; undefined leaves it to the healthy mock. */
export type Step = ChangeReply | { readonly after: ChangeReply } | undefined;

type ChangeReply = (reply: Reply, call: Call) => Reply;

/** The call without what a write would change: one that reads the same. */
export function withoutEffect(call: Call): Call {
  return call.method === 'GET' ? call : { ...call, method: 'GET', body: new Uint8Array() };
}

/** Successes as a behaviour of the kit's registry answers them: a service that is wrong on purpose, or one of the legal variations. What a healthy service would refuse is refused as it would. */
export function behavingAs(name: string): Start {
  return (context) => {
    const behaviour = behaviourNamed(name, [...faults, ...variations]).start(context);
    return async (call, next) => {
      const reply = await next(call);
      return success(reply, call, context) ? behaviour(call, async () => reply) : reply;
    };
  };
}

/** One step for each attempt in turn; the last one for all that follow. */
export function inTurn(...steps: readonly Step[]): Start {
  return () => {
    let count = 0;
    return async (call, next) => {
      const step = steps[Math.min(count, steps.length - 1)];
      count += 1;
      if (step === undefined) return next(call);
      if (typeof step === 'function') return step(await next(withoutEffect(call)), call);
      return step.after(await next(call), call);
    };
  };
}

/** Left to the healthy mock. */
export const healthy: Step = undefined;

/** An error with the members that documents print. */
export function failing(status: number, code: string | number): (reply: Reply) => Reply {
  return (reply) => withError(reply, status, code, 'The request could not be carried out.');
}

/** An error with other content, of any media type; none when it is empty. */
export function failingWith(status: number, body: string, type: string): (reply: Reply) => Reply {
  return (reply) =>
    withHeader(withBody(withStatus(reply, status), body), 'Content-Type', body === '' ? undefined : type);
}

/** A page such as proxies and portals send. */
export const signInPage =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><p>none</p><p>education</p></body></html>\n';
