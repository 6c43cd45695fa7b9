import type { Contract } from '../contract/contract.js';
import { kitVersion } from '../files/package-root.js';
import type { Behaviour, MockContext } from './behaviour.js';
import { type Call, callPath } from './call.js';
import { documentReply, type Reply, replyHeader, withHeader } from './reply.js';
import { Responder } from './respond.js';

/** Decides on the reply to a call; a promise only where it has to wait. */
export type Answer = (call: Call) => Reply | Promise<Reply>;

/** What a mock is, besides its context. */
export interface Layers {
  readonly scheme: 'http' | 'https';
  /** What stands in front of the contract's paths; empty or `/prefix`. */
  readonly prefix: string;
  readonly behaviours: readonly Behaviour[];
  readonly authorityBehaviours: readonly Behaviour[];
}

/** Documents about the mock, then its authority, then the API below the prefix, the latter two with their behaviours around them. */
export function pipeline(context: MockContext, layers: Layers): Answer {
  const responder = new Responder(context);
  const authority = wrap(
    context,
    layers.authorityBehaviours,
    demandingHost((call) => context.authority.answer(call, layers.scheme)),
  );
  const api = below(
    layers.prefix,
    wrap(
      context,
      layers.behaviours,
      demandingHost((call) => responder.answer(call)),
    ),
  );
  return (call) => describe(context, call) ?? (context.authority.isFor(call) ? authority(call) : api(call));
}

/** What refuses a call that does not name one host, and is seen to. */
function demandingHost(answer: Answer): Answer {
  return (call) =>
    call.withoutOneHost
      ? documentReply(400, 'text/plain', 'a request of HTTP/1.1 names one Host (RFC 9112, 3.2)\n')
      : answer(call);
}

/** What answers in health, with behaviours around it; itself when there are none, so that it may answer at once. */
function wrap(context: MockContext, behaviours: readonly Behaviour[], healthy: Answer): Answer {
  if (behaviours.length === 0) return healthy;
  return behaviours
    .map((behaviour) => behaviour.start(context))
    .reduceRight<(call: Call) => Promise<Reply>>(
      (next, middleware) => async (call) => middleware(call, next),
      async (call) => healthy(call),
    );
}

/** An API that does not know of the prefix it is reached by, as behind a gateway; beside the prefix there is nothing. */
function below(prefix: string, api: Answer): Answer {
  if (prefix === '') return api;
  const outside = (reply: Reply) => {
    const location = replyHeader(reply, 'location');
    return location?.startsWith('/') ? withHeader(reply, 'Location', prefix + location) : reply;
  };
  return async (call) =>
    call.target.startsWith(`${prefix}/`)
      ? outside(await api({ ...call, target: call.target.slice(prefix.length) }))
      : documentReply(404, 'text/plain', `the API is below ${prefix}\n`);
}

/** The mock's own documents. */
function describe({ contract }: MockContext, call: Call): Reply | undefined {
  const path = callPath(call);
  if (path === '/health') {
    return documentReply(
      200,
      'application/json',
      JSON.stringify({
        name: 'qualification-kit mock',
        version: kitVersion,
        contract: { version: contract.version, sha256: contract.sha256 },
      }),
    );
  }
  if (call.target === '/' && /^(GET|HEAD)$/.test(call.method) && !call.withoutOneHost)
    return documentReply(200, 'text/plain; charset=utf-8', front(contract));
  return path === '/openapi.yaml' ? documentReply(200, 'application/yaml', contract.text) : undefined;
}

/** What stands at the root, for whoever opens the mock in a browser. */
function front({ operations, version }: Contract): string {
  const lines = operations.map(({ method, template }) => `  ${method} ${template}`);
  return [
    `This is the mock of qualification-kit ${kitVersion}: a service that follows the contract ${version}.`,
    'It stands in for Partner Center, for tests alone.',
    '',
    ...lines,
    '',
    '  /openapi.yaml   the contract',
    '  /health         which version this is',
    '',
    'Its base URL, customers and tokens stand in what the command printed when it started it.',
    '',
  ].join('\n');
}
