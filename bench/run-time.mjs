import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { median, row } from './row.mjs';

const rounds = 5;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const cli = here('../dist/src/cli.js');
const playwright = here('../node_modules/@playwright/test/cli.js');

/** How long the kit takes to judge its own mock, against Playwright runs that do nothing: one test, and as many tests as the kit has. */
export async function runTime() {
  const areas = testsByArea();
  const count = areas.reduce((sum, tests) => sum + tests, 0);
  try {
    const commands = {
      kit: [cli, 'service', '--mock', '--output', here('.out')],
      one: emptyRun('one', [1]),
      many: emptyRun('many', areas),
    };
    const seconds = { kit: [], one: [], many: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, command] of Object.entries(commands)) seconds[name].push(timed(command));
    }
    const [kit, one, many] = [median(seconds.kit), median(seconds.one), median(seconds.many)];
    return [
      row('run / one empty test', '<= 2.5', 's', kit, one),
      row(`run / ${count} empty tests in ${areas.length} files`, null, 's', kit, many),
    ];
  } finally {
    for (const folder of ['.out', '.empty']) rmSync(here(folder), { recursive: true, force: true });
  }
}

function testsByArea() {
  const listed = run([cli, 'list', '--side', 'service', '--format', 'json']);
  const areas = new Map();
  for (const { area } of JSON.parse(listed.stdout)) areas.set(area, (areas.get(area) ?? 0) + 1);
  return [...areas.values()];
}

function emptyRun(name, testsPerFile) {
  const folder = here(`.empty/${name}`);
  mkdirSync(folder, { recursive: true });
  for (const [file, tests] of testsPerFile.entries()) {
    const titles = Array.from({ length: tests }, (_, test) => `test('${file}.${test}', () => {});\n`);
    writeFileSync(
      `${folder}/${file}.spec.mjs`,
      `import { test } from '@playwright/test';\n\n${titles.join('')}`,
    );
  }
  const config = { testDir: folder, outputDir: `${folder}/out`, workers: 1, reporter: 'dot' };
  writeFileSync(`${folder}/playwright.config.mjs`, `export default ${JSON.stringify(config)};\n`);
  return [playwright, 'test', '--config', `${folder}/playwright.config.mjs`];
}

function timed(command) {
  const begin = performance.now();
  run(command);
  return (performance.now() - begin) / 1000;
}

function run(command) {
  const ended = spawnSync(process.execPath, command, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (ended.status !== 0) throw new Error(`${command.join(' ')} ended with ${ended.status}: ${ended.stderr}`);
  return ended;
}
