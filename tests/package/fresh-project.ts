import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/files/package-root.js';
import { bareEnvironment } from '../kit/command.js';

/** What a process left behind. */
export interface Finished {
  readonly code: number | null;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

/** A project of somebody else's, in a folder of its own, with the packed kit installed. */
export interface FreshProject {
  readonly folder: string;
  /** Runs a command of the project as `npx` does. */
  run(name: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Finished>;
  /** Writes a file, with the folders above it. */
  write(name: string, text: string): void;
  remove(): void;
}

export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';

/** Packs the kit into a folder and returns the tarball's path. The build has to be there. */
export function pack(folder: string): string {
  execFileSync(npm, ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: packageRoot,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  const [name] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm pack left nothing in ${folder}`);
  return join(folder, name);
}

/** Installs a tarball into a new project, from npm's cache where it has what is needed. */
export function installInto(manifest: object, tarball: string): FreshProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'qualification-kit-user-')));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }));
  execFileSync(npm, ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], {
    cwd: folder,
    env: bareEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  return {
    folder,
    run: (name, args, env = {}) => {
      const child = spawn(npx, ['--no-install', name, ...args], {
        cwd: folder,
        env: { ...bareEnvironment(), CI: '', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        shell: process.platform === 'win32',
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => {
          output += chunk;
        });
      return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
    },
    write: (name, text) => {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Copies the example of a user's own tests into a project. */
export function copyExample({ folder }: FreshProject): void {
  cpSync(join(packageRoot, 'examples', 'playwright'), folder, { recursive: true });
}
