import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { packageRoot } from '../../src/files/package-root.js';
import { runCommand } from './command.js';
import { notRun, sessions, workedExamples } from './documented-commands.js';
import { declareSessions } from './documents-under-test.js';
import { commandsOf, type Document, documents, missing, read } from './markdown.js';

const all = documents();
const commands = all.flatMap(commandsOf);
const tabled = [
  ...sessions.flatMap(({ steps }) => steps.map(({ command }) => command)),
  ...workedExamples.map(({ command }) => command),
  ...notRun.map(({ command }) => command),
];

declareSessions('kit');

test('every command of the documents is run by a test, or listed with the reason why not', () => {
  const untold = commands.filter(({ command }) => !tabled.includes(command));
  expect(
    untold.map(({ file, line, command }) => `${file}:${line}: ${command}`),
    'enter them in tests/kit/documented-commands.ts',
  ).toEqual([]);
});

test('every command that is tabled stands in a document, and once in the tables', () => {
  const documented = new Set(commands.map(({ command }) => command));
  expect(tabled.filter((command) => !documented.has(command))).toEqual([]);
  expect(tabled.filter((command, index) => tabled.indexOf(command) !== index)).toEqual([]);
});

test('what is not run has an equal that is', () => {
  for (const { command, because, equal } of notRun) {
    expect(because, command).not.toBe('');
    expect(readFileSync(join(packageRoot, equal.file), 'utf8'), command).toContain(equal.says);
  }
});

test('output that is shown stands behind a command that is run', () => {
  const shown = commands.flatMap((one) => one.shown.map(() => one));
  const blocks = all.flatMap(({ blocks }) => blocks).filter(({ info }) => info === 'text');
  expect(shown.length, 'each block of text follows a command').toBe(blocks.length);
  const unproven = shown.filter(({ command }) => notRun.some((one) => one.command === command));
  expect(unproven.map(({ file, line }) => `${file}:${line}`)).toEqual([]);
});

/** Options of other programs. */
const foreign = [
  '--no',
  '--env-file',
  '--set',
  '--project',
  '--host',
  '--verboseLevel',
  '--path-as-is',
  '--jobs',
  '--seed',
];

test('options and commands are those that --help tells, and each of them is documented', async () => {
  const { stdout: top } = await runCommand(['--help']);
  const names = [...top.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name]) => name ?? '');
  const helps = await Promise.all(
    names
      .filter((name) => name !== 'help')
      .map(async (name) => [name, (await runCommand([name, '--help'])).stdout] as const),
  );
  const optionsIn = (text: string) => [
    ...new Set([...text.matchAll(/(?<![\w-])--[a-z][\w-]*/g)].map(String)),
  ];
  const known = new Map(helps.map(([name, help]) => [name, [...optionsIn(help), '--help']]));
  const anywhere = new Set([...optionsIn(top), ...[...known.values()].flat(), ...foreign]);

  const prose = all.flatMap(({ file, words }) =>
    words.flatMap(({ line, text }) => optionsIn(text).map((option) => ({ file, line, option }))),
  );
  const unknown = prose.filter(({ option }) => !anywhere.has(option));
  const misused = commands.flatMap(({ file, line, command }) => {
    const [, name = '', rest = ''] = /(?:qualification-kit|cli\.js) ([a-z]+)(.*)/.exec(command) ?? [];
    const own = known.get(name);
    const given = optionsIn(rest.split(' -- ')[0] ?? '');
    if (name !== '' && !own) return [{ file, line, option: name }];
    return given.filter((option) => own && !own.includes(option)).map((option) => ({ file, line, option }));
  });
  expect([...unknown, ...misused].map(({ file, line, option }) => `${file}:${line}: ${option}`)).toEqual([]);

  const text = all.map((one) => one.text).join('\n');
  const undocumented = [...known].flatMap(([name, options]) =>
    options
      .filter((option) => !text.includes(`${option}\``) && !new RegExp(`${option}[ ,=.\`\n]`).test(text))
      .map((option) => `${name} ${option}`),
  );
  expect(undocumented, 'options that no document tells of').toEqual([]);
  const front = read('README.md').text;
  expect(
    names.filter((name) => !front.includes(`\`${name}\``)),
    'commands that README.md does not list',
  ).toEqual([]);
});

/** As documents write it, on Windows too. */
function inPackage(path: string): string {
  return relative(packageRoot, path).replaceAll('\\', '/');
}

/** Files that documents name by their place in the clone. */
function linksOf({ file, links }: Document): readonly { at: string; path: string; anchor: string }[] {
  return links
    .filter(({ to }) => !/^[a-z]+:/.test(to))
    .map(({ line, to }) => {
      const [path = '', anchor = ''] = to.split('#');
      const target = path === '' ? join(packageRoot, file) : resolve(packageRoot, dirname(file), path);
      return { at: `${file}:${line}: ${to}`, path: target, anchor };
    });
}

test('every link and anchor leads somewhere, and every schema and guide is linked', () => {
  const links = all.flatMap(linksOf);
  expect(links.filter(({ path }) => !existsSync(path)).map(({ at }) => at)).toEqual([]);
  const lost = links.filter(({ path, anchor }) => {
    const to = all.find(({ file }) => join(packageRoot, file) === path);
    return anchor !== '' && !to?.anchors.has(anchor);
  });
  expect(lost.map(({ at }) => at)).toEqual([]);
  const linked = new Set(links.map(({ path }) => inPackage(path)));
  const schemas = ['schemas', 'specs'].flatMap((folder) =>
    readdirSync(join(packageRoot, folder))
      .filter((name) => name.endsWith('.schema.json'))
      .map((name) => `${folder}/${name}`),
  );
  const guides = all.map(({ file }) => file).filter((file) => file !== 'README.md');
  expect([...schemas, ...guides].filter((file) => !linked.has(file))).toEqual([]);
  const inFormats = new Set(linksOf(read('docs/file-formats.md')).map(({ path }) => inPackage(path)));
  expect(
    schemas.filter((file) => !inFormats.has(file)),
    'docs/file-formats.md has every schema',
  ).toEqual([]);
});

test('README.md is a front page: something to run at once, and not too much behind it', () => {
  const { text, file } = read('README.md');
  expect(text.split('\n').length).toBeLessThan(180);
  const [first] = commands.filter((one) => one.file === file);
  expect(first?.line).toBeLessThanOrEqual(12);
});

test('lines of documents have at most 120 columns, but for tables, links and code', () => {
  const long = all.flatMap(({ file, text }) =>
    text
      .split('\n')
      .map((line, index) => ({ line, at: `${file}:${index + 1}` }))
      .filter(({ line }) => line.length > 120 && !/^(\||\s{4}|\+|npx)/.test(line)),
  );
  expect(long.map(({ at }) => at)).toEqual([]);
});

test('what documents show is compared as it is shown', () => {
  const printed = 'one\n  two 2\nthree\n';
  for (const shown of ['one\n  two 2', 'one\n…\nthree', '  two …', '…\nthree', 'one\n…'])
    expect(missing(shown, printed), shown).toBeUndefined();
  expect(missing('one\nthree', printed)).toBe('three');
  expect(missing('one\n  two 3', printed)).toBe('  two 3');
  expect(missing('three\n…\none', printed)).toBe('one');
});
