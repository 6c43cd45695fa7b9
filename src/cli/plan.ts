import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadContract } from '../contract/load-contract.js';
import { lintOnce } from '../run/lint.js';
import { targetOptions } from '../run/target-options.js';
import { targetEnvironment } from '../target/open-target.js';
import { demandFilledIn } from '../target/placeholders.js';
import { readTargets } from '../target/targets-file.js';
import { verdictOf } from './run-playwright.js';
import { judge, optionsOf, type ServiceOptions } from './service.js';

export interface PlanOptions
  extends Omit<ServiceOptions, 'target' | 'allTargets' | 'output' | 'strict' | 'waivers'> {
  readonly target: string;
}

/** Tells what a run against a target would send, by running it against the embedded mock in the target's place: no token is fetched, and nothing leaves the machine. */
export async function plan(given: PlanOptions): Promise<void> {
  const output = mkdtempSync(join(tmpdir(), 'qualification-kit-plan-'));
  process.on('exit', () => rmSync(output, { recursive: true, force: true }));
  const options = { ...optionsOf({ ...given, output, strict: false }), rehearsal: true };
  await lintOnce(options.contract);
  const file = readTargets(given.targets, loadContract(options.contract));
  demandFilledIn(file, given.target);
  Object.assign(process.env, await targetEnvironment(file, given.target, async () => 'rehearsal'));
  const { allowance, ...others } = targetOptions(file, given.target);
  const limits = allowance ? { planned: allowance } : {};
  // A plan is made, whatever the mock would have been judged; only without a report there is none.
  await judge({ ...options, ...others, ...limits }, new Map(), {
    ended: (run) => (verdictOf(run) === 2 ? 2 : 0),
  });
}
