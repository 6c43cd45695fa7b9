import { randomBytes } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { KitError, messageOf } from '../errors.js';
import type { Learnt } from '../http/redact.js';

/**
 * Tokens that a worker mints, is granted or changes have to be known where the run is closed: in Playwright's main
 * process. They are told to it over a loopback connection, so that they are held in the memory of both processes and
 * nowhere else; an attachment would be written down by any reporter, and of a digest no base64 can be told. The port,
 * and a key without which nothing is taken, are handed down in the environment, which drivers of clients do not get.
 */
const variable = 'QUALIFICATION_KIT_SECRETS';

/** Takes what workers tell, until the process ends. Sets `env` for them. Throws KitError where no port can be had. */
export async function openInbox(learnt: Learnt, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const key = randomBytes(16).toString('hex');
  const server = createServer((socket) => {
    socket.on('error', () => {}).unref();
    createInterface(socket).on('line', (line) => {
      const [given, secret, name] = wordsOf(line);
      if (given !== key || secret === undefined || name === undefined) return socket.destroy();
      learnt(secret, name);
      return socket.write('\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve).unref();
  }).catch((thrown) => {
    throw new KitError(`no loopback port for the run's own processes: ${messageOf(thrown)}`);
  });
  const { port } = server.address() as AddressInfo;
  env[variable] = `${port}:${key}`;
}

/** A worker's end. */
export interface Outbox {
  readonly tell: Learnt;
  /** When all that was told has arrived; rejects when it did not. */
  settled(): Promise<void>;
}

/** Opens the worker's end of what a run of the command handed down; without one, there is nobody to tell. */
export async function openOutbox(env: NodeJS.ProcessEnv = process.env): Promise<Outbox> {
  const [port, key] = env[variable]?.split(':') ?? [];
  if (port === undefined || key === undefined) return { tell: () => {}, settled: async () => {} };
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened = connect(Number(port), '127.0.0.1', () => resolve(opened)).once('error', reject);
  });
  let waiting = 0;
  let changed = () => {};
  socket
    .on('data', ({ length }) => {
      waiting -= length;
      changed();
    })
    .on('error', () => {})
    .on('close', () => changed())
    .unref();
  return {
    tell: (secret, name) => {
      waiting += 1;
      socket.write(`${JSON.stringify([key, secret, name])}\n`);
    },
    settled: async () => {
      while (waiting > 0) {
        if (socket.closed) throw new Error('the main process could not be told the secrets of the run');
        await new Promise<void>((resolve) => {
          changed = resolve;
        });
      }
    },
  };
}

function wordsOf(line: string): readonly (string | undefined)[] {
  try {
    const words: unknown = JSON.parse(line);
    return Array.isArray(words) ? words.map((word) => (typeof word === 'string' ? word : undefined)) : [];
  } catch {
    return [];
  }
}
