import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { faultNamesByArea } from '../../src/cli/fault-names.js';
import { closingOf } from '../../src/cli/help-text.js';
import { list } from '../../src/cli/list.js';
import { shownPath } from '../../src/files/shown-path.js';
import { faults } from '../../src/mock/faults.js';
import { runCommand } from './command.js';

test('the help of every command ends with two examples of it and a guide that is there', async () => {
  const { stdout: top } = await runCommand(['--help']);
  const names = [...top.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name]) => name ?? '');
  expect(names).toContain('completion');
  for (const name of ['', ...names]) {
    const [, examples = '', guide = ''] =
      /\nExamples:\n([\s\S]*)\n\nGuide: (.*)$/.exec(closingOf(name)) ?? [];
    const lines = examples.split('\n');
    expect(lines.length, name).toBe(2);
    for (const line of lines)
      expect(`${line} `).toContain(`  qualification-kit ${name === '' ? '' : `${name} `}`);
    expect(existsSync(guide), guide).toBe(true);
  }
  expect(top).toContain(closingOf(''));
});

test('help takes the name of a command and tells the nearest of a wrong one', async () => {
  const [right, wrong] = await Promise.all([runCommand(['help', 'mock']), runCommand(['help', 'servce'])]);
  expect(right?.code).toBe(0);
  expect(right?.stdout).toContain('--allow-remote');
  expect(right?.stdout).toContain(faultNamesByArea().trim());
  expect([wrong?.code, wrong?.stderr]).toEqual([
    2,
    'qualification-kit: unknown command "servce"; did you mean "service"?\n',
  ]);
});

test("the mock's faults are told by area, each once, in 80 columns", () => {
  const text = faultNamesByArea();
  const words = text.split(/[\s,]+/);
  expect(faults.filter(({ name }) => !words.includes(name))).toEqual([]);
  expect(text).toMatch(/^ {2}headers +[\w-, \n]*\bids-doubled\b/m);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('list shows what words select, of one side or of both', () => {
  const shown = (options: Parameters<typeof list>[0]) => {
    const written: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
    try {
      list(options);
    } finally {
      process.stdout.write = write;
    }
    return (JSON.parse(written.join('')) as readonly { readonly id: string }[]).map(({ id }) => id);
  };
  expect(shown({ format: 'json', only: ['HDR-002', 'RTY-001'] })).toEqual(['HDR-002', 'RTY-001']);
  expect(shown({ format: 'json', only: ['headers'] })).toEqual(
    loadCatalogue()
      .select('service', ['headers'])
      .map(({ id }) => id),
  );
  expect(() => shown({ format: 'json', side: 'client', only: ['HDR-002'] })).toThrow(
    /unknown requirement or area "HDR-002"/,
  );
  expect(() => shown({ format: 'json', only: ['heders'] })).toThrow(/did you mean "headers"/);
});

test('a file is printed below its folder as that was given, else relative to where one is', () => {
  const here = process.cwd();
  expect(shownPath(join(here, 'results', 'report.html'))).toBe(join('results', 'report.html'));
  expect(shownPath(join(here, '..', 'report.html'))).toBe(join(here, '..', 'report.html'));
  const given = [
    ['../out', '../out/report.html'],
    ['./out/', './out/report.html'],
    [join(here, 'out'), join(here, 'out', 'report.html')],
  ] as const;
  for (const [as, shown] of given)
    expect(shownPath(join(here, 'out', 'report.html'), { path: join(here, 'out'), as })).toBe(
      shown.replace(/\/report/, `${sep}report`),
    );
  expect(shownPath(join(here, 'other.html'), { path: join(here, 'out'), as: './out' })).toBe('other.html');
});
