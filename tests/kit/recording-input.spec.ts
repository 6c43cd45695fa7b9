import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import AdmZip from 'adm-zip';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import type { Side } from '../../src/catalogue/requirement.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { KitError } from '../../src/errors.js';
import { packageRoot } from '../../src/files/package-root.js';
import { type CheckedRecordings, checkRecordings } from '../../src/traffic/check-recordings.js';
import { recordingFile } from '../../src/traffic/recording.js';
import { recordingLines } from '../../src/traffic/recording-lines.js';
import { isMasked } from '../../src/traffic/secrets-in.js';
import { runCommand } from './command.js';
import { customer, token } from './observed.js';

const contract = loadContract();
const catalogue = loadCatalogue();
let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recordings-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ids = {
  'MS-RequestId': '037db222-6d8e-4d7f-ba78-df3dca33fb68',
  'MS-CorrelationId': '7d2456fd-2d79-46d0-9f8e-5d7ecd5f8745',
};

type Fields = Readonly<Record<string, string | undefined>>;

const list = (fields: Fields) =>
  Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));

/** What an entry has otherwise than a sound one of a browser. */
interface Changes {
  readonly url?: string;
  readonly method?: string;
  readonly sent?: Fields;
  readonly told?: Fields;
  readonly status?: number;
  readonly content?: object;
  readonly response?: object;
  readonly entry?: object;
}

function entry({ url, method = 'GET', sent, told, status = 200, ...more }: Changes = {}): object {
  return {
    startedDateTime: '2026-01-01T00:00:00.000Z',
    time: 20,
    request: {
      method,
      url: url ?? `https://api.example/v1/customers/${customer}/qualification`,
      httpVersion: 'HTTP/1.1',
      headers: list({ Host: 'api.example', Authorization: `Bearer ${token}`, ...ids, ...sent }),
    },
    response: {
      status,
      httpVersion: 'HTTP/1.1',
      headers: list({ 'Content-Type': 'application/json', ...ids, ...told }),
      content: more.content ?? { size: 11, mimeType: 'application/json', text: '"education"' },
      ...more.response,
    },
    timings: { send: 0, wait: 20, receive: 0 },
    ...more.entry,
  };
}

function har(entries: readonly unknown[], creator = 'Firefox DevTools'): string {
  return JSON.stringify({ log: { version: '1.2', creator: { name: creator, version: '1' }, entries } });
}

let files = 0;

/** Writes a file, and returns its path. */
function written(content: string | Uint8Array, name = `traffic-${++files}.har`): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

function check(...paths: readonly string[]): Promise<CheckedRecordings> {
  return checkRecordings({ files: paths, contract, catalogue });
}

/** What the entries say of a requirement, alone in a file. */
async function verdictsOf(entries: readonly unknown[], creator?: string) {
  const { judge } = await check(written(har(entries, creator)));
  const records = (['service', 'client'] as const).flatMap((side: Side) => judge.finish(side).records);
  return (id: string) => records.find((record) => record.id === id);
}

async function refusal(...paths: readonly string[]): Promise<KitError> {
  const thrown = await check(...paths).catch((error: unknown) => error);
  if (!(thrown instanceof KitError)) throw new Error(`it was not refused: ${thrown}`);
  return thrown;
}

const whole = har([entry(), entry({ entry: { time: 30 } })]);

const bad: readonly (readonly [what: string, content: string | Uint8Array, name: string, says: RegExp])[] = [
  ['a page of HTML', '<html>\n</html>', 'page.har', /page\.har:1 is not JSON at byte 0/],
  ['nothing', '', 'empty.har', /empty\.har is empty/],
  [
    'other JSON',
    '{"a": 1}',
    'other.har',
    /other\.har is JSON but no HTTP Archive: it has no log with entries/,
  ],
  ['a list', '[1, 2]', 'list.har', /no HTTP Archive/],
  ['entries that are no list', '{"log":{"entries":{"a":1}}}', 'map.har', /its log\.entries is no list/],
  [
    'an archive that is cut off',
    whole.slice(0, whole.lastIndexOf('"timings"')),
    'cut.har',
    /cut\.har is cut off: it ends at byte \d+, line 1, behind entry 1/,
  ],
  [
    'a mistake in the JSON',
    `\n${whole.replace(',"timings"', ' "timings"')}`,
    'typo.har',
    /typo\.har:2 is not JSON at byte \d+/,
  ],
  ['UTF-16', Buffer.from(`\ufeff${whole}`, 'utf16le'), 'wide.har', /wide\.har is UTF-16; save it as UTF-8/],
  [
    'an entry that is no exchange',
    har([entry(), { request: {} }]),
    'half.har',
    /half\.har, entry 2 is no exchange/,
  ],
  [
    'an entry that ends before it begins',
    har([entry({ entry: { time: -5 } })]),
    'back.har',
    /back\.har, entry 1 ends before it begins: its time is -5 ms/,
  ],
  ['a zip without a HAR', zipped({ 'a.txt': 'a' }), 'none.zip', /none\.zip has no \.har in it/],
  ['a trace', zipped({ '0-trace.trace': 'a' }), 'trace.zip', /it is a trace of Playwright's, record a HAR/],
  [
    'a zip that is cut off',
    zipped({ 'a.har': whole }).subarray(0, 60),
    'broken.zip',
    /broken\.zip is no zip that can be read/,
  ],
  [
    "Fiddler's own archive",
    zipped({ 'raw/1_c.txt': 'a' }),
    'a.saz',
    /is Fiddler's own archive; export it as HTTPArchive/,
  ],
  ["mitmproxy's flows", '1:a', 'a.flow', /record with --set hardump=FILE/],
];

function zipped(named: Readonly<Record<string, string>>): Buffer {
  const zip = new AdmZip();
  for (const [name, text] of Object.entries(named)) zip.addFile(name, Buffer.from(text));
  return zip.toBuffer();
}

for (const [what, content, name, says] of bad)
  test(`${what} is refused, with the file and the place`, async () => {
    const { message } = await refusal(written(content, name));
    expect(message).toMatch(says);
  });

test('a file that is not there is told with the nearest one that is', () => {
  const there = written(whole, 'recorded.har');
  expect(() => recordingFile(there.replace('recorded', 'recodred'))).toThrow(/did you mean "recorded.har"/);
  expect(() => recordingFile(folder)).toThrow(/is a folder without evidence.ndjson/);
});

test('a folder stands for the evidence in it', () => {
  const run = join(folder, 'run');
  mkdirSync(run);
  writeFileSync(join(run, 'evidence.ndjson'), '');
  expect(recordingFile(run)).toBe(join(run, 'evidence.ndjson'));
});

test('where nothing matches, the three most frequent addresses are told, without their queries', async () => {
  const to = (path: string) => entry({ url: `https://www.example${path}` });
  const paths = ['/a?access_token=abcdefghijkl', '/a', '/a', '/b', '/b', '/c', '/c', '/d'];
  const { message, lines } = await refusal(written(har(paths.map(to))));
  expect(message).toMatch(/^nothing was judged: none of 8 exchanges in .* belongs to an operation/);
  expect(lines).toEqual([
    '3 × https://www.example/a',
    '2 × https://www.example/b',
    '2 × https://www.example/c',
  ]);
});

test('evidence that was changed, and evidence that is cut off, is refused with its line', async () => {
  const evidence = readFileSync(join(packageRoot, 'tests/kit/recordings/kit-client.ndjson'), 'utf8');
  const lines = evidence.split('\n');
  const changed = [lines[0], lines[1]?.replace('GET', 'PUT'), ...lines.slice(2)].join('\n');
  expect((await refusal(written(changed, 'a.ndjson'))).message).toMatch(
    /a\.ndjson:3 does not follow the line before it/,
  );
  const swapped = [lines[0], lines[2], lines[1], ...lines.slice(3)].join('\n');
  expect((await refusal(written(swapped, 'b.ndjson'))).message).toMatch(
    /b\.ndjson:2 does not follow the line before it/,
  );
  const cut = `${lines.slice(0, 2).join('\n')}\n`;
  expect((await refusal(written(cut, 'c.ndjson'))).message).toMatch(
    /c\.ndjson is cut off behind line 2: it has no footer/,
  );
});

test('an exchange that stands in a file twice, and in two files, counts once, and that is told', async () => {
  const [one, other] = [written(har([entry(), entry()])), written(har([entry()]))];
  const checked = await check(one, other);
  expect(checked.recordings.map(({ judged, repeated }) => [judged, repeated])).toEqual([
    [1, 1],
    [0, 1],
  ]);
  expect(recordingLines(checked)[0]).toBe(`${one}: 1 exchange judged; 1 counted already`);
});

test('two recorders of one exchange, with other clocks and fields, have seen one', async () => {
  const later = { startedDateTime: '2026-01-01T00:00:00.004Z', time: 9 };
  const proxied = entry({
    url: `https://gateway.example/v1/customers/${customer}/qualification`,
    sent: { Via: '1.1 p' },
    entry: later,
  });
  const checked = await check(written(har([entry()])), written(har([proxied])));
  expect(checked.recordings.map(({ judged }) => judged)).toEqual([1, 0]);
});

test('a byte order mark, comments and members of nobody change nothing', async () => {
  const odd = { ...JSON.parse(har([{ ...entry(), comment: 'hello', _mine: { a: [1] } }])), comment: 'outer' };
  const { recordings } = await check(written(`\ufeff${JSON.stringify(odd, null, 2)}\n`));
  expect(recordings[0]?.judged).toBe(1);
});

test('credentials that a browser leaves out are a skip; a client that sends none violates', async () => {
  const without = [entry({ sent: { Authorization: undefined } })];
  expect((await verdictsOf(without, 'WebInspector'))('REQ-006')).toMatchObject({
    verdict: 'skip',
    reason: expect.stringContaining('the recording leaves credentials out'),
  });
  expect((await verdictsOf(without, 'mitmproxy'))('REQ-006')).toMatchObject({ verdict: 'fail' });
});

for (const masked of [
  'Bearer ***',
  'Bearer [token]',
  '[43 characters]',
  'REDACTED',
  'Bearer <redacted>',
  'Bearer xxxxxxxx',
])
  test(`the credential "${masked}" was hidden, so that nothing is said of it`, async () => {
    const of = await verdictsOf([entry({ sent: { Authorization: masked } })]);
    for (const id of ['REQ-006', 'SEC-003', 'SEC-004', 'AUT-013'])
      expect(of(id), id).toMatchObject({ verdict: 'skip' });
  });

test('JSON is not taken for something that was hidden, nor is a word', () => {
  for (const text of ['education', '[]', 'none', 'application/json', '"education"', token])
    expect(isMasked(text), text).toBe(false);
});

test('an id that was hidden is no wrong id', async () => {
  const of = await verdictsOf([
    entry({ sent: { 'MS-RequestId': '[redacted]' }, told: { 'MS-CorrelationId': '***' } }),
  ]);
  expect(of('REQ-017')).toMatchObject({ verdict: 'skip' });
  expect(of('HDR-002')).toMatchObject({
    verdict: 'skip',
    reason: expect.stringContaining('MS-CorrelationId was replaced'),
  });
});

test('headers that are not all there prove nothing by what they lack', async () => {
  const of = await verdictsOf([entry({ sent: { Host: undefined, 'MS-CorrelationId': undefined } })]);
  expect(of('REQ-009')).toMatchObject({
    verdict: 'skip',
    reason: expect.stringContaining("all of the request's headers"),
  });
  expect(of('REQ-015')).toMatchObject({ verdict: 'skip' });
});

const contents: readonly (readonly [what: string, changes: Changes, verdicts: Fields])[] = [
  [
    'text without a coding',
    {},
    { 'BDY-001': 'pass', 'BDY-003': 'skip', 'BDY-004': 'skip', 'BDY-009': 'pass' },
  ],
  [
    'text of which a coding was undone',
    { told: { 'Content-Encoding': 'gzip' } },
    { 'BDY-001': 'skip', 'BDY-003': 'skip', 'BDY-009': 'pass' },
  ],
  [
    'base64',
    { content: { size: 14, encoding: 'base64', text: Buffer.from('\ufeff"education"').toString('base64') } },
    { 'BDY-001': 'pass', 'BDY-003': 'pass', 'BDY-004': 'fail', 'BDY-009': 'pass' },
  ],
  [
    'no content',
    { content: { size: 11 } },
    { 'BDY-001': 'skip', 'BDY-005': 'skip', 'BDY-009': 'skip', 'HDR-001': 'pass' },
  ],
  ['a part of it', { content: { size: 900, text: '"educ' } }, { 'BDY-005': 'skip', 'BDY-009': 'skip' }],
  ['a file that is not there', { content: { _file: 'a.json' } }, { 'BDY-005': 'skip' }],
  ['a file elsewhere', { content: { _file: '../../../../etc/hostname' } }, { 'BDY-005': 'skip' }],
  [
    'what stands for it',
    { content: { size: 10, text: '[redacted]' } },
    { 'BDY-005': 'skip', 'BDY-009': 'skip' },
  ],
  ['nothing, and says so', { told: { 'Content-Length': '0' }, content: { size: 0 } }, { 'BDY-005': 'fail' }],
];

for (const [what, changes, verdicts] of contents)
  test(`content that is ${what}`, async () => {
    const of = await verdictsOf([entry(changes)]);
    for (const [id, verdict] of Object.entries(verdicts)) expect(of(id)?.verdict, id).toBe(verdict);
  });

test('content lies beside an archive, and inside of a zip', async () => {
  const referring = har([entry({ content: { _file: 'content.json' } })]);
  written('"galactic"', 'content.json');
  for (const path of [
    written(referring),
    written(zipped({ 'har.har': referring, 'content.json': '"galactic"' }), 'attached.zip'),
  ]) {
    const { judge } = await check(path);
    const found = judge.finish('service').records.find(({ id }) => id === 'BDY-009');
    expect(found?.verdict).toBe('fail');
  }
});

const nobodys: readonly (readonly [what: string, entry: object])[] = [
  ['served from a cache', entry({ entry: { _fromCache: 'disk' } })],
  ['answered by the test that recorded it', entry({ entry: { _wasFulfilled: true } })],
  [
    "a browser's own question",
    entry({ method: 'OPTIONS', sent: { 'Access-Control-Request-Method': 'GET' } }),
  ],
  ['no HTTP', entry({ url: 'data:text/plain,a' })],
  ['to other addresses', entry({ url: 'https://www.example/' })],
];

for (const [reason, one] of nobodys)
  test(`what is ${reason} is left alone, and told`, async () => {
    const { recordings } = await check(written(har([one, entry()])));
    expect([...(recordings[0]?.leftAlone ?? [])]).toEqual([[reason, 1]]);
    expect(recordings[0]?.judged).toBe(1);
  });

test('no answer is a broken connection only where the recorder says so', async () => {
  const without = (more: object) =>
    entry({ status: 0, content: {}, response: { status: 0, headers: [], ...more } });
  expect((await verdictsOf([without({ _error: 'net::ERR_EMPTY_RESPONSE' })]))('AVL-001')?.verdict).toBe(
    'fail',
  );
  for (const told of [{}, { _error: 'net::ERR_ABORTED' }, { _error: 'net::ERR_BLOCKED_BY_CLIENT' }])
    expect((await verdictsOf([without(told)]))('AVL-001')?.verdict).toBe('skip');
});

test('the command writes a report of each side, repeats no secret, and ends with the worse exit code', async () => {
  const output = join(folder, 'results');
  const path = written(
    har([
      entry({ sent: { 'X-Copy': token, Cookie: `session=${token}` }, told: { 'MS-RequestId': undefined } }),
    ]),
  );
  const { code, stdout, stderr } = await runCommand(['check', path, '--output', output]);
  expect(stderr).toBe('');
  expect(code).toBe(1);
  expect(stdout).toContain(`${path}: 1 exchange judged`);
  expect(stdout).toContain(
    'secrets in what was read, none of them repeated: header Authorization (1), header Cookie (1)',
  );
  const report = (name: string) => JSON.parse(readFileSync(join(output, name), 'utf8'));
  const failed = (name: string) =>
    report(name).requirements.flatMap(({ id, verdict }: { id: string; verdict: string }) =>
      verdict === 'fail' ? [id] : [],
    );
  expect(failed('conformance.json')).toEqual(['HDR-001']);
  expect(failed('conformance-client.json')).toEqual(['SEC-004']);
  expect(report('conformance.json').subject.recordings).toEqual([
    { file: path, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  for (const name of [
    'conformance.json',
    'conformance-client.json',
    'report.html',
    'evidence.ndjson',
    'exchanges.har',
  ])
    expect(readFileSync(join(output, name), 'utf8'), name).not.toContain(token);
  expect((await runCommand(['verify', output])).code).toBe(0);
  // What was written is a recording itself.
  const again = await check(recordingFile(output));
  expect(
    again.judge
      .finish('service')
      .records.filter(({ verdict }) => verdict === 'fail')
      .map(({ id }) => id),
  ).toEqual(['HDR-001']);
  expect(again.judge.finish('client').records.find(({ id }) => id === 'REQ-006')?.verdict).toBe('skip');
});
