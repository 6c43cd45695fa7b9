import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { type Mock, startMock } from '../../src/mock/server.js';
import type { Report } from '../../src/report/report.js';
import { type Part, problemsWith, type ReadPart } from '../../src/run/part.js';
import { environmentFor, runCommand } from './command.js';
import { commandHere } from './command-here.js';
import { judgeHere } from './judged-here.js';

/** Four processes that stand in for four machines, each with a folder of its own, against one service with a fault. */
let folder = '';
let mock: Mock;
let environment: NodeJS.ProcessEnv = {};

const shards = [1, 2, 3, 4];
const common = ['service', '--seed', '7'];

test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qualification-kit-merge-'));
  mock = await startMock({
    contract: loadContract(),
    seed: 7,
    behaviours: [behaviourNamed('correlation-id-lost')],
  });
  environment = await environmentFor(mock);
  await Promise.all(
    shards.map((shard) =>
      runCommand(
        [...common, '--shard', `${shard}/4`, '--output', join(folder, `machine-${shard}`)],
        environment,
      ),
    ),
  );
});

test.afterAll(async () => {
  await mock.close();
  rmSync(folder, { recursive: true, force: true });
});

function verdictsOf(report: Report | undefined): readonly unknown[] {
  return (report?.requirements ?? []).map(({ id, verdict, reading }) => [id, verdict, reading]);
}

test('four shards merged say the same as one run', async () => {
  const whole = await judgeHere(common, environment);
  const merged = await runCommand(['merge', folder, '--output', join(folder, 'merged')]);
  const report: Report = JSON.parse(readFileSync(join(folder, 'merged', 'conformance.json'), 'utf8'));
  expect(merged.stdout).toContain('4 of 4 shards');
  expect(verdictsOf(report)).toEqual(verdictsOf(whole.report));
  expect([merged.code, whole.code]).toEqual([1, 1]);
  expect(report.subject).toEqual(whole.report?.subject);
  expect(report.seed).toBe(7);
  const again = await runCommand(['rejudge', join(folder, 'merged')]);
  expect(again.stdout + again.stderr).toContain('verdicts are the same');
});

test("a shard's report holds its own requirements alone, and each of them is one shard's for an operation", () => {
  const judged = shards.flatMap((shard) => {
    const file = join(folder, `machine-${shard}`, 'conformance.json');
    const report: Report = JSON.parse(readFileSync(file, 'utf8'));
    const { requirements } = partOf(shard);
    expect([...new Set(requirements.map((key) => key.split(' ')[0]))]).toEqual(
      report.requirements.map(({ id }) => id),
    );
    expect(report.requirements.length).toBeGreaterThan(10);
    return requirements;
  });
  expect(new Set(judged).size).toBe(judged.length);
  expect(judged.length).toBeGreaterThan(100);
});

function partOf(shard: number): Part {
  return JSON.parse(readFileSync(join(folder, `machine-${shard}`, `part-${shard}-of-4.json`), 'utf8'));
}

function asRead(parts: readonly Part[]): readonly ReadPart[] {
  return parts.map((part) => ({
    path: join(folder, `machine-${part.shard.index}`, `part-${part.shard.index}-of-4.json`),
    part,
  }));
}

const refusals: readonly (readonly [
  what: string,
  change: (parts: Part[]) => readonly Part[],
  told: RegExp,
])[] = [
  [
    'a missing shard',
    (parts) => parts.filter(({ shard }) => shard.index !== 3),
    /shard 3 of 4 is missing; run it with --seed 7 --shard 3\/4\nnot judged by any part: [A-Z]{3}-\d{3} /,
  ],
  ['a doubled shard', (parts) => [...parts, ...parts.slice(1, 2)], /is shard 2 of 4, as .* is already/],
  [
    'a shard of another contract',
    (parts) => altered(parts, (part) => ({ contract: { ...part.contract, sha256: '0'.repeat(64) } })),
    /foreign to .*another contract \(1\.0\.0 000000000000, not/,
  ],
  [
    'a shard of another catalogue',
    (parts) => altered(parts, () => ({ catalogue: { sha256: '0'.repeat(64) } })),
    /foreign to .*another catalogue/,
  ],
  [
    'a shard of another kit',
    (parts) => altered(parts, (part) => ({ kit: { ...part.kit, version: '9.9.9' } })),
    /foreign to .*another kit \(9\.9\.9 [0-9a-f]{12}, not 0/,
  ],
  [
    'a shard of another seed',
    (parts) => altered(parts, () => ({ seed: 8 })),
    /foreign to .*another seed \(8, not 7\)/,
  ],
  [
    'a shard of another target',
    (parts) => altered(parts, (part) => ({ subject: { ...part.subject, id: 'fabrikam' } })),
    /foreign to .*another target \(fabrikam/,
  ],
  [
    'a shard of another selection',
    (parts) => altered(parts, () => ({ only: ['headers'] })),
    /foreign to .*another selection \(headers, not all\)/,
  ],
  [
    'a shard of another strictness',
    (parts) => altered(parts, () => ({ strict: true })),
    /foreign to .*another strictness/,
  ],
  [
    'a shard of another number',
    (parts) => altered(parts, () => ({ shard: { index: 4, total: 5 } })),
    /another number of shards \(5, not 4\)/,
  ],
  [
    'a shard with another blob',
    (parts) => altered(parts, (part) => ({ blob: { ...part.blob, sha256: '0'.repeat(64) } })),
    /is not the blob that/,
  ],
  [
    'a shard without its blob',
    (parts) => altered(parts, () => ({ blob: { file: 'gone.zip', sha256: '0'.repeat(64) } })),
    /gone\.zip, the blob of .*, is missing/,
  ],
];

/** With the last part changed. */
function altered(parts: readonly Part[], change: (part: Part) => Partial<Part>): readonly Part[] {
  return parts.map((part) => (part.shard.index === 4 ? { ...part, ...change(part) } : part));
}

for (const [what, change, told] of refusals) {
  test(`${what} is refused`, () => {
    const parts = shards.map((shard) => partOf(shard));
    const selected = parts.flatMap(({ requirements }) => requirements);
    expect(problemsWith(asRead(parts), selected)).toEqual([]);
    expect(problemsWith(asRead(change(parts)), selected).join('\n')).toMatch(told);
  });
}

test('the command refuses what is no whole, writes nothing and names the unjudged', async () => {
  const some = join(folder, 'some');
  mkdirSync(some);
  for (const shard of [1, 2])
    cpSync(join(folder, `machine-${shard}`), join(some, `${shard}`), { recursive: true });
  const { code, stderr } = await commandHere(['merge', some, '--output', join(some, 'merged')]);
  expect(code).toBe(2);
  expect(stderr).toContain('shard 3 of 4 is missing');
  expect(stderr).toContain('not judged by any part: ');
  expect(stderr).toContain('nothing was merged');
  expect(() => readFileSync(join(some, 'merged', 'conformance.json'))).toThrow();
});

test('a folder without parts, a part that is no JSON and a shard without a seed are told', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  expect((await commandHere(['merge', empty])).stderr).toContain('there is no part-1-of-N.json in');
  writeFileSync(join(empty, 'part-1-of-4.json'), '{"format":');
  expect((await commandHere(['merge', empty])).stderr).toContain('part-1-of-4.json');
  expect((await commandHere(['service', '--shard', '1/4'])).stderr).toContain('--shard needs --seed');
});
