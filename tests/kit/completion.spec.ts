import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runCommand } from './command.js';

/** What is typed, and the word that a shell makes of it. */
const typed = [
  ['li', 'list'],
  ['list --si', '--side'],
  ['list --format mar', 'markdown'],
  ['mock --fault ids-dou', 'ids-doubled'],
  ['explain HDR-00', 'HDR-002'],
  ['client --only byte-order-m', 'byte-order-mark'],
] as const;

/** The words that bash offers, by what was typed. */
function inBash(file: string, lines: readonly string[]): readonly string[] {
  const calls = lines.map(
    (line) =>
      `COMP_WORDS=(qualification-kit ${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _qualification_kit; echo "\${COMPREPLY[*]}"`,
  );
  return linesOf('bash', ['--norc', '-c', [`source '${file}'`, ...calls].join('\n')]);
}

/** The same of fish, which tells a word and what it is about. */
function inFish(file: string, lines: readonly string[]): readonly string[] {
  const calls = lines.map(
    (line) => `echo (complete -C 'qualification-kit ${line}' | string replace -r '\\t.*' '')`,
  );
  return linesOf('fish', ['--no-config', '-c', [`source '${file}'`, ...calls].join('\n')]);
}

/** zsh completes in an editor alone: a shell in a terminal of its own tells what its line has become. */
function inZsh(file: string, lines: readonly string[]): readonly string[] {
  const shown = `${file}.shown`;
  const set = `PS1=; autoload -Uz compinit; compinit -D -u; source '${file}'; setopt no_beep; told() { print -r -- $BUFFER >> '${shown}'; zle kill-whole-line }; zle -N told; bindkey '^I' complete-word; bindkey '^X' told; touch '${shown}'`;
  const script = [
    'zmodload zsh/zpty',
    'zpty inner zsh -f -i',
    `zpty -w inner ${JSON.stringify(set).replaceAll('$', '\\$')}`,
    `for wait in {1..100}; do [[ -e '${shown}' ]] && break; sleep 0.1; done`,
    ...lines.flatMap((line, index) => [
      `zpty -w -n inner $'qualification-kit ${line}\\t\\x18'`,
      `for wait in {1..50}; do (( $(wc -l < '${shown}') > ${index} )) && break; sleep 0.1; done`,
    ]),
    'zpty -d inner',
    `cat '${shown}'`,
  ];
  return linesOf('zsh', ['-f', '-c', script.join('\n')]);
}

function linesOf(shell: string, args: readonly string[]): readonly string[] {
  return execFileSync(shell, args, { encoding: 'utf8', timeout: 30_000, cwd: tmpdir() }).split('\n');
}

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

for (const [shell, complete] of [
  ['bash', inBash],
  ['zsh', inZsh],
  ['fish', inFish],
] as const)
  test(`${shell} completes commands, options, and the names that they take`, async () => {
    test.skip(!isInstalled(shell), `${shell} is not installed`);
    const { code, stdout } = await runCommand(['completion', shell]);
    expect(code).toBe(0);
    const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
    try {
      const file = join(folder, 'completion');
      writeFileSync(file, stdout);
      // zsh writes into the line what is common to all words alone, and so much of it as there is.
      const asked = typed.filter(([line]) => shell !== 'zsh' || line !== 'explain HDR-00');
      const told = complete(
        file,
        asked.map(([line]) => line),
      );
      for (const [index, [line, word]] of asked.entries())
        expect(told[index]?.trim().split(/\s+/), line).toContain(word);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

test('a shell that there is no completion for gets the nearest', async () => {
  const { code, stderr } = await runCommand(['completion', 'fis']);
  expect([code, stderr]).toEqual([2, 'qualification-kit: unknown shell "fis"; did you mean "fish"?\n']);
});
