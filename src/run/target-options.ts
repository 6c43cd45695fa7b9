import { resolve } from 'node:path';
import type { Allowance } from '../service/rate-limiter.js';
import { type TargetsFile, targetNamed } from '../target/targets-file.js';
import type { RunOptions } from './run-options.js';

/** What a run asks of a service whose owner said nothing else. */
const usual: Allowance = { budget: 1000, pace: 10 };

/** What a run needs to know of a named target, without secrets. */
export function targetOptions(file: TargetsFile, name: string): Partial<RunOptions> {
  const { budget = usual.budget, pace = usual.pace, ca, proxy } = targetNamed(file, name);
  return {
    target: name,
    allowance: { budget, pace },
    ...(ca === undefined ? {} : { ca: resolve(file.folder, ca) }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}
