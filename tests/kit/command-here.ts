import type { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bareEnvironment, type CommandResult, commandFile } from './command.js';

let turn = 0;

/**
 * Runs a command that ends before it judges anything, such as one that is refused or only reads, in this process: a
 * start of Node and all that is loaded takes longer than most of them. One at a time.
 */
export async function commandHere(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd: string = process.cwd(),
): Promise<CommandResult> {
  const output = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const [command = '', ...rest] = args;
  const given = command === 'service' || command === 'client' ? [command, '--output', output, ...rest] : args;
  const restore = [
    instead(process, 'argv', [process.execPath, commandFile, ...given]),
    instead(process, 'env', { ...bareEnvironment(), ...defined(env) }),
    instead(process, 'exitCode', undefined),
    keepingListeners(),
    inFolder(cwd),
  ];
  const stdout: string[] = [];
  const stderr: string[] = [];
  restore.push(instead(process.stdout, 'write', collectingIn(stdout)));
  restore.push(instead(process.stderr, 'write', collectingIn(stderr)));
  try {
    turn += 1;
    await import(`${pathToFileURL(commandFile).href}?${turn}`);
    const code = Number(process.exitCode ?? 0);
    return { code, stdout: stdout.join(''), stderr: stderr.join(''), report: undefined, quarantined: [] };
  } finally {
    for (const undo of restore.reverse()) undo();
    rmSync(output, { recursive: true, force: true });
  }
}

function collectingIn(texts: string[]): typeof process.stdout.write {
  return (chunk: string | Uint8Array, ...rest: unknown[]) => {
    texts.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  };
}

function instead<Holder extends object, Key extends keyof Holder>(
  holder: Holder,
  key: Key,
  value: Holder[Key],
): () => void {
  const before = holder[key];
  holder[key] = value;
  return () => {
    holder[key] = before;
  };
}

function inFolder(folder: string): () => void {
  const before = process.cwd();
  process.chdir(folder);
  return () => process.chdir(before);
}

/** What a command listens to until its process ends. */
function keepingListeners(): () => void {
  const emitters: readonly EventEmitter[] = [process, process.stdout, process.stderr];
  const kept = emitters.flatMap((emitter) =>
    ['SIGINT', 'SIGTERM', 'exit', 'error'].map((event) => {
      const before = new Set(emitter.listeners(event));
      return () => {
        for (const listener of emitter.listeners(event))
          if (!before.has(listener)) emitter.removeListener(event, listener as () => void);
      };
    }),
  );
  return () => {
    for (const undo of kept) undo();
  };
}

/** A variable that is undefined is none, as for a process that is started. */
function defined(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}
