import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Contract, matchOperation } from '../contract/contract.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { evidenceName, readEvidence } from '../evidence/evidence-file.js';
import { pathOfTarget } from '../http/exchange.js';
import { isLoopback } from '../http/loopback.js';
import type { Report } from '../report/report.js';
import { loadReport } from '../report/report-file.js';
import { findingToSend, mayWrite, replay as sendAgain } from '../run/replay.js';
import type { ServiceUnderTest } from '../run/task.js';
import { useOwnChecksAgain } from '../run/use-own-checks.js';
import { targetFromEnvironment } from '../target/environment.js';
import { openTarget, secretsOf, targetFromFile } from '../target/open-target.js';
import { readTargets } from '../target/targets-file.js';
import { confirmWrites } from './confirm-writes.js';

export interface ReplayOptions {
  readonly targets: string;
  readonly baseUrl?: string;
  readonly contract?: string;
  /** The file with requirements of the user's own that the run was judged by. */
  readonly checks?: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly writes: boolean;
  readonly yes: boolean;
}

/** Sends one failing exchange of an earlier run again, and tells what it is now. Throws KitError for what cannot be sent; a request that may write is not sent without `writes`. */
export async function replay(folder: string, named: string, given: ReplayOptions): Promise<void> {
  const { report } = loadReport(folder);
  const checks = given.checks === undefined ? {} : { checks: resolve(given.checks) };
  await useOwnChecksAgain(report, checks.checks);
  const file = join(folder, evidenceName);
  if (!existsSync(file)) throw new KitError(`there is no ${evidenceName} in ${folder}`);
  const evidence = readEvidence(file);
  if (evidence.broken !== undefined)
    throw new KitError(`${file} is not as it was written: ${evidence.broken}; nothing can rest on it`);
  const found = findingToSend(report, evidence, named);
  const contract = loadContract(given.contract);
  const described = serviceOf(report, contract, given);
  const { request } = found.record;
  if (
    mayWrite(request) ||
    matchOperation(contract, request.method, pathOfTarget(request.target))?.operation.effect === 'write'
  )
    await demandWrite(described, `${request.method} ${request.target}`, given);
  const target = described === 'mock' ? described : await openTarget(described, report.writes !== undefined);
  await sendAgain({
    ...{ folder, report, evidence, found, target },
    ...(given.contract === undefined ? {} : { contract: given.contract }),
    ...checks,
    timeoutMs: given.timeout,
    secrets: target === 'mock' ? new Map() : await secretsOf(target),
  });
}

/** The service of the earlier run, as targets.yaml or the environment describes it today. */
function serviceOf(
  { subject }: Report,
  contract: Contract,
  { targets, baseUrl }: ReplayOptions,
): ServiceUnderTest {
  if (subject.selfCheck) return 'mock';
  if (subject.target !== undefined && baseUrl === undefined)
    return targetFromFile(readTargets(targets, contract), subject.target, contract);
  const target = targetFromEnvironment(process.env, contract, baseUrl);
  if (target) return target;
  throw new KitError(
    'the run judged a service that the environment described; set PARTNER_CENTER_BASE_URL and its companions again',
  );
}

/** Throws KitError where a request that may write may not be sent. */
async function demandWrite(
  target: ServiceUnderTest,
  request: string,
  { writes, yes }: ReplayOptions,
): Promise<void> {
  if (!writes)
    throw new KitError(`${request} may write; give --writes too, and --yes where nobody can be asked`);
  if (target === 'mock') return;
  const { name, origin, prefix, writing } = target;
  const path = request.toLowerCase();
  const own = target.customers.filter(({ id }) => path.includes(id.toLowerCase())).map(({ id }) => id);
  const spared = own.find((id) => !(writing?.customers ?? []).includes(id));
  if (spared !== undefined)
    throw new KitError(`${request} may write, and ${spared} is not writable at ${name}`);
  if (!isLoopback(new URL(origin).hostname) && writing?.allowed !== true)
    throw new KitError(`--writes may not write to ${origin}; put "writes: true" at ${name} in targets.yaml`);
  const place = `${name} at ${origin}${prefix}`;
  await confirmWrites([{ place, operations: [request], customers: own, budget: 1 }], yes);
}
