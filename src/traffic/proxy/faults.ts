import type { Scenario } from '../../client/scenario.js';
import { scenarios } from '../../client/scenarios.js';
import { KitError } from '../../errors.js';
import { didYouMean } from '../../files/nearest.js';
import type { Start } from '../../mock/behaviour.js';
import { faults } from '../../mock/faults.js';
import { variations } from '../../mock/variations.js';

/** A behaviour of the registry that a proxy can have on the way between a client and a service. */
export interface FaultOnTheWay {
  readonly name: string;
  /** What happens, in the present tense. */
  readonly summary: string;
  /** The request is answered before it leaves, or the service's answer to it is changed. */
  readonly when: 'before' | 'after';
  /** The next request for the same passes, as in a service that fails once. */
  readonly once: boolean;
  readonly start: Start;
}

/** Needs nothing of the service's answer, so that the request never leaves. */
const before = [
  ...['throttled', 'throttled-by-date', 'throttled-in-seconds', 'throttled-without-hint'],
  ...['throttled-without-retry-after', 'retry-after-in-words', 'retry-after-fraction'],
  ...['throttled-with-html', 'throttled-with-words'],
  ...['unavailable', 'unavailable-once', 'unavailable-in-seconds', 'sometimes-unavailable'],
  ...['server-error', 'sometimes-fails', 'always-fails'],
  ...['hang', 'hang-once', 'sometimes-hangs', 'always-hangs'],
  ...['reset-once', 'close-once', 'sometimes-resets', 'sometimes-hangs-up', 'sometimes-garbles'],
  ...['bad-request', 'unauthorized', 'forbidden', 'not-found', 'code-string'],
  ...['error-bare-string', 'error-value', 'error-empty', 'error-html', 'error-other-object'],
];

/** Changes the answer that the service gave. */
const after = [
  ...['slow', 'chunked', 'ended-by-close', 'drip', 'dripped', 'sometimes-drips', 'drips-to-the-end'],
  ...['sometimes-cuts', 'content-cut', 'content-short', 'text-cut', 'sometimes-malforms-a-field'],
  ...['byte-order-mark', 'utf-16', 'invalid-utf-8', 'json-cut', 'bytes-behind', 'nul-behind', 'empty-body'],
  ...['gzip-unlabelled', 'gzip-claimed', 'gzip-bomb', 'coding-unknown', 'gzip-always', 'huge-body'],
  ...['type-missing', 'type-text', 'type-twice', 'charset-latin-1', 'charset-absent', 'charset-quoted'],
  ...['unquoted', 'single-quoted', 'xml', 'quoted-twice', 'space-in-value', 'line-end-in-value'],
  ...['object', 'array', 'number', 'null', 'boolean', 'html', 'html-called-json', 'no-content'],
  ...['unknown-value', 'upper-case-value', 'empty-string', 'always-education'],
  ...['white-space-around-text', 'characters-escaped'],
  ...['request-id-lost', 'request-id-renewed', 'correlation-id-lost', 'ids-exchanged', 'ids-doubled'],
  ...['ids-joined', 'ids-lost-on-errors', 'ids-answered-in-upper-case'],
  ...['header-names-in-lower-case', 'further-headers', 'header-long', 'session-cookie'],
  ...['errors-type-text', 'errors-html', 'errors-empty', 'errors-array', 'errors-plain-words'],
  ...['errors-without-source', 'errors-without-code', 'errors-code-null', 'errors-data-object'],
];

/** The registry by name. What stands in several lists is the mock's fault first, then its variation, then the scenario. */
const registry: ReadonlyMap<string, Known> = new Map(
  [...scenarios.flatMap(served), ...variations, ...faults].map((one) => [one.name, one]),
);

type Known = Pick<FaultOnTheWay, 'name' | 'summary' | 'start'>;

/** What a scenario's service does in the first call of a driver. */
function served({ name, summary, serve }: Scenario): readonly Known[] {
  if (!serve) return [];
  return [{ name, summary, start: (context) => serve(context, { elsewhere: '', callNumber: () => 1 }) }];
}

const fleeting = /(-once|-by-date|-in-seconds|-without-hint)$/;

/** Every fault that a proxy can have, by name. */
export const faultsOnTheWay: ReadonlyMap<string, FaultOnTheWay> = new Map(
  [before, after].flatMap((names, index) =>
    names.flatMap((name) => {
      const known = registry.get(name);
      if (!known) return [];
      const when = index === 0 ? 'before' : 'after';
      const { summary, start } = known;
      return [[name, { name, summary, start, when, once: fleeting.test(name) }] as const];
    }),
  ),
);

/** The fault of that name. Throws KitError with the reason where a proxy cannot have it, and with the nearest name where there is none. */
export function faultOnTheWay(name: string): FaultOnTheWay {
  const found = faultsOnTheWay.get(name);
  if (found) return found;
  const names = [...faultsOnTheWay.keys()];
  const reason = reasonAgainst(name);
  if (reason === undefined) throw new KitError(`unknown fault "${name}"${didYouMean(name, names)}`);
  throw new KitError(`--fault ${name}: ${reason}; a proxy can have: ${names.join(', ')}`);
}

/** Why a behaviour of the registry is none for a proxy; undefined for no behaviour of the registry. */
function reasonAgainst(name: string): string | undefined {
  const tls = faults.some((one) => one.name === name && one.tls !== undefined);
  if (tls) return 'it is about TLS, which the proxy does not speak to its client';
  if (/^redirect-/.test(name) && registry.has(name))
    return 'it sends the client elsewhere, where nobody would listen';
  if (registry.has(name) || scenarios.some((one) => one.name === name))
    return 'it is about what the service knows, keeps or takes in, which nobody changes on the way';
  return undefined;
}
