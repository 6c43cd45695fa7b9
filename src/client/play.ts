import { performance } from 'node:perf_hooks';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { sentGuid } from '../http/id-headers.js';
import { type Learnt, Redactor } from '../http/redact.js';
import type { Authority } from '../mock/authority/authority.js';
import { behaviour } from '../mock/behaviour.js';
import type { Customer } from '../mock/customers.js';
import { type Mock, startMock } from '../mock/server.js';
import type { QualificationChange } from '../operations/operation-module.js';
import { moduleOf } from '../operations/read-value.js';
import { spelledWithCapitals } from '../operations/spelling.js';
import { seeded } from '../seeded.js';
import { clientOperations } from './client-operations.js';
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

/** A scenario that a client is being put into: its mocks, and who records what arrives at them. */
interface Stage {
  readonly operation: Operation | undefined;
  /** What a write is to ask for. */
  readonly change?: QualificationChange;
  readonly mock: Mock;
  readonly recorder: Recorder;
  /** The other origin, where the scenario has one. */
  readonly other?: Mock;
  readonly otherRecorder: Recorder;
  readonly token: string;
  readonly secrets: Redactor;
  readonly calls: DriverCall[];
}

/** Puts a client into a scenario, with a mock, a port and a token of its own, and tells all that was seen. Throws KitError when the driver cannot be started. */
export async function play(
  scenario: Scenario,
  campaign: CampaignContext,
  driver: Driver,
): Promise<Transcript> {
  const seed = seeded(campaign.seed, `scenario ${scenario.name}`).number.int({ min: 1, max: 2 ** 31 - 1 });
  const stage = await openStage(scenario, campaign, seed);
  const { mock, other } = stage;
  try {
    const customers = customersFor(scenario, stage);
    const [customer] = customers;
    if (!customer) throw new Error('the contract lists no qualification');
    const ids =
      scenario.malform?.(customer, mock.context) ??
      Array.from({ length: scenario.calls ?? 1 }, (_, turn) => (customers[turn] ?? customer).id);
    for (const [turn, id] of ids.entries()) {
      const renewed = scenario.renews === true && turn === ids.length - 1;
      if (renewed) driver.renew();
      const process = campaign.persistent ? Number(renewed) : turn;
      stage.calls.push(await call(driver, id, process, stage, campaign.timeoutMs));
    }
    return transcriptOf(scenario, campaign, stage, stage.change?.qualification ?? customer.qualification);
  } finally {
    await Promise.all([mock.close(), other?.close()]);
  }
}

async function openStage(scenario: Scenario, campaign: CampaignContext, seed: number): Promise<Stage> {
  const { contract, authority, granted, learnt } = campaign;
  const operation = scenario.operation ?? clientOperations(contract)[0];
  const writes = operation?.effect === 'write';
  const token = await authority.mint(writes ? 'user' : 'app');
  // A client may keep a token that an earlier scenario's mock granted.
  const known = [
    [token, 'token'],
    ...[...granted].map((one) => [one, 'token'] as const),
    [authority.registration.clientSecret, "client's secret"],
  ] as const;
  const secrets = new Redactor(new Map(known), learnt);
  const recorder = new Recorder((one) => {
    granted.add(one);
    secrets.learn(one, 'token');
  });
  const otherRecorder = new Recorder(() => {});
  const other = scenario.elsewhere
    ? await startMock({ contract, seed, authority, watch: otherRecorder.watch })
    : undefined;
  const calls: DriverCall[] = [];
  const { name, summary, serve } = scenario;
  const about = { elsewhere: other?.origin ?? '', callNumber: () => calls.length + 1 };
  const served =
    serve &&
    behaviour(name, [], summary, (context) => {
      const answer = serve(context, about);
      // Whoever reads before or after a write is told the truth.
      return writes ? (one, next) => (one.method === 'GET' ? next(one) : answer(one, next)) : answer;
    });
  const behaviours = [...(served ? [served] : []), recorder.health];
  const mock = await startMock({ contract, seed, authority, behaviours, watch: recorder.watch });
  const change = operation && writes ? changeFor(operation, scenario, mock) : undefined;
  const asked = change ? { change } : {};
  return {
    operation,
    ...asked,
    mock,
    recorder,
    ...(other ? { other } : {}),
    otherRecorder,
    token,
    secrets,
    calls,
  };
}

async function call(
  driver: Driver,
  customerId: string,
  process: number,
  { operation, change, mock, recorder, token, secrets }: Stage,
  timeoutMs: number,
): Promise<DriverCall> {
  const values = { ...valuesFor(mock, token, customerId), ...inputOf(operation, change) };
  const startedAt = performance.now();
  const report = await driver.call(values, { secrets, timeoutMs, tooMany: recorder.begin() });
  return {
    ...report,
    customerId,
    process,
    durationMs: Math.round(performance.now() - startedAt),
    attempts: recorder.attempts(startedAt, mock.origin),
    stderr: secrets.text(report.stderr).slice(-2000),
  };
}

/** What was seen, of which later scenarios know the MS-RequestIds. */
function transcriptOf(
  { name, malform, endless }: Scenario,
  { contract, timeoutMs, granted, requestIds }: CampaignContext,
  { operation, change, mock, recorder, other, otherRecorder, token, secrets, calls }: Stage,
  expected: string,
): Transcript {
  const usedElsewhere = new Map([...requestIds].filter(([, scenario]) => scenario !== name));
  for (const { attempts } of calls)
    for (const { exchange } of attempts) {
      const id = sentGuid(exchange.request, 'MS-RequestId')?.toLowerCase();
      if (id !== undefined) requestIds.set(id, name);
    }
  const { tokenRefusal } = recorder;
  return {
    scenario: name,
    ...(operation ? { operation } : {}),
    ...(change ? { change } : {}),
    calls,
    elsewhere: otherRecorder.attempts(0, other?.origin ?? ''),
    expected,
    malformedId: malform !== undefined,
    endless: endless === true,
    timeoutMs,
    usedElsewhere,
    ...(tokenRefusal === undefined ? {} : { tokenRefusal }),
    unreadable: mock.unreadable,
    unreadReasons: mock.unreadReasons,
    tokens: [token, ...granted],
    secrets,
    contract,
  };
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

/** What a driver is told of the operation, and of what a write asks for. */
function inputOf(
  operation: Operation | undefined,
  change: QualificationChange | undefined,
): Partial<DriverValues> {
  const { qualification, validationCode, educationSegment } = change ?? {};
  return {
    ...(operation ? { PARTNER_CENTER_OPERATION: operation.id } : {}),
    ...(qualification === undefined
      ? {}
      : { PARTNER_CENTER_QUALIFICATION: spelledWithCapitals(qualification) }),
    ...(validationCode === undefined ? {} : { PARTNER_CENTER_VALIDATION_CODE: validationCode }),
    ...(educationSegment === undefined ? {} : { PARTNER_CENTER_EDUCATION_SEGMENT: educationSegment }),
  };
}

/** What a write asks for where its scenario does not say: education, for K12 where the operation takes a segment. */
function changeFor(operation: Operation, { change }: Scenario, { context }: Mock): QualificationChange {
  if (change) return change(context);
  const usual = { qualification: 'education', educationSegment: 'K12' } as const;
  const takesSegment = moduleOf(operation)?.forms.some((form) => form.compose(usual).content.includes('K12'));
  return takesSegment ? usual : { qualification: 'education' };
}

/** The customers of the calls in turn, the first one for all that follow: one who has the qualification, or those who have none, for writes. */
function customersFor(
  { qualification = 'education', taken }: Scenario,
  { operation, mock: { customers } }: Stage,
): readonly Customer[] {
  const wanted = operation?.effect === 'write' ? taken : qualification;
  if (wanted === undefined) return customers.filter(({ writable }) => writable);
  const found = customers.find((customer) => customer.qualification === wanted) ?? customers[0];
  return found ? [found] : [];
}
