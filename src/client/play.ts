import { performance } from 'node:perf_hooks';
import type { Attempt, DriverCall, Transcript } from '../checks/client/transcript.js';
import type { Contract } from '../contract/contract.js';
import type { Ending } from '../http/exchange.js';
import { Redactor } from '../http/redact.js';
import type { Behaviour } from '../mock/behaviour.js';
import type { Entry } from '../mock/journal.js';
import type { Reply } from '../mock/reply.js';
import { type Mock, startMock } from '../mock/server.js';
import type { Authority } from '../mock/tokens.js';
import { seeded } from '../seeded.js';
import type { Driver, DriverValues } from './driver.js';
import type { Scenario } from './scenario.js';

/** What all scenarios of a run share. */
export interface Stage {
  readonly contract: Contract;
  readonly authority: Authority;
  readonly seed: number;
  /** Longest time for one call, in milliseconds. */
  readonly timeoutMs: number;
  readonly persistent: boolean;
}

/** A client that has asked this often in one call is stopped. */
const enough = 25;

/** Puts a client into a scenario, with a mock, a port and a token of its own, and tells all that was seen. Throws KitError when the driver cannot be started. */
export async function play(scenario: Scenario, stage: Stage, driver: Driver): Promise<Transcript> {
  const { contract, authority } = stage;
  const seed = seeded(stage.seed, `scenario ${scenario.name}`).number.int({ min: 1, max: 2 ** 31 - 1 });
  const token = await authority.mint('app');
  const secrets = new Redactor(
    new Map([
      [token, 'token'],
      [authority.registration.clientSecret, "client's secret"],
    ]),
  );
  const tokens = [token];
  const seen = new Recorder((granted) => {
    tokens.push(granted);
    secrets.learn(granted, 'token');
  });
  const foreign = new Recorder(() => {});
  const other = scenario.elsewhere ? await startMock({ ...stage, seed, watch: foreign.watch }) : undefined;
  const { serve } = scenario;
  const behaviours = [
    ...(serve ? [behaviour('the scenario', (world) => serve(world, other?.origin ?? ''))] : []),
    seen.health,
  ];
  const mock = await startMock({ contract, seed, authority, behaviours, watch: seen.watch });
  try {
    const customer = customerOf(mock, scenario);
    const world = { contract, customers: mock.customers, authority, seed };
    const ids =
      scenario.malform?.(customer, world) ?? Array.from({ length: scenario.calls ?? 1 }, () => customer.id);
    const calls: DriverCall[] = [];
    for (const [turn, id] of ids.entries()) {
      const last = turn === ids.length - 1;
      if (scenario.renews && last) driver.renew();
      const values = valuesFor(mock, token, id);
      const startedAt = performance.now();
      const report = await driver.call(values, {
        secrets,
        timeoutMs: stage.timeoutMs,
        tooMany: seen.begin(),
      });
      calls.push({
        ...report,
        customerId: id,
        process: stage.persistent ? Number(scenario.renews === true && last) : turn,
        durationMs: Math.round(performance.now() - startedAt),
        attempts: seen.attempts(startedAt, mock.origin),
        stderr: secrets.text(report.stderr.slice(-2000)),
      });
    }
    return {
      scenario: scenario.name,
      calls,
      elsewhere: foreign.attempts(0, other?.origin ?? ''),
      expected: customer.qualification,
      malformedId: scenario.malform !== undefined,
      endless: scenario.endless === true,
      timeoutMs: stage.timeoutMs,
      tokens,
      secrets,
      contract,
    };
  } finally {
    await Promise.all([mock.close(), other?.close()]);
  }
}

/** A request to the API as it was received, and what left for it. */
interface Taken extends Entry {
  readonly healthy: Reply | undefined;
  /** Monotonic milliseconds, and the same moment as time of day. */
  readonly answeredAt: number;
  readonly timeOfDay: number;
}

/** Sees what a healthy mock would answer, and what leaves in its place. */
class Recorder {
  readonly #granted: (token: string) => void;
  readonly #healthy = new Map<number, Reply>();
  #taken: Taken[] = [];
  #tooMany = new AbortController();

  constructor(granted: (token: string) => void) {
    this.#granted = granted;
  }

  /** To stand innermost among the mock's behaviours. */
  readonly health: Behaviour = behaviour('health', () => async (call, next) => {
    const reply = await next(call);
    this.#healthy.set(call.number, reply);
    return reply;
  });

  readonly watch = (entry: Entry): void => {
    const granted = grantedBy(entry);
    if (granted !== undefined) this.#granted(granted);
    if (tokenPath.test(entry.call.target)) return;
    const healthy = this.#healthy.get(entry.call.number);
    this.#taken.push({ ...entry, healthy, answeredAt: performance.now(), timeOfDay: Date.now() });
    if (this.#taken.length >= enough) this.#tooMany.abort();
  };

  /** Forgets earlier attempts; the signal tells when there are too many new ones. */
  begin(): AbortSignal {
    this.#taken = [];
    this.#tooMany = new AbortController();
    return this.#tooMany.signal;
  }

  attempts(startedAt: number, origin: string): readonly Attempt[] {
    return this.#taken.map((one, index) => attemptOf(one, index, startedAt, origin));
  }
}

function behaviour(name: string, start: Behaviour['start']): Behaviour {
  return { name, summary: name, requirements: [], start };
}

const tokenPath = /\/oauth2\/(v2\.0\/)?token$/;

/** The token that the mock's own token endpoints granted with a reply. */
function grantedBy({ call, reply }: Entry): string | undefined {
  if (!tokenPath.test(call.target) || reply.status !== 200) return undefined;
  const answer: { readonly access_token?: unknown } = JSON.parse(Buffer.from(reply.body).toString());
  return typeof answer.access_token === 'string' ? answer.access_token : undefined;
}

function valuesFor({ origin, authority }: Mock, token: string, id: string): DriverValues {
  const { tenant, clientId, clientSecret } = authority.registration;
  return {
    PARTNER_CENTER_BASE_URL: origin,
    PARTNER_CENTER_ACCESS_TOKEN: token,
    PARTNER_CENTER_CUSTOMER_ID: id,
    PARTNER_CENTER_AUTHORITY: origin,
    PARTNER_CENTER_TENANT_ID: tenant,
    PARTNER_CENTER_CLIENT_ID: clientId,
    PARTNER_CENTER_CLIENT_SECRET: clientSecret,
  };
}

function customerOf(
  { customers }: Mock,
  { qualification = 'education' }: Scenario,
): Mock['customers'][number] {
  const found = customers.find((customer) => customer.qualification === qualification) ?? customers[0];
  if (!found) throw new Error('the contract lists no qualification');
  return found;
}

function attemptOf(
  { call, reply, healthy, answeredAt, timeOfDay }: Taken,
  index: number,
  startedAt: number,
  origin: string,
): Attempt {
  const { method, target, headers, body, receivedAt } = call;
  const durationMs = answeredAt - receivedAt;
  return {
    number: index + 1,
    exchange: {
      request: { method, origin, target, headers },
      ending: endingOf(reply),
      startedAt: new Date(timeOfDay - durationMs).toISOString(),
      durationMs: Math.round(durationMs),
    },
    body,
    receivedAtMs: Math.round(receivedAt - startedAt),
    answeredAtMs: Math.round(answeredAt - startedAt),
    met: reply !== healthy,
    ...(healthy !== undefined && healthy.status >= 400 ? { refusedWith: healthy.status } : {}),
  };
}

/** What a reply's wire lets a client receive. */
function endingOf({ status, headers, body, wire }: Reply): Ending {
  const answered: Ending = { kind: 'answered', answer: { status, headers, body, overflow: false } };
  switch (wire.kind) {
    case 'plain':
    case 'chunked':
    case 'raw':
      return answered;
    case 'drip':
      return wire.endless
        ? { kind: 'broken', breakage: 'timeout', message: 'content without end' }
        : answered;
    case 'hang':
      return { kind: 'broken', breakage: 'timeout', message: 'no answer' };
    case 'reset':
    case 'close':
      return { kind: 'broken', breakage: 'reset', message: 'connection ended without an answer' };
    case 'cut':
      return { kind: 'broken', breakage: 'cut-off', message: 'connection ended within the content' };
    default:
      return wire satisfies never;
  }
}
