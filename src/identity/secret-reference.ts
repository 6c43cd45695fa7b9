import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { KitError, messageOf } from '../errors.js';
import { plainValue } from '../files/plain-value.js';
import { textOf } from '../http/content.js';
import { ProcessGroup } from '../processes/process-group.js';

/** Where a secret is kept. */
export interface SecretReference {
  readonly kind: 'env' | 'file' | 'command';
  /** A variable's name, a file's path, or a line for the shell. */
  readonly place: string;
}

/** How long a command may take, how long its output may stay open afterwards, in milliseconds; and how much it may print. */
const limits = { milliseconds: 60_000, afterwards: 1000, bytes: 64 * 1024 };

/**
 * Reads `env:NAME`, `file:PATH` or `command:LINE`.
 * Throws KitError for anything else, without showing it: it may be the secret itself.
 */
export function parseReference(text: string): SecretReference {
  const [, kind, place] = /^(env|file|command):(.*\S.*)$/s.exec(text) ?? [];
  if ((kind !== 'env' && kind !== 'file' && kind !== 'command') || place === undefined)
    throw new KitError(
      'a secret is given by reference alone: "env:NAME", "file:PATH" or "command:LINE"; what stands there is none of them and is not shown',
    );
  return { kind, place: place.trim() };
}

/** The reference for messages. Of a command its first word alone, because others may be secrets. */
export function nameOfReference({ kind, place }: SecretReference): string {
  const word = place.split(/\s/)[0] ?? '';
  return kind === 'command' ? `command:${word}${word === place ? '' : ' …'}` : `${kind}:${place}`;
}

/**
 * The secret behind a reference, without the line ends behind it. A command is run by the shell for at most a minute.
 * Throws KitError that names the reference, never what was found there.
 */
export async function resolveSecret(
  reference: string,
  env: NodeJS.ProcessEnv = process.env,
  commandMs = limits.milliseconds,
): Promise<string> {
  const parsed = parseReference(reference);
  const found = await read(parsed, env, commandMs);
  const secret = found.replace(/[\r\n]+$/, '');
  const name = nameOfReference(parsed);
  if (secret.trim() === '') throw new KitError(`${name} is empty`);
  if (/[\u0000-\u001f\u007f]/.test(secret))
    throw new KitError(`${name} holds more than one line, or a character that no secret has`);
  return secret;
}

/**
 * The token, assertion or client secret behind a reference: without the spaces and the quotes that its way here left
 * around it, which none of these has of its own. Throws KitError like resolveSecret.
 */
export async function resolveToken(reference: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const token = plainValue(await resolveSecret(reference, env));
  if (token === '') throw new KitError(`${nameOfReference(parseReference(reference))} is empty`);
  return token;
}

async function read(reference: SecretReference, env: NodeJS.ProcessEnv, commandMs: number): Promise<string> {
  const { kind, place } = reference;
  switch (kind) {
    case 'env': {
      const value = env[place];
      if (value === undefined) throw new KitError(`env:${place} is not set`);
      return value;
    }
    case 'file':
      return textIn(await bytesOf(place), reference);
    case 'command':
      return textIn(await run(place, env, commandMs, nameOfReference(reference)), reference);
    default:
      return kind satisfies never;
  }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw new KitError(
      `file:${path} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : messageOf(thrown)}`,
    );
  }
}

function textIn(bytes: Uint8Array, reference: SecretReference): string {
  const text = textOf(bytes);
  if (text === undefined) throw new KitError(`${nameOfReference(reference)} gives no UTF-8 text`);
  return text;
}

/** What a command prints. Its standard error is not looked at: it may hold secrets too. */
async function run(line: string, env: NodeJS.ProcessEnv, ms: number, name: string): Promise<Uint8Array> {
  const group = new ProcessGroup(line, env, 'ignore');
  const chunks: Buffer[] = [];
  let size = 0;
  group.process.stderr?.resume();
  group.process.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limits.bytes) chunks.push(chunk);
  });
  const closed = new Promise<void>((resolve) => group.process.once('close', () => resolve()));
  // What it left running in the background may hold its output open.
  const outputClosed = () => Promise.race([closed, pause(limits.afterwards, undefined, { ref: false })]);
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<'overdue'>((resolve) => {
    timer = setTimeout(() => resolve('overdue'), ms);
  });
  try {
    const ended = await Promise.race([group.ended.then((how) => outputClosed().then(() => how)), overdue]);
    if (ended === 'overdue') throw new KitError(`${name} did not end within ${ms / 1000} seconds`);
    if (ended !== 'exit 0')
      throw new KitError(`${name} ended with ${ended}; run it by hand to see what it says`);
    if (size > limits.bytes) throw new KitError(`${name} prints more than ${limits.bytes} bytes`);
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
    group.kill();
  }
}
