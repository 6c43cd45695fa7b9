import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

for (const [needed, command] of [
  ['node_modules/autocannon', 'npm --prefix bench ci'],
  ['../dist/src/cli.js', 'npm run build'],
]) {
  if (existsSync(here(needed))) continue;
  process.stderr.write(`bench: run ${command} first\n`);
  process.exit(2);
}

const { runTime } = await import('./run-time.mjs');
const { throughput } = await import('./throughput.mjs');
const { clientTime } = await import('./client-time.mjs');
const { proxy } = await import('./proxy.mjs');
const { memory } = await import('./memory.mjs');
const { headOf, lineOf } = await import('./table.mjs');

const rows = [];
process.stdout.write(`${headOf()}\n`);
for (const measure of [runTime, clientTime, throughput, proxy, memory]) {
  for (const row of await measure()) {
    rows.push(row);
    process.stdout.write(`${lineOf(row)}\n`);
  }
}
writeFileSync(
  here('results.json'),
  `${JSON.stringify({ node: process.version, at: new Date().toISOString(), rows }, null, 2)}\n`,
);
process.exitCode = rows.some(({ reached }) => reached === false) ? 1 : 0;
