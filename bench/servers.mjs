import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The kit's mock in a process of its own, and a valid read for it. */
export async function startMockProcess() {
  const { child, told } = await forked('mock-process.mjs');
  return {
    origin: told.origin,
    request: told.request,
    rss: () => ask(child, 'rss'),
    stop: () => stop(child),
  };
}

/** A server on bare node:http, in a process of its own, that always answers the same. */
export async function startBareProcess(answer) {
  const { child, told } = await forked('bare-process.mjs', JSON.stringify(answer));
  return { origin: told.origin, stop: () => stop(child) };
}

/** A reverse proxy on bare node:http, in a process of its own. */
export async function startBareProxy(target) {
  const { child, told } = await forked('bare-proxy-process.mjs', target);
  return { origin: told.origin, stop: () => stop(child) };
}

/** The command `proxy` in front of a server, as a user starts it. */
export async function startKitProxy(target) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-proxy-'));
  const options = ['proxy', '--base-url', target, '--output', folder];
  const child = spawn(process.execPath, [here('../dist/src/cli.js'), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed = await new Promise((resolve) => {
    let text = '';
    child.stdout.on('data', (piece) => {
      text += piece;
      if (text.includes('# listening')) resolve(text);
    });
  });
  return {
    origin: /PARTNER_CENTER_BASE_URL=(\S+)/.exec(printed)[1],
    rss: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)])) * 1024,
    stop: async () => {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Prism in a process of its own, serving the kit's contract without a log. */
export async function startPrism(request) {
  const port = await freePort();
  const command = here('node_modules/@stoplight/prism-cli/dist/index.js');
  const options = ['mock', '--host', '127.0.0.1', '--port', String(port), '--verboseLevel', 'silent'];
  const contract = here('../openapi/qualification.yaml');
  const child = spawn(process.execPath, [command, ...options, contract], { stdio: 'ignore' });
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(origin + request.path, { headers: request.headers }).catch(() => undefined);
    if (answer?.status === 200) return { origin, stop: () => stop(child) };
    await pause(100);
  }
  await stop(child);
  throw new Error('prism gave no answer within 30 seconds');
}

async function forked(file, ...args) {
  const child = fork(here(file), args);
  const [told] = await once(child, 'message');
  return { child, told };
}

async function ask(child, question) {
  const answer = once(child, 'message');
  child.send(question);
  return (await answer)[0];
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
