import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readWaivers, waiversFileName } from '../report/waivers/waivers-file.js';
import { type Choices, usualChoices } from '../run/task.js';
import { operationsIn } from '../target/environment.js';

/** Options that several commands have. */
export interface CommonOptions {
  readonly only?: readonly string[];
  readonly strict?: boolean;
  readonly output: string;
  readonly seed?: number;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly contract?: string;
  /** operationIds. */
  readonly operation?: readonly string[];
  readonly writes?: boolean;
}

/** What was chosen, and what is usual where nothing was. */
export function choicesOf({
  only,
  strict,
  output,
  seed,
  timeout,
  contract,
  ...more
}: CommonOptions): Choices {
  const usual = usualChoices();
  return {
    ...usual,
    output: resolve(output),
    outputAs: output,
    only: only ?? usual.only,
    strict: strict ?? usual.strict,
    seed: seed ?? usual.seed,
    ...(more.operation === undefined ? {} : { operations: more.operation }),
    ...(more.writes === true ? { writes: true } : {}),
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

/** Options with the operations that the environment names, where none were given. Throws KitError like operationsIn. */
export function withOperationsIn<Options extends CommonOptions>(
  given: Options,
  env: NodeJS.ProcessEnv,
): Options {
  const operation = given.operation ?? operationsIn(env);
  return operation === undefined ? given : { ...given, operation };
}
