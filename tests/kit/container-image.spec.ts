import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { commandNames } from '../../src/cli/help-text.js';
import { packageRoot } from '../../src/files/package-root.js';

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

/** The instructions of a Dockerfile, with continued lines put together. */
function instructionsOf(text: string): readonly Instruction[] {
  return text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return { word, rest };
    });
}

const file = join(packageRoot, 'Dockerfile');
const instructions = instructionsOf(readFileSync(file, 'utf8'));

test('the image is made of named bases and runs as a user without rights, whose folder is a volume', () => {
  const known = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'VOLUME', 'USER', 'ENTRYPOINT', 'CMD'];
  expect(instructions.filter(({ word }) => !known.includes(word))).toEqual([]);
  const restOf = (wanted: string) =>
    instructions.filter(({ word }) => word === wanted).map(({ rest }) => rest);
  for (const base of restOf('FROM')) expect(base).toMatch(/^node:\d+\.\d+\.\d+-[\w-]+( AS \w+)?$/);
  expect(restOf('USER').at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  expect(restOf('VOLUME')).toEqual([restOf('WORKDIR').at(-1)]);
  expect(JSON.parse(restOf('ENTRYPOINT')[0] ?? '')).toEqual(['node', '/kit/bin/qualification-kit.cjs']);
  expect(commandNames()).toContain(JSON.parse(restOf('CMD')[0] ?? '')[0]);
});

test('the image has every file of the clone that the package has for a run', () => {
  const copied = instructions.flatMap(({ word, rest }) =>
    word === 'COPY' ? (/^--from=build \/kit\/(\S+)/.exec(rest)?.[1] ?? []) : [],
  );
  const { files }: { files: readonly string[] } = JSON.parse(
    readFileSync(join(packageRoot, 'package.json'), 'utf8'),
  );
  const needed = files
    .filter((name) => !name.startsWith('!') && name !== 'examples')
    .map((name) => name.split('/')[0] ?? '');
  expect([...copied].sort()).toEqual([...new Set([...needed, 'node_modules', 'package.json'])].sort());
  for (const name of copied) expect(existsSync(join(packageRoot, name)), name).toBe(true);
});

test('hadolint finds nothing wrong with the Dockerfile', () => {
  try {
    execFileSync('hadolint', ['--version'], { stdio: 'ignore' });
  } catch {
    test.skip(true, 'hadolint is not installed');
  }
  expect(execFileSync('hadolint', ['--failure-threshold', 'style', file], { encoding: 'utf8' })).toBe('');
});

test('the tasks for VS Code run commands of the kit, and install nothing', () => {
  const { tasks }: { tasks: readonly { command: string; args: readonly string[] }[] } = JSON.parse(
    readFileSync(join(packageRoot, 'examples', 'vscode', 'tasks.json'), 'utf8'),
  );
  expect(tasks.length).toBeGreaterThan(0);
  for (const { command, args } of tasks) {
    expect([command, ...args.slice(0, 2)]).toEqual(['npx', '--no', 'qualification-kit']);
    expect(commandNames()).toContain(args[2]);
  }
});
