import { rmSync } from 'node:fs';
import { loadContract } from '../contract/load-contract.js';
import { makeTemporaryFolder } from '../files/temporary-folder.js';
import type { Shard } from '../report/report.js';
import { runServiceTests } from '../run/judge-service.js';
import { lintOnce } from '../run/lint.js';
import { operationsInRun, withOperationsOf } from '../run/operations-in-run.js';
import { demandWritable } from '../run/write-guard.js';
import { targetFromFile } from '../target/open-target.js';
import { refusedIn } from '../target/refused-tokens.js';
import { nameOrOnly, readTargets } from '../target/targets-file.js';
import { type CommonOptions, choicesOf, withOperationsIn } from './choices.js';

export interface PlanOptions extends Omit<CommonOptions, 'output' | 'strict' | 'contract'> {
  /** Absent: the only one of the file. */
  readonly target?: string;
  readonly targets: string;
  readonly shard?: Shard;
  readonly parallel?: number;
}

/** Tells what a run against a target would send, by running it against the embedded mock in the target's place: no token is fetched, and nothing leaves the machine. */
export async function plan(given: PlanOptions): Promise<void> {
  const output = makeTemporaryFolder('plan');
  process.on('exit', () => rmSync(output, { recursive: true, force: true }));
  const choices = {
    ...choicesOf(withOperationsIn({ ...given, output }, process.env)),
    ...(given.parallel === undefined ? {} : { parallel: given.parallel }),
  };
  await lintOnce(choices.contract);
  const contract = loadContract(choices.contract);
  operationsInRun(contract, choices);
  const file = readTargets(given.targets, contract);
  const target = targetFromFile(file, nameOrOnly(file, given.target), contract);
  const chosen = withOperationsOf(choices, contract, target);
  demandWritable(chosen, contract, target, given.shard);
  await runServiceTests(
    {
      kind: 'plan',
      choices: chosen,
      target: { ...target, refused: refusedIn(process.env, {}) },
      ...(given.shard ? { shard: given.shard } : {}),
    },
    new Map(),
  );
}
