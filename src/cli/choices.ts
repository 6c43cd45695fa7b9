import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { Side } from '../catalogue/requirement.js';
import { KitError } from '../errors.js';
import type { About } from '../report/report.js';
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
  readonly about?: About;
  readonly maxFailures?: number;
  /** Milliseconds. */
  readonly maxTime?: number;
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
    ...(more.maxFailures === undefined ? {} : { maxFailures: more.maxFailures }),
    ...(more.maxTime === undefined ? {} : { maxTimeMs: more.maxTime }),
    ...(more.about === undefined ? {} : { about: more.about }),
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

/** The words that select what is left without some ids and areas; the words themselves where nothing is excluded. Throws KitError with the nearest word, and where nothing is left. */
export function withoutExcluded(
  catalogue: Catalogue,
  side: Side,
  only: readonly string[] | undefined,
  exclude: readonly string[] | undefined,
): readonly string[] | undefined {
  if (exclude === undefined) return only;
  if (exclude.length === 0)
    throw new KitError('--exclude names nothing; give an id such as HDR-002 or an area such as headers');
  const excluded = new Set(catalogue.select(side, exclude).map(({ id }) => id));
  const left = catalogue.select(side, only ?? []).filter(({ id }) => !excluded.has(id));
  if (left.length === 0) throw new KitError('--exclude leaves nothing to judge');
  return left.map(({ id }) => id);
}
