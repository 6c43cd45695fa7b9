import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
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
