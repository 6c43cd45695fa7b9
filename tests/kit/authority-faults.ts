import { setTimeout as pause } from 'node:timers/promises';
import type { Behaviour, Middleware, MockContext } from '../../src/mock/behaviour.js';
import { type Call, callPath } from '../../src/mock/call.js';
import {
  type Reply,
  withBody,
  withDelivery,
  withHeader,
  withJson,
  withStatus,
} from '../../src/mock/reply.js';

/** Whether a call is for a token endpoint, of any tenant. */
function isTokenCall(call: Call): boolean {
  return /^\/[^/]+\/oauth2\/(v2\.0\/)?token$/.test(callPath(call));
}

type Alter = (reply: Reply, count: number) => Reply | Promise<Reply>;

/** Changes the replies of the token endpoints; `count` counts them from 1. */
function onTokens(name: string, summary: string, alter: Alter): Behaviour {
  return { name, summary, requirements: [], start: () => changing(isTokenCall, alter) };
}

/** Changes every reply of the authority, its discovery document too. */
function onAll(name: string, summary: string, alter: Alter): Behaviour {
  return { name, summary, requirements: [], start: () => changing(() => true, alter) };
}

/** What is altered was never decided on: a failing authority uses up no refresh token. */
function changing(concerns: (call: Call) => boolean, alter: Alter): Middleware {
  let count = 0;
  return async (call, next) => {
    if (!concerns(call)) return next(call);
    count += 1;
    const changed = await alter(untouched, count);
    return changed === untouched ? next(call) : changed;
  };
}

const untouched: Reply = { status: 200, headers: [], body: new Uint8Array(), delivery: { kind: 'plain' } };

function unavailable(reply: Reply, status: number, retryAfter?: number): Reply {
  const error = {
    error: 'temporarily_unavailable',
    error_description: 'AADSTS90033: A transient error has occurred.',
  };
  const failed = withJson(
    withHeader(withStatus(reply, status), 'Content-Type', 'application/json; charset=utf-8'),
    error,
  );
  return retryAfter === undefined ? failed : withHeader(failed, 'Retry-After', String(retryAfter));
}

function page(reply: Reply, status: number, title: string): Reply {
  return withBody(
    withHeader(withStatus(reply, status), 'Content-Type', 'text/html'),
    `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  );
}

/** The mock's authorities that are wrong on purpose. They serve whoever wants to see how a client fares with them; no requirement is about authorities. */
export const authorityFaults: readonly Behaviour[] = [
  onTokens('authority-hangs', 'never answers a token request', (reply) =>
    withDelivery(reply, { kind: 'hang' }),
  ),
  onTokens('authority-slow', 'takes four seconds for a token request', async (reply) => pause(4000, reply)),
  onTokens('authority-resets', 'resets the connection of a token request', (reply) =>
    withDelivery(reply, { kind: 'reset' }),
  ),
  onTokens('authority-cuts', 'ends the answer to a token request in the middle', (reply) =>
    withDelivery(withJson(reply, { token_type: 'Bearer', expires_in: 3600 }), { kind: 'cut', bytes: 20 }),
  ),
  onTokens('authority-fails', 'answers token requests with 500', (reply) => unavailable(reply, 500)),
  onTokens('authority-fails-once', 'answers the first token request with 500', (reply, count) =>
    count === 1 ? unavailable(reply, 500) : reply,
  ),
  onTokens('authority-unavailable', 'answers token requests with 503', (reply) => unavailable(reply, 503)),
  onTokens(
    'authority-unavailable-once',
    'answers the first token request with 503 and Retry-After of a second',
    (reply, count) => (count === 1 ? unavailable(reply, 503, 1) : reply),
  ),
  onTokens(
    'authority-unavailable-for-an-hour',
    'answers token requests with 503 and Retry-After of an hour',
    (reply) => unavailable(reply, 503, 3600),
  ),
  onTokens('authority-throttles', 'answers token requests with 429 and Retry-After of a second', (reply) =>
    unavailable(reply, 429, 1),
  ),
  onAll('authority-fails-in-html', 'answers everything with 503 and a page of HTML', (reply) =>
    page(reply, 503, 'Service Unavailable'),
  ),
  onAll('authority-behind-a-portal', "answers everything with 200 and a portal's page of HTML", (reply) =>
    page(reply, 200, 'Sign in to the guest network'),
  ),
  onAll('authority-is-another-service', 'answers everything with 404 and JSON of its own', (reply) =>
    withJson(withStatus(reply, 404), { message: 'no such route' }),
  ),
  onAll('authority-is-empty', 'answers everything with 200 and an empty object', (reply) =>
    withJson(reply, {}),
  ),
  onAll('authority-redirects', 'redirects everything to another host', (reply) =>
    withBody(withHeader(withStatus(reply, 307), 'Location', 'https://login.example/'), ''),
  ),
  {
    name: 'authority-names-plain-http',
    summary: 'names a token endpoint on plain HTTP in its discovery document',
    requirements: [],
    start: () => async (call, next) => {
      const reply = await next(call);
      const text = Buffer.from(reply.body).toString();
      return text.includes('"token_endpoint"')
        ? withBody(reply, text.replace(/("token_endpoint":")[^"]*/, '$1http://login.example/token'))
        : reply;
    },
  },
  {
    name: 'authority-without-rotation',
    summary: 'gives no new refresh token',
    requirements: [],
    start: () => withoutMember('refresh_token'),
  },
  {
    name: 'authority-tells-secrets',
    summary: 'refuses every token request with the secrets of the request in its description',
    requirements: [],
    start: ({ authority }: MockContext) => echoing(authority.now()),
  },
];

function withoutMember(name: string): Middleware {
  return async (call, next) => {
    const reply = await next(call);
    if (!isTokenCall(call)) return reply;
    const body: Record<string, unknown> = JSON.parse(Buffer.from(reply.body).toString());
    delete body[name];
    return withJson(reply, body);
  };
}

function echoing(now: number): Middleware {
  return async (call, next) => {
    if (!isTokenCall(call)) return next(call);
    const form = new URLSearchParams(Buffer.from(call.body).toString());
    const sent = ['client_secret', 'client_assertion', 'refresh_token'].flatMap((name) => form.getAll(name));
    return withJson(withStatus(await next(call), 400), {
      error: 'invalid_request',
      error_description: `AADSTS900144: Unexpected ${sent.join(' ')} (${sent.map(encodeURIComponent).join('&')}).`,
      error_codes: [900144],
      timestamp: new Date(now).toISOString(),
    });
  };
}
