import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { packageRoot } from '../../src/files/package-root.js';
import { bareEnvironment, commandFile } from './command.js';

export interface ShellResult {
  readonly code: number | null;
  readonly printed: string;
}

/** A place to run the commands of documents in, as a reader does: a folder, and a shell in which npx and npm run this kit. */
export interface DocumentShell {
  readonly folder: string;
  run(command: string, env?: NodeJS.ProcessEnv, seen?: (printed: string) => void): Promise<ShellResult>;
  /** Starts a command that goes on, and waits until a file in the folder holds the text. */
  start(command: string, file: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** @param copy a changed copy of the package, in which its own commands run; absent: a new folder, and this package */
export function openDocumentShell(copy?: string): DocumentShell {
  const root = copy ?? packageRoot;
  const place = mkdtempSync(join(tmpdir(), 'qualification-kit-docs-'));
  const folder = copy ?? place;
  const bin = join(place, '.bin');
  mkdirSync(bin);
  const kit = root === packageRoot ? commandFile : join(root, 'dist', 'src', 'cli.js');
  const node = `exec "${process.execPath}"`;
  // Nothing is asked for in a registry, and npm itself would take a second for each command.
  if (copy === undefined) {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const conformance = String(scripts.conformance).replace(
      /^node bin\/qualification-kit\.cjs/,
      `${node} "${kit}"`,
    );
    shim(bin, 'npx', [refuseBut('"$1 $2" = "--no qualification-kit"'), 'shift 2', `${node} "${kit}" "$@"`]);
    shim(bin, 'npm', [refuseBut('"$*" = "run conformance"'), conformance]);
    for (const name of ['bin', 'dist', 'examples']) symlinkSync(join(root, name), join(folder, name));
  } else {
    const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
    shim(bin, 'npx', [
      '[ "$1" = --no ] && shift',
      'name=$1; shift',
      `case $name in playwright) ${node} "${playwright}" "$@";; qualification-kit) ${node} "${kit}" "$@";; esac`,
      'exit 97',
    ]);
  }
  const started: ChildProcess[] = [];
  const begin = (command: string, env: NodeJS.ProcessEnv, detached: boolean): ChildProcess =>
    spawn('sh', ['-c', command], {
      cwd: folder,
      detached,
      env: { ...bareEnvironment(), PATH: `${bin}${delimiter}${process.env['PATH']}`, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    folder,
    run: async (command, env = {}, seen = () => {}) => {
      const child = begin(command, env, false);
      let printed = '';
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (piece) => {
          printed += piece;
          seen(printed);
        });
      const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
      return { code, printed };
    },
    start: async (command, file, text) => {
      const path = join(folder, file);
      // What an earlier command left there would be taken for what this one writes.
      rmSync(path, { force: true });
      started.push(begin(command, {}, true));
      for (let waited = 0; waited < 20_000; waited += 50) {
        if (existsSync(path) && readFileSync(path, 'utf8').includes(text)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`${command} did not write "${text}" to ${file}`);
    },
    close: async () => {
      for (const { pid } of started) if (pid !== undefined) process.kill(-pid, 'SIGTERM');
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** A line that ends a shim unless the test holds. */
function refuseBut(test: string): string {
  return `[ ${test} ] || { echo "no such command here: $*" >&2; exit 97; }`;
}

function shim(folder: string, name: string, lines: readonly string[]): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(file, 0o755);
}
