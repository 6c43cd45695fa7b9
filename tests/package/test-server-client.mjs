// Runs the tests of the project in the current folder as VS Code and UI mode do: in a server of Playwright's that outlives
// the runs. For each line on standard input, one run of the named file, and one line of JSON with the tests' statuses.
// Playwright does not document this protocol; after an update, look at its `runner/testServer`.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(join(process.cwd(), 'package.json'));
const { ws: WebSocket } = require('playwright-core/lib/utilsBundle');
const [config] = process.argv.slice(2);
const server = spawn(
  process.execPath,
  [require.resolve('@playwright/test/cli'), 'test-server', '--config', config, '--host', '127.0.0.1'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const address = await new Promise((resolve) => {
  server.stdout.on('data', (chunk) => {
    const found = /ws:\S+/.exec(String(chunk));
    if (found) resolve(found[0]);
  });
});
const socket = new WebSocket(address);
await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));

const waiting = new Map();
let ended = [];
socket.on('message', (data) => {
  const { id, method, params, result, error } = JSON.parse(String(data));
  if (id !== undefined) waiting.get(id)?.(error ?? result);
  else if (method === 'report' && params.method === 'onTestEnd') ended.push(params.params.result.status);
});

function call(method, params) {
  const id = waiting.size + 1;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    socket.send(JSON.stringify({ id, method, params }));
  });
}

await call('initialize', {});
await call('runGlobalSetup', {});
for await (const file of createInterface({ input: process.stdin })) {
  ended = [];
  const result = await call('runTests', { locations: [file], workers: 2 });
  console.log(JSON.stringify({ ...result, tests: ended }));
}
socket.close();
server.kill('SIGINT');
