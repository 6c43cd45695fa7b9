import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { KitError } from '../../src/errors.js';
import { YamlFile } from '../../src/files/yaml-file.js';
import { proxyFor } from '../../src/http/connection-options.js';
import { environmentProxy } from '../../src/http/environment-proxy.js';
import { resolveToken } from '../../src/identity/secret-reference.js';
import { secretsIn, targetFromEnvironment } from '../../src/target/environment.js';
import { customersOf, readTargets, targetNamed } from '../../src/target/targets-file.js';
import { noProxy } from './identities-under-test.js';
import { withEnvironment } from './tls-authority.js';

const contract = loadContract();
const guid = '11111111-2222-4333-8444-555555555555';
const other = '11111111-2222-4333-8444-555555555556';

let folder = '';

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qualification-kit-forms-'));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(KitError);
    return (thrown as KitError).message;
  }
  throw new Error('nothing was refused');
}

test.describe('the proxy of the environment', () => {
  for (const [env, variable] of [
    [{ HTTPS_PROXY: 'http://a' }, 'HTTPS_PROXY'],
    [{ https_proxy: 'http://a', HTTPS_PROXY: 'http://b' }, 'https_proxy'],
    [{ https_proxy: '', HTTPS_PROXY: 'http://b' }, 'HTTPS_PROXY'],
    [{ https_proxy: ' "" ', ALL_PROXY: 'http://c' }, 'ALL_PROXY'],
    [{ all_proxy: 'http://c', ALL_PROXY: 'http://d' }, 'all_proxy'],
    [{ ALL_PROXY: 'http://d', HTTPS_PROXY: 'http://b' }, 'HTTPS_PROXY'],
    [{ HTTP_PROXY: 'http://e', http_proxy: 'http://e' }, undefined],
    [{ HTTPS_PROXY: '' }, undefined],
  ] as readonly (readonly [NodeJS.ProcessEnv, string | undefined])[]) {
    test(`is that of ${variable ?? 'none'} in ${JSON.stringify(env)}`, () => {
      expect(environmentProxy('https://api.example', env)?.variable).toBe(variable);
    });
  }

  for (const [value, href] of [
    ['proxy.example:3128', 'http://proxy.example:3128/'],
    ['proxy.example', 'http://proxy.example/'],
    ['127.0.0.1:3128/', 'http://127.0.0.1:3128/'],
    ['[::1]:3128', 'http://[::1]:3128/'],
    ['"http://proxy.example:3128/"\r', 'http://proxy.example:3128/'],
    [' HTTPS://proxy.example:3128 ', 'https://proxy.example:3128/'],
    ['me:w%40rd@proxy.example:3128', 'http://me:w%40rd@proxy.example:3128/'],
    ['http://me:w%rd@proxy.example:3128', 'http://me:w%rd@proxy.example:3128/'],
  ] as const) {
    test(`is ${href} where it is written ${JSON.stringify(value)}`, async () => {
      await withEnvironment({ ...noProxy, HTTPS_PROXY: value }, async () => {
        expect(proxyFor('https://api.example', {})?.href).toBe(href);
        expect(proxyFor('http://api.example', {})).toBeUndefined();
      });
      expect(proxyFor('https://api.example', { proxy: value.trim().replaceAll('"', '') })?.href).toBe(href);
    });
  }

  for (const variable of ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']) {
    test(`that is no URL is told by the name ${variable}, which somebody set`, async () => {
      await withEnvironment({ ...noProxy, [variable]: 'socks5://me:word@proxy.example' }, async () => {
        expect(refusalOf(() => proxyFor('https://api.example', {}))).toBe(
          `${variable} is no URL such as http://proxy.example:3128`,
        );
      });
    });
  }
});

const named: readonly (readonly [list: string, yes: readonly string[], no: readonly string[]])[] = [
  [
    'api.example',
    ['api.example', 'API.example:8443', 'a.api.example', 'api.example.'],
    ['xapi.example', 'example'],
  ],
  ['.api.example', ['api.example', 'a.api.example'], ['xapi.example']],
  ['*.api.example', ['a.api.example', 'b.a.api.example'], ['xapi.example']],
  ['API.Example.', ['api.example'], ['api.example.org']],
  ['*', ['api.example', '10.1.2.3', '[::1]'], []],
  ['a.example,b.example', ['a.example', 'b.example'], ['c.example']],
  ['a.example b.example', ['a.example', 'b.example'], ['c.example']],
  [' a.example ,\tb.example,, ', ['a.example', 'b.example'], ['c.example']],
  ['"a.example, b.example"\r', ['a.example', 'b.example'], ['c.example']],
  ['api.example:8443', ['api.example:8443', 'a.api.example:8443'], ['api.example', 'api.example:443']],
  ['api.example:443', ['api.example'], ['api.example:8443']],
  ['10.1.2.3', ['10.1.2.3', '10.1.2.3:8443'], ['10.1.2.4', '110.1.2.3']],
  ['10.1.2.3:8443', ['10.1.2.3:8443'], ['10.1.2.3']],
  ['10.0.0.0/8', ['10.1.2.3', '10.255.0.1'], ['11.0.0.1', 'api.example']],
  ['192.168.16.0/20', ['192.168.31.255'], ['192.168.32.0']],
  ['10.1.2.3/32', ['10.1.2.3'], ['10.1.2.2']],
  ['10.1.2.0/99,10.1.2.0/,10.1.2.0/x', [], ['10.1.2.3']],
  ['::1', ['[::1]', '[0:0:0:0:0:0:0:1]:8443'], ['[::2]']],
  ['[::1]', ['[::1]'], ['[::2]']],
  ['[2001:DB8::1]:8443', ['[2001:db8::1]:8443'], ['[2001:db8::1]']],
  ['fe80::/10', ['[fe80::1]', '[febf::1]'], ['[fec0::1]', '10.1.2.3']],
  ['.', [], ['api.example']],
  ['', [], ['api.example']],
];

for (const [list, yes, no] of named) {
  test(`NO_PROXY ${JSON.stringify(list)} names ${yes.join(', ') || 'nothing'}, not ${no.join(', ')}`, () => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      const env = { HTTPS_PROXY: 'http://proxy.example', [name]: list };
      const direct = (host: string) => environmentProxy(`https://${host}`, env) === undefined;
      expect([...yes, ...no].filter(direct)).toEqual(yes);
    }
  });
}

test('no_proxy goes before NO_PROXY, unless it is empty', () => {
  const both = { HTTPS_PROXY: 'http://proxy.example', no_proxy: 'a.example', NO_PROXY: 'b.example' };
  expect(environmentProxy('https://a.example', both)).toBeUndefined();
  expect(environmentProxy('https://b.example', both)).toBeDefined();
  expect(environmentProxy('https://b.example', { ...both, no_proxy: '' })).toBeUndefined();
});

test.describe('a variable', () => {
  const plain = {
    PARTNER_CENTER_BASE_URL: 'https://api.example/partner',
    PARTNER_CENTER_APP_TOKEN: 'opaque.token',
    PARTNER_CENTER_CUSTOMERS: `${guid}=education,${other}`,
  };

  for (const [what, form] of [
    ['in the quotes of docker --env-file', (value: string) => `"${value}"`],
    ['in single quotes', (value: string) => `'${value}'`],
    ["with the space of Windows' set", (value: string) => `${value} `],
    ['with the line end of a file of Windows', (value: string) => `${value}\r`],
    ['with a byte order mark', (value: string) => `\ufeff${value}`],
    ['with all of that', (value: string) => `\ufeff "${value} "\r\n`],
  ] as const) {
    test(`${what} says what it says without`, () => {
      const formed = Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, form(value)]));
      expect(targetFromEnvironment(formed, contract)).toEqual(targetFromEnvironment(plain, contract));
      expect(secretsIn(formed).get('opaque.token')).toBe('app token');
    });
  }

  test('may have a customer on each line', () => {
    const lines = `${guid}=education\r\n${other}\r\n`;
    const target = targetFromEnvironment({ ...plain, PARTNER_CENTER_CUSTOMERS: lines }, contract);
    expect(target?.customers).toEqual([{ id: guid, expected: 'education' }, { id: other }]);
  });

  test('with nothing in its quotes is empty', () => {
    expect(
      refusalOf(() => targetFromEnvironment({ ...plain, PARTNER_CENTER_BASE_URL: '""' }, contract)),
    ).toMatch(/^PARTNER_CENTER_BASE_URL is empty; give the URL/);
    expect(refusalOf(() => targetFromEnvironment({ PARTNER_CENTER_APP_TOKEN: "''" }, contract))).toMatch(
      /^PARTNER_CENTER_APP_TOKEN is set, though empty,/,
    );
  });

  test('with one quote alone keeps it', () => {
    const token = targetFromEnvironment({ ...plain, PARTNER_CENTER_APP_TOKEN: '"a' }, contract)?.grants.app
      ?.token;
    expect(token).toBe('"a');
  });
});

test('a token is found behind its reference whatever the way left around it', async () => {
  for (const text of ['abc', ' abc ', 'abc\r\n', '"abc"\n', "'abc'", '\ufeffabc\r\n', '\ufeff "abc" \r\n']) {
    expect(await resolveToken('env:TOKEN', { TOKEN: text })).toBe('abc');
    expect(await resolveToken(`file:${fileWith('token', text)}`)).toBe('abc');
  }
  await expect(resolveToken('env:TOKEN', { TOKEN: '""' })).rejects.toThrow('env:TOKEN is empty');
});

test.describe('a file of YAML', () => {
  const text = 'first: 1\nname: Müller\n';
  const read = (content: string | Uint8Array) => new YamlFile(fileWith('some.yaml', content), 'some.yaml');

  test('has its text in UTF-8, with a mark and line ends of Windows or without', () => {
    for (const form of [text, `\ufeff${text}`, text.replaceAll('\n', '\r\n')])
      expect(read(form).data).toEqual({ first: 1, name: 'Müller' });
  });

  test('in another encoding is told, with the line where a byte tells it', () => {
    expect(refusalOf(() => read(Buffer.from(text, 'latin1')))).toBe(
      'some.yaml:2 holds bytes that are not UTF-8; save it as UTF-8',
    );
    const utf16 = Buffer.from(text, 'utf16le');
    for (const bytes of [
      utf16,
      Buffer.from(utf16).swap16(),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    ])
      expect(refusalOf(() => read(bytes))).toBe('some.yaml is in UTF-16; save it as UTF-8');
  });

  test('indented with tabs is told with its line', () => {
    expect(refusalOf(() => read('first:\n\tsecond: 1\n'))).toMatch(/^some\.yaml:2 is not YAML: Tabs /);
  });

  test('may merge one target into another', () => {
    const entry = [
      'targets:',
      '  first: &first',
      '    baseUrl: https://api.example/partner',
      '    identities:',
      '      app: { token: env:TOKEN }',
      `    customers: [{ id: ${guid} }]`,
      '  second:',
      '    <<: *first',
      `    customers: [{ id: ${other}, qualification: education }]`,
      '',
    ].join('\n');
    const file = readTargets(fileWith('targets.yaml', entry), contract);
    const second = targetNamed(file, 'second');
    expect(second.baseUrl).toBe('https://api.example/partner');
    expect(customersOf(second)).toEqual([{ id: other, expected: 'education' }]);
    const wrong = entry.replace('<<: *first', '<<: *first\n    baseUrl: http://api.example');
    expect(refusalOf(() => readTargets(fileWith('targets.yaml', wrong), contract))).toMatch(
      /"baseUrl" at .*targets\.yaml:9 would send tokens over plain HTTP/,
    );
    const merged = entry.replace('https://api.example', 'http://api.example');
    const told = new KitError('');
    try {
      readTargets(fileWith('targets.yaml', merged), contract);
    } catch (thrown) {
      Object.assign(told, { lines: (thrown as KitError).lines });
    }
    expect(told.lines).toEqual([
      expect.stringMatching(/"baseUrl" at .*targets\.yaml:3 would send/),
      expect.stringMatching(/"baseUrl" at .*targets\.yaml:[78] would send/),
    ]);
  });
});
