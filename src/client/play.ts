import { performance } from 'node:perf_hooks';
import type { Contract } from '../contract/contract.js';
import { sentGuid } from '../http/id-headers.js';
import { type Learnt, Redactor } from '../http/redact.js';
import type { Authority } from '../mock/authority/authority.js';
import { behaviour } from '../mock/behaviour.js';
import { type Mock, startMock } from '../mock/server.js';
import { seeded } from '../seeded.js';
import type { Driver, DriverValues } from './driver.js';
import { Recorder } from './recorder.js';
import type { Scenario } from './scenario.js';
import type { DriverCall, Transcript } from './transcript.js';

/** What all scenarios of a run share. */
export interface CampaignContext {
  readonly contract: Contract;
  readonly authority: Authority;
  readonly seed: number;
  /** Longest time for one call, in milliseconds. */
  readonly timeoutMs: number;
  readonly persistent: boolean;
  /** The tokens that mocks of this run granted. */
  readonly granted: Set<string>;
  /** The MS-RequestIds of the run's calls, in lower case, and the scenarios that saw them. */
  readonly requestIds: Map<string, string>;
  /** Is told every secret. */
  readonly learnt?: Learnt;
}

/** Puts a client into a scenario, with a mock, a port and a token of its own, and tells all that was seen. Throws KitError when the driver cannot be started. */
export async function play(scenario: Scenario, stage: CampaignContext, driver: Driver): Promise<Transcript> {
  const { contract, authority, granted } = stage;
  const seed = seeded(stage.seed, `scenario ${scenario.name}`).number.int({ min: 1, max: 2 ** 31 - 1 });
  const token = await authority.mint('app');
  // A client may keep a token that an earlier scenario's mock granted.
  const secrets = new Redactor(
    new Map([
      [token, 'token'],
      ...[...granted].map((one) => [one, 'token'] as const),
      [authority.registration.clientSecret, "client's secret"],
    ]),
    stage.learnt,
  );
  const seen = new Recorder((one) => {
    granted.add(one);
    secrets.learn(one, 'token');
  });
  const foreign = new Recorder(() => {});
  const other = scenario.elsewhere
    ? await startMock({ contract, seed, authority, watch: foreign.watch })
    : undefined;
  const calls: DriverCall[] = [];
  const { serve } = scenario;
  const behaviours = [
    ...(serve
      ? [
          behaviour(scenario.name, [], scenario.summary, (context) =>
            serve(context, { elsewhere: other?.origin ?? '', callNumber: () => calls.length + 1 }),
          ),
        ]
      : []),
    seen.health,
  ];
  const mock = await startMock({ contract, seed, authority, behaviours, watch: seen.watch });
  try {
    const customer = customerOf(mock, scenario);
    const ids =
      scenario.malform?.(customer, mock.context) ??
      Array.from({ length: scenario.calls ?? 1 }, () => customer.id);
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
        stderr: secrets.text(report.stderr).slice(-2000),
      });
    }
    const usedElsewhere = new Map([...stage.requestIds].filter(([, name]) => name !== scenario.name));
    for (const { attempts } of calls)
      for (const { exchange } of attempts) {
        const id = sentGuid(exchange.request, 'MS-RequestId')?.toLowerCase();
        if (id !== undefined) stage.requestIds.set(id, scenario.name);
      }
    const { tokenRefusal } = seen;
    return {
      usedElsewhere,
      unreadable: mock.unreadable,
      ...(tokenRefusal === undefined ? {} : { tokenRefusal }),
      scenario: scenario.name,
      calls,
      elsewhere: foreign.attempts(0, other?.origin ?? ''),
      expected: customer.qualification,
      malformedId: scenario.malform !== undefined,
      endless: scenario.endless === true,
      timeoutMs: stage.timeoutMs,
      tokens: [token, ...granted],
      secrets,
      contract,
    };
  } finally {
    await Promise.all([mock.close(), other?.close()]);
  }
}

/** What a driver is given to read a customer of a mock. */
export function valuesFor({ origin, baseUrl, authority }: Mock, token: string, id: string): DriverValues {
  const { tenant, clientId, clientSecret } = authority.registration;
  return {
    PARTNER_CENTER_BASE_URL: baseUrl,
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
