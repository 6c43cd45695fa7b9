import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Campaign } from '../dist/src/client/campaign.js';
import { scenarios } from '../dist/src/client/scenarios.js';
import { loadContract } from '../dist/src/contract/load-contract.js';
import { startMock } from '../dist/src/mock/server.js';
import { median, row } from './row.mjs';

const rounds = 5;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const example = [process.execPath, here('../examples/clients/node-fetch.mjs')];
const contract = loadContract();

/** Scenarios of one call in which nobody waits: what they take is the driver's time and the kit's. */
const prompt = scenarios.filter(
  ({ slow, calls, malform, name }) => !slow && !calls && !malform && name !== 'dripped',
);

/** What the kit takes for a scenario beyond what the same driver takes without it, and a whole run against what clients wait in it. */
export async function clientTime() {
  const beyond = [];
  for (const persistent of [false, true]) {
    const [kit, alone] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      kit.push(await played(persistent));
      alone.push(await calledAlone(persistent));
    }
    beyond.push(median(kit) - median(alone));
  }
  const [oneShot, line] = beyond;
  return [
    row('scenario beyond a process / 50 ms', '<= 1', 'ms', oneShot, 50),
    row('scenario beyond a line / 5 ms', '<= 1', 'ms', line, 5),
    wholeRun(4),
  ];
}

/** Milliseconds per scenario, one after the other. */
async function played(persistent) {
  const argv = persistent ? [...example, '--persistent'] : example;
  const campaign = await Campaign.open({
    contract,
    seed: 1,
    timeoutMs: 30_000,
    command: { argv, persistent, jobs: 1 },
  });
  try {
    const [first, ...others] = prompt;
    await campaign.play(first);
    const begin = performance.now();
    for (const scenario of others) await campaign.play(scenario);
    return (performance.now() - begin) / others.length;
  } finally {
    await campaign.close();
  }
}

/** Milliseconds per call of the same driver, as often, against one healthy mock and without the kit. */
async function calledAlone(persistent) {
  const mock = await startMock({ contract, seed: 1 });
  const values = {
    PARTNER_CENTER_BASE_URL: mock.origin,
    PARTNER_CENTER_ACCESS_TOKEN: await mock.authority.mint('app'),
    PARTNER_CENTER_CUSTOMER_ID: mock.customers[0].id,
  };
  try {
    return await (persistent ? linesAlone(values) : processesAlone(values));
  } finally {
    await mock.close();
  }
}

async function processesAlone(values) {
  const [command, ...args] = example;
  const begin = performance.now();
  for (let turn = 1; turn < prompt.length; turn += 1) {
    const child = spawn(command, args, {
      env: { ...process.env, ...values },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.resume();
    await once(child, 'close');
  }
  return (performance.now() - begin) / (prompt.length - 1);
}

async function linesAlone(values) {
  const [command, ...args] = [...example, '--persistent'];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout });
  const ask = async () => {
    child.stdin.write(`${JSON.stringify(values)}\n`);
    await once(lines, 'line');
  };
  await ask();
  const begin = performance.now();
  for (let turn = 1; turn < prompt.length; turn += 1) await ask();
  const each = (performance.now() - begin) / (prompt.length - 1);
  child.stdin.end();
  await once(child, 'close');
  return each;
}

/** All scenarios by the command, against the sum of what the client waits in them, shared among the jobs, and five seconds. */
function wholeRun(jobs) {
  const output = here('.out-client');
  const begin = performance.now();
  const words = ['client', '--output', output, '--jobs', String(jobs), '--', ...example];
  const ended = spawnSync(process.execPath, [here('../dist/src/cli.js'), ...words], { encoding: 'utf8' });
  const seconds = (performance.now() - begin) / 1000;
  if (ended.status !== 0) throw new Error(`the example client ended with ${ended.status}: ${ended.stdout}`);
  const report = JSON.parse(readFileSync(`${output}/conformance.json`, 'utf8'));
  rmSync(output, { recursive: true });
  const slow = new Set(scenarios.filter((one) => one.slow).map(({ name }) => name));
  const waits = report.scenarios
    .filter(({ name }) => slow.has(name))
    .flatMap(({ calls }) => calls.map(({ durationMs }) => durationMs / 1000));
  const sum = waits.reduce((total, one) => total + one, 0);
  return row(`all scenarios / (waits / ${jobs} + 5 s)`, '<= 1', 's', seconds, sum / jobs + 5);
}
