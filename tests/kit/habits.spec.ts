import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { aboutOption } from '../../src/cli/about-option.js';
import { withoutExcluded } from '../../src/cli/choices.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { startMock } from '../../src/mock/server.js';
import { waitFor } from '../../src/run/wait-for.js';
import { seeded } from '../../src/seeded.js';
import { extraHeader, headerSecrets } from '../../src/target/extra-headers.js';
import { environmentFor, runCommand } from './command.js';

const catalogue = loadCatalogue();

test('what is excluded is left out of what is selected, or of all', () => {
  const of = (only: readonly string[] | undefined, ...exclude: readonly string[]) =>
    withoutExcluded(catalogue, 'service', only, exclude);
  const headers = catalogue.select('service', ['headers']).map(({ id }) => id);
  expect(of(['headers'], 'HDR-002')).toEqual(headers.filter((id) => id !== 'HDR-002'));
  expect(of(undefined, 'headers')).not.toContain('HDR-002');
  expect(of(undefined, 'headers')).toContain('BDY-005');
  expect(withoutExcluded(catalogue, 'service', ['body'], undefined)).toEqual(['body']);
  expect(() => of(['headers'], 'headers')).toThrow('--exclude leaves nothing to judge');
  expect(() => of(undefined, 'haeders')).toThrow('did you mean "headers"?');
  expect(() => of(undefined)).toThrow('--exclude names nothing');
});

test('a field for every request has a name that the kit does not judge by, and a value that a field may hold', () => {
  expect(extraHeader('X-Key: a:b ', { 'X-Tenant': '7' })).toEqual({ 'X-Tenant': '7', 'X-Key': 'a:b' });
  for (const [text, says] of [
    ['X-Key', "-H is to be written like 'Name: value'"],
    ['X-Key:', "-H is to be written like 'Name: value'"],
    ['X Key: a', '-H "X Key" is no name of a header field'],
    ['Authorization: Basic a', '-H Authorization is set by the kit, which judges by it'],
    ['ms-requestid: a', '-H ms-requestid is set by the kit, which judges by it'],
    ['X-Key: a\nb', '-H X-Key has a character that no field may hold'],
  ] as const)
    expect(() => extraHeader(text), text).toThrow(says);
  expect(headerSecrets({ 'X-Key': 'a' })).toEqual([['a', 'header X-Key']]);
});

test('what is said about a run has a word that is known, and says something', () => {
  const parse = (text: string, before?: object) => aboutOption().parseArg?.(text, before);
  expect(parse('version=4.2', { product: 'Qualifier' })).toEqual({ product: 'Qualifier', version: '4.2' });
  expect(() => parse('versoin=4.2')).toThrow('unknown word of --about "versoin"; did you mean "version"?');
  expect(() => parse('by=')).toThrow('--about by says nothing');
});

test('a service that is starting is waited for, and one that never comes is told', async () => {
  const answers = [503, 502, 404];
  const server = createServer((_, response) => response.writeHead(answers.shift() ?? 404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const target = { name: 'the service', origin: `http://127.0.0.1:${port}`, prefix: '', connection: {} };
  try {
    await waitFor(target, 10_000);
    expect(answers).toEqual([]);
    answers.push(...Array<number>(50).fill(503));
    await expect(waitFor(target, 700)).rejects.toThrow(
      `the service at ${target.origin} was not there within 0.7 s: it answers 503`,
    );
  } finally {
    server.close();
  }
});

test('a run stops at its first violation, says what it did not come to, and keeps a field of its requests secret', async () => {
  const mock = await startMock({
    contract: loadContract(),
    seed: 5,
    behaviours: [behaviourNamed('correlation-id-lost')],
  });
  const key = seeded(5, 'a key of a gateway').string.alphanumeric(32);
  try {
    const words = ['service', '--only', 'headers', '--exclude', 'HDR-001', '--max-failures', '1'];
    const { code, stdout, stderr, report, quarantined } = await runCommand(
      [...words, '--operation', 'getCustomerQualification', '-H', `X-Gateway-Key: ${key}`],
      await environmentFor(mock),
    );
    expect(code, stdout).toBe(2);
    expect(report?.interrupted).toBe(true);
    expect(report?.requirements.map(({ id }) => id)).not.toContain('HDR-001');
    expect(stdout.trimEnd().split('\n').slice(-3).join(' ')).toMatch(/interrupted before \d+ of\s+headers/);
    expect(JSON.stringify(report)).toContain('[header X-Gateway-Key]');
    expect(stdout + stderr + JSON.stringify(report)).not.toContain(key);
    expect(quarantined).toEqual([]);
    expect(JSON.stringify(mock.journal.read())).toContain(key);
  } finally {
    await mock.close();
  }
});
