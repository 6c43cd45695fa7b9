import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readWaivers, waiversFileName } from '../report/waivers/waivers-file.js';
import { type Choices, usualChoices } from '../run/task.js';

/** Options that several commands have. */
export interface CommonOptions {
  readonly only?: readonly string[];
  readonly strict?: boolean;
  readonly output: string;
  readonly seed?: number;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly contract?: string;
}

/** What was chosen, and what is usual where nothing was. */
export function choicesOf({ only, strict, output, seed, timeout, contract }: CommonOptions): Choices {
  const usual = usualChoices();
  return {
    ...usual,
    output: resolve(output),
    only: only ?? usual.only,
    strict: strict ?? usual.strict,
    seed: seed ?? usual.seed,
    timeoutMs: timeout ?? usual.timeoutMs,
    contract: contract === undefined ? usual.contract : resolve(contract),
  };
}

/** The file of waivers that a run is given: the named one, else waivers.yaml of the working directory where there is one. Throws KitError when something is wrong with it. */
export function waiversOf(named: string | undefined): Pick<Choices, 'waivers'> {
  if (named === undefined && !existsSync(waiversFileName)) return {};
  const path = resolve(named ?? waiversFileName);
  readWaivers(path);
  return { waivers: path };
}
