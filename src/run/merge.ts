import { copyFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { kitDigest } from '../files/kit-digest.js';
import { kitVersion } from '../files/package-root.js';
import { makeTemporaryFolder } from '../files/temporary-folder.js';
import { keyOf } from '../report/record.js';
import { readJson } from '../report/report-file.js';
import { openGate } from './gate.js';
import { operationsInRun } from './operations-in-run.js';
import { claimOutput } from './output-folder.js';
import { type Part, partNameOf, problemsWith, type ReadPart } from './part.js';
import { runTests } from './run-tests.js';
import { scopeOf } from './side-of-run.js';
import type { Choices, Merge } from './task.js';

/** Makes one report of the parts that shards left, once they are proven to be a whole. The process ends with the exit code that the report means; with 2, and nothing written, where something is missing, doubled, foreign or damaged. */
export async function merge(folders: readonly string[], given: Choices): Promise<void> {
  const parts = folders.flatMap(partsBelow);
  const [first] = parts;
  if (!first)
    throw new KitError(
      `there is no part-1-of-N.json in ${folders.join(', ')}; a run with --shard leaves one in its --output`,
    );
  const { seed, strict, only, operations, subject } = first.part;
  const choices = { ...given, seed, strict, only, operations };
  const task: Merge = { kind: 'merge', choices, subject, ...span(parts.map(({ part }) => part)) };
  const catalogue = loadCatalogue();
  const contract = loadContract(choices.contract);
  const strangers = strangersTo(first, contract.sha256, catalogue.sha256);
  const about = strangers.length > 0 ? [] : operationsInRun(contract, choices);
  const scope = scopeOf(catalogue.select('service', only), about);
  const selected = scope.flatMap(({ requirement: { id }, operations: ofIt }) =>
    ofIt.map((operation) => keyOf(id, operation)),
  );
  const problems = [...strangers, ...problemsWith(parts, selected)];
  if (problems.length > 0) {
    for (const problem of problems) process.stderr.write(`qualification-kit: ${problem}\n`);
    throw new KitError('the parts are no whole run, so nothing was merged');
  }
  claimOutput(choices.output);
  const blobs = makeTemporaryFolder('merge');
  process.on('exit', () => rmSync(blobs, { recursive: true, force: true }));
  for (const { path, part } of parts)
    copyFileSync(join(dirname(path), part.blob.file), join(blobs, `${partNameOf(part.shard)}.zip`));
  process.stdout.write(
    `${parts.length} of ${first.part.shard.total} shards, ${scope.length} requirements, each judged by one of them\n`,
  );
  await runTests(task, [], openGate(choices.output), blobs);
}

/** When the first shard began, and how long it took until the last one ended. */
function span(parts: readonly Part[]): Pick<Merge, 'startedAt' | 'durationMs'> {
  const begins = parts.map(({ startedAt }) => Date.parse(startedAt));
  const ends = parts.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs);
  const begin = Math.min(...begins);
  return { startedAt: new Date(begin).toISOString(), durationMs: Math.max(...ends) - begin };
}

/** The parts in a folder, or in the folders in it, as artifacts are downloaded. */
function partsBelow(folder: string): readonly ReadPart[] {
  const path = resolve(folder);
  if (!existsSync(path) || !statSync(path).isDirectory()) throw new KitError(`there is no folder ${folder}`);
  const own = namesIn(path).map((name) => readPart(join(path, name)));
  if (own.length > 0) return own;
  const inner = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return inner.flatMap(({ name }) =>
    namesIn(join(path, name)).map((file) => readPart(join(path, name, file))),
  );
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^part-\d+-of-\d+\.json$/.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function readPart(path: string): ReadPart {
  const shown = relative(process.cwd(), path);
  return { path: shown, part: readJson(shown, 'part').data as Part };
}

/** Parts can be merged by the kit, contract and catalogue alone that they were made with. */
function strangersTo({ path, part }: ReadPart, contract: string, catalogue: string): readonly string[] {
  return [
    ...otherKit(path, part),
    ...(part.contract.sha256 === contract ? [] : [`${path} was made with another contract (--contract)`]),
    ...(part.catalogue.sha256 === catalogue ? [] : [`${path} was made with another catalogue`]),
  ];
}

function otherKit(path: string, { kit }: Part): readonly string[] {
  if (kit.version !== kitVersion)
    return [`${path} was made by version ${kit.version}, this is ${kitVersion}`];
  if (kit.sha256 === kitDigest()) return [];
  return [`${path} was made by other code of version ${kitVersion}; merge with the kit that the shards ran`];
}
