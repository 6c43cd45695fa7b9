import type { Side } from '../../src/catalogue/requirement.js';
import { loadContract } from '../../src/contract/load-contract.js';
import type { Exchange, HeaderList } from '../../src/http/exchange.js';
import { seeded } from '../../src/seeded.js';
import { type Gap, type ObservedExchange, observe } from '../../src/traffic/traffic-exchange.js';

const contract = loadContract();
const draw = seeded(13, 'observed exchanges');

export const customer = draw.string.uuid();

/** An opaque token that nobody else has. */
export const token = draw.string.alphanumeric(48);

const [requestId, correlationId] = [draw.string.uuid(), draw.string.uuid()];

/** What an exchange has otherwise than a sound one. */
export interface Changes {
  readonly target?: string;
  readonly method?: string;
  readonly origin?: string;
  readonly request?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly answer?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly status?: number;
  readonly body?: string | Uint8Array;
  readonly broken?: true;
  /** Milliseconds since 1 January 2026. */
  readonly at?: number;
  readonly durationMs?: number;
  readonly requestId?: string;
  readonly correlationId?: string;
  readonly gaps?: readonly Gap[];
  readonly sides?: readonly Side[];
  readonly position?: string;
  readonly tlsVersion?: string;
}

/** A read of a customer as a sound client and a sound service make it, but for the changes. */
export function exchangeWith({
  target = `/v1/customers/${customer}/qualification`,
  method = 'GET',
  origin = 'https://api.example',
  request = {},
  answer = {},
  status = 200,
  body = '"education"',
  broken,
  at = 0,
  durationMs = 5,
  ...ids
}: Changes = {}): Exchange {
  const [one, other] = [ids.requestId ?? requestId, ids.correlationId ?? correlationId];
  const echoed = { 'MS-RequestId': one, 'MS-CorrelationId': other };
  const sent = {
    Host: new URL(origin).host,
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
    ...echoed,
    ...request,
  };
  const headers = fields({ 'Content-Type': 'application/json', ...echoed, ...answer });
  const content = typeof body === 'string' ? Buffer.from(body) : body;
  return {
    request: { method, origin, target, headers: fields(sent) },
    ending: broken
      ? { kind: 'broken', breakage: 'reset', message: 'the connection was reset' }
      : { kind: 'answered', answer: { status, headers, body: content, overflow: false } },
    startedAt: new Date(Date.UTC(2026, 0, 1) + at).toISOString(),
    durationMs,
    ...(ids.tlsVersion === undefined ? {} : { tlsVersion: ids.tlsVersion }),
  };
}

/** The same, as somebody observed it. Throws for a target that belongs to no operation. */
export function observed(changes: Changes = {}): ObservedExchange {
  const { position = 'entry 1', gaps, sides } = changes;
  const found = observe(exchangeWith(changes), contract, {
    place: { source: 'traffic.har', position },
    ...(gaps ? { gaps } : {}),
    ...(sides ? { sides } : {}),
  });
  if (!found) throw new Error('the exchange belongs to no operation');
  return found;
}

function fields(named: Readonly<Record<string, string | readonly string[] | undefined>>): HeaderList {
  return Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => [name, one] as const),
  );
}
