import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '../files/sha256.js';
import { writeWhole } from '../files/write-whole.js';
import { keyOf } from '../report/record.js';
import type { Report, Shard } from '../report/report.js';

/** What a shard leaves beside Playwright's blob, so that a whole can be proven of the parts; schemas/part.schema.json describes it. */
export interface Part
  extends Pick<
    Report,
    'kit' | 'contract' | 'catalogue' | 'subject' | 'seed' | 'strict' | 'only' | 'startedAt' | 'durationMs'
  > {
  /** The operationIds that the run is about. */
  readonly operations: readonly string[];
  readonly format: 'qualification-kit-part/2';
  readonly shard: Shard;
  /** The ids whose tests ran here, each with its operation behind a space. */
  readonly requirements: readonly string[];
  /** Playwright's blob, which lies beside this file. */
  readonly blob: { readonly file: string; readonly sha256: string };
}

/** The name of what a shard leaves, without ending. */
export function partNameOf({ index, total }: Shard): string {
  return `part-${index}-of-${total}`;
}

/** Writes what a shard leaves, from its report and its blob, which lie in the folder. */
export function writePart(report: Report, shard: Shard, folder: string): void {
  const name = partNameOf(shard);
  const file = `${name}.zip`;
  const { kit, contract, catalogue, subject, seed, strict, only, startedAt, durationMs } = report;
  const part: Part = {
    format: 'qualification-kit-part/2',
    shard,
    ...{ kit, contract, catalogue, subject, seed, strict, only, startedAt, durationMs },
    operations: (report.operations ?? []).map(({ id }) => id),
    requirements: judgedIn(report),
    blob: { file, sha256: sha256Of(readFileSync(join(folder, file))) },
  };
  writeWhole(join(folder, `${name}.json`), `${JSON.stringify(part, null, 2)}\n`);
}

/** What a report judged: requirements, each with its operations. */
function judgedIn({ requirements, operations: all = [] }: Report): readonly string[] {
  return requirements.flatMap(({ id, operations }) =>
    (operations?.map(({ operation }) => operation) ?? all.map((one) => one.id)).map((one) => keyOf(id, one)),
  );
}

/** A part, and the file it was read from. */
export interface ReadPart {
  readonly path: string;
  readonly part: Part;
}

/** Members that all parts of one run have in common, and how to name them. */
const common = {
  kit: 'kit',
  contract: 'contract',
  catalogue: 'catalogue',
  subject: 'target',
  operations: 'choice of operations',
  seed: 'seed',
  strict: 'strictness',
  only: 'selection',
} as const satisfies Partial<Record<keyof Part, string>>;

/**
 * Why parts are no whole, in a line each; none when they are. A part is foreign when what it was run with differs from
 * the first one's.
 * @param selected what a whole run would judge: ids, each with its operation behind a space
 */
export function problemsWith(parts: readonly ReadPart[], selected: readonly string[]): readonly string[] {
  const [first] = parts;
  if (!first) return ['there is no part'];
  const { total } = first.part.shard;
  const foreign = parts.flatMap(({ path, part }) => differences(first.part, part, path, first.path));
  const doubled = parts.flatMap(({ path, part }, at) => {
    const before = parts.slice(0, at).find((one) => one.part.shard.index === part.shard.index);
    return before ? [`${path} is shard ${part.shard.index} of ${total}, as ${before.path} is already`] : [];
  });
  const present = new Set(parts.map(({ part }) => part.shard.index));
  const missing = Array.from({ length: total }, (_, at) => at + 1).filter((index) => !present.has(index));
  const judged = new Set(parts.flatMap(({ part }) => part.requirements));
  const unjudged = selected.filter((id) => !judged.has(id));
  return [
    ...foreign,
    ...doubled,
    ...missing.map(
      (index) =>
        `shard ${index} of ${total} is missing; run it with --seed ${first.part.seed} --shard ${index}/${total}`,
    ),
    ...(unjudged.length > 0 ? [`not judged by any part: ${unjudged.join(' ')}`] : []),
    ...parts.flatMap(damage),
  ];
}

function differences(first: Part, part: Part, path: string, firstPath: string): readonly string[] {
  const members = Object.entries(common) as [keyof typeof common, string][];
  const other = members.filter(([member]) => JSON.stringify(first[member]) !== JSON.stringify(part[member]));
  const differing = [
    ...other.map(([member, word]) => `${word} (${shown(part[member])}, not ${shown(first[member])})`),
    ...(part.shard.total === first.shard.total
      ? []
      : [`number of shards (${part.shard.total}, not ${first.shard.total})`]),
  ];
  return differing.length > 0
    ? [`${path} is foreign to ${firstPath}: another ${differing.join(', another ')}`]
    : [];
}

function shown(value: Part[keyof typeof common]): string {
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'all' : value.join(' ');
  if ('version' in value) return `${value.version} ${value.sha256?.slice(0, 12) ?? ''}`.trim();
  if ('sha256' in value) return value.sha256.slice(0, 12);
  if ('id' in value) return [value.id, value.baseUrl ?? ''].join(' ').trim();
  return value.length === 0 ? 'all' : value.join(' ');
}

/** A blob that is not the one that the shard wrote. */
function damage({ path, part: { blob } }: ReadPart): readonly string[] {
  const file = join(path, '..', blob.file);
  try {
    return sha256Of(readFileSync(file)) === blob.sha256
      ? []
      : [`${file} is not the blob that ${path} was written with`];
  } catch {
    return [`${file}, the blob of ${path}, is missing`];
  }
}
