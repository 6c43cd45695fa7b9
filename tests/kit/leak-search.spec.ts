import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import AdmZip from 'adm-zip';
import { packageRoot } from '../../src/files/package-root.js';
import { ConsoleCopy } from '../../src/gate/console-copy.js';
import { Examination, type Limits, usualLimits } from '../../src/gate/examine.js';
import { type Examined, examineFolder } from '../../src/gate/examine-folder.js';
import { gateLines } from '../../src/gate/gate-lines.js';
import { LeakGate } from '../../src/gate/leak-gate.js';
import { quarantineOf } from '../../src/gate/quarantine.js';
import { openInbox, openOutbox } from '../../src/gate/secret-channel.js';
import { Redactor } from '../../src/http/redact.js';
import { isOfRun } from '../../src/run/output-folder.js';

const jwt = [
  Buffer.from('{"alg":"none"}').toString('base64url'),
  Buffer.from('{"oid":"5e1f","roles":["reader>>>???"]}').toString('base64url'),
  Buffer.from('a signature, which is no JSON').toString('base64url'),
].join('.');
const opaque = 'q8~"T\\4&<tokén>+/=?'.replace('é', 'e');
const [, claims = '', signature = ''] = jwt.split('.');
const requirements = new Set(['AUT-013', 'HDR-002']);
const wanted = {
  redactor: new Redactor(
    new Map([
      [jwt, 'app token'],
      [opaque, 'user token'],
    ]),
  ),
  requirements,
};

type Content = Uint8Array | string;

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(quarantineOf(folder), { recursive: true, force: true });
});

function write(files: Readonly<Record<string, Content>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function examined(files: Readonly<Record<string, Content>>, limits: Partial<Limits> = {}): Examined {
  write(files);
  return examineFolder(folder, wanted, 0, { ...usualLimits, ...limits });
}

/** `file > entry > entry: names`, one for each leak. */
function told({ leaks }: Examined): readonly string[] {
  return leaks.map(({ file, inside, secrets }) => `${[file, ...inside].join(' > ')}: ${secrets.join(', ')}`);
}

function zip(files: Readonly<Record<string, Content>>, stored = false): Buffer {
  const made = new AdmZip();
  for (const [name, content] of Object.entries(files)) {
    const entry = made.addFile(name, Buffer.from(content));
    if (stored) entry.header.method = 0;
  }
  return made.toBuffer();
}

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

const forms: readonly (readonly [form: string, content: Content, name: string])[] = [
  ['as it is', `x ${opaque} x`, 'user token'],
  ...[0, 1, 2].map(
    (shift) =>
      [
        `in base64, ${shift} bytes behind a group`,
        Buffer.from(`${'>'.repeat(3 + shift)}${opaque}???`).toString('base64'),
        'user token',
      ] as const,
  ),
  ['in base64 of a JWT in a header', Buffer.from(`Bearer ${jwt}`).toString('base64'), 'app token'],
  ['in base64url', Buffer.from(`>>${opaque}??`).toString('base64url'), 'user token'],
  ['URL-encoded', `/?t=${encodeURIComponent(opaque)}&x`, 'user token'],
  [
    'URL-encoded by .NET',
    '%a'.concat(encodeURIComponent(opaque).toLowerCase().replace('t', 'T')),
    'user token',
  ],
  ['in a form', new URLSearchParams({ token: opaque }).toString(), 'user token'],
  ['JSON-escaped', JSON.stringify({ token: opaque }), 'user token'],
  ['JSON in JSON', JSON.stringify({ body: JSON.stringify({ token: opaque }) }), 'user token'],
  ['XML-escaped', '<failure message="q8~&quot;T\\4&amp;&lt;token&gt;+/=?"/>', 'user token'],
  ['as the claims of a JWT', `"${claims}"`, 'app token'],
  ['as the signature of a JWT', `"${signature}"`, 'app token'],
  ['in UTF-16LE', Buffer.from(`\ufeff${jwt}`, 'utf16le'), 'app token'],
  ['in UTF-16BE', utf16be(`\ufeff${opaque}`), 'user token'],
  [
    'among bytes',
    Buffer.concat([Buffer.from([0, 255, 200]), Buffer.from(jwt), Buffer.from([128, 0])]),
    'app token',
  ],
];

for (const [form, content, name] of forms)
  test(`a secret is found ${form}, wherever the pieces end that it is read in`, () => {
    for (const piece of [1, 7, 64, usualLimits.piece])
      expect(told(examined({ 'a.txt': content }, { piece })), `pieces of ${piece}`).toEqual([
        `a.txt: ${name}`,
      ]);
    expect(told(examined({ 'a.txt': zip({ 'b.txt': content }) }))).toEqual([`a.txt > b.txt: ${name}`]);
  });

test('what only looks like a secret is none', () => {
  const [header = ''] = jwt.split('.');
  const { leaks, unread } = examined({
    'a.txt': `${header} ${opaque.slice(0, -1)} ${jwt.slice(0, header.length + 9)} UEsDBnothing H4sInothing`,
    'b.html': 'if (x.startsWith("data:application/zip;base64,")) {}',
    'c.json': JSON.stringify({ base64: gzipSync('x'.repeat(9000)).subarray(0, 24).toString('base64') }),
    'd.bin': Buffer.alloc(3 * usualLimits.piece),
  });
  expect([leaks, unread]).toEqual([[], []]);
});

const text = `token ${jwt}`;
const html = `<script>{}</script><template>data:application/zip;base64,${zip({ 'report.json': text }).toString('base64')}</template>`;
const packed: readonly (readonly [what: string, file: string, content: Buffer | string, inside: string])[] = [
  ['a zip', 'trace.zip', zip({ 'a/b.txt': text }), 'a/b.txt'],
  ['a zip of another name', 'trace', zip({ 'b.txt': text }), 'b.txt'],
  ['a zip in a zip', 'a.zip', zip({ 'b.zip': zip({ 'c.txt': text }) }), 'b.zip > c.txt'],
  ['a zip in a zip in a zip', 'a.zip', zip({ b: zip({ c: zip({ d: text }) }) }), 'b > c > d'],
  ['a zip that is stored in a zip', 'a.zip', zip({ b: zip({ c: text }) }, true), 'b > c'],
  ['a file of gzip', 'a.json.gz', gzipSync(text), 'gzip'],
  ['two members of gzip', 'a.gz', Buffer.concat([gzipSync('x'), gzipSync(text)]), 'gzip'],
  ['gzip in a zip', 'a.zip', zip({ 'b.gz': gzipSync(text) }), 'b.gz > gzip'],
  ["Playwright's HTML report", 'index.html', html, 'base64 > report.json'],
  ['HTML in a zip', 'a.zip', zip({ 'index.html': html }), 'index.html > base64 > report.json'],
  [
    'a zip as a body in JSON',
    'a.json',
    JSON.stringify({ body: zip({ b: text }).toString('base64') }),
    'base64 > b',
  ],
  [
    'cut gzip as a body in JSON',
    'a.json',
    JSON.stringify([
      gzipSync(`${text}${'x'.repeat(50)}`)
        .subarray(0, -9)
        .toString('base64'),
    ]),
    'base64',
  ],
];

for (const [what, file, content, inside] of packed)
  test(`a secret is found in ${what}`, () => {
    for (const piece of [5, usualLimits.piece]) {
      const result = examined({ [file]: content }, { piece });
      expect(result.unread).toEqual([]);
      expect(told(result)).toContain(`${file} > ${inside}: app token`);
    }
  });

test('a zip may have entries of one name, and each is read', () => {
  const bytes = zip({ 'b.txt': 'nothing', 'c.txt': text });
  for (let at = bytes.indexOf('c.txt'); at >= 0; at = bytes.indexOf('c.txt', at)) bytes.write('b.txt', at);
  expect(told(examined({ 'a.zip': bytes }))).toEqual(['a.zip > b.txt: app token']);
});

test('a zip that declares an entry too short, or is cut, changed, encrypted, behind something else or none at all, could not be read', () => {
  const whole = zip({ 'b.txt': 'a word '.repeat(99), 'c.txt': 'another' });
  const changed = Buffer.from(whole);
  changed[45] = (changed[45] ?? 0) ^ 255;
  const encrypted = Buffer.from(whole);
  for (const [mark, flags] of [
    ['PK\u0003\u0004', 6],
    ['PK\u0001\u0002', 8],
  ] as const)
    for (let at = encrypted.indexOf(mark); at >= 0; at = encrypted.indexOf(mark, at + 1))
      encrypted.writeUInt16LE(1, at + flags);
  const short = Buffer.from(whole);
  short.writeUInt32LE(3, short.indexOf('PK\u0001\u0002') + 24);
  const { leaks, unread } = examined({
    'changed.zip': changed,
    'cut.zip': whole.subarray(0, -30),
    'declared.html': `"data:application/zip;base64,${whole.subarray(0, -30).toString('base64')}"`,
    'encrypted.zip': encrypted,
    'inside.zip': zip({ 'cut.zip': whole.subarray(0, -30) }),
    'none.zip': 'a text',
    'short.zip': short,
    'program.bin': Buffer.concat([Buffer.from('MZ'), whole]),
    'z.gz': gzipSync('a word '.repeat(99)).subarray(0, -20),
  });
  expect(leaks).toEqual([]);
  expect([...new Set(unread.map(({ file, inside }) => [file, ...inside].join(' > ')))]).toEqual([
    'changed.zip > b.txt',
    'cut.zip',
    'declared.html > base64',
    'encrypted.zip > b.txt',
    'encrypted.zip > c.txt',
    'inside.zip > cut.zip',
    'none.zip',
    'program.bin',
    'short.zip > b.txt',
    'z.gz > gzip',
  ]);
});

test('what is larger than may be held or unpacked is told, and not unpacked', () => {
  const large = zip({ 'b.txt': `${text}${' '.repeat(100_000)}`, 'c.txt': text });
  const held = examined({ 'a.zip': large }, { held: 50_000 });
  expect(held.unread).toMatchObject([{ inside: ['b.txt'], reason: /unpacks to more than \d+ bytes/ }]);
  expect(told(held)).toEqual(['a.zip > c.txt: app token']);
  expect(examined({ 'a.zip': large }, { held: 100 }).unread).toMatchObject([{ file: 'a.zip', inside: [] }]);
  const bomb = gzipSync(Buffer.alloc(1_000_000));
  expect(examined({ 'a.zip': 'x', 'a.gz': bomb }, { held: 200_000 }).unread).toMatchObject([
    { file: 'a.gz', inside: ['gzip'] },
    { file: 'a.zip' },
  ]);
  const many = zip(Object.fromEntries([1, 2, 3, 4].map((n) => [`${n}.txt`, 'x'.repeat(1000)])));
  expect(
    examined({ 'a.gz': '', 'a.zip': many }, { unpacked: 2500 }).unread.map(({ inside }) => inside),
  ).toEqual([['3.txt'], ['4.txt']]);
  let deep: Buffer = Buffer.from(text);
  for (let level = 0; level < 20; level += 1) deep = zip({ z: deep });
  expect(examined({ 'a.zip': deep }).unread).toMatchObject([
    { reason: /more than 12 archives in one another/ },
  ]);
});

test('a file of 200 MB is read in little memory', () => {
  write({ 'huge.txt': 'a text' });
  const file = join(folder, 'huge.txt');
  truncateSync(file, 200_000_000);
  writeFileSync(file, jwt, { flag: 'a' });
  const module = (name: string) => pathToFileURL(join(packageRoot, 'dist', 'src', name)).href;
  const script = `
    import { examineFolder } from '${module('gate/examine-folder.js')}';
    import { Redactor } from '${module('http/redact.js')}';
    const before = process.resourceUsage().maxRSS;
    const wanted = { redactor: new Redactor(new Map([['${jwt}', 'app token']])), requirements: new Set() };
    const limits = ${JSON.stringify({ ...usualLimits, held: 1_000_000 })};
    const { leaks } = examineFolder(process.argv[1], wanted, 0, limits);
    console.log(JSON.stringify({ leaks, grown: process.resourceUsage().maxRSS - before }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder], {
    encoding: 'utf8',
  });
  const { leaks, grown } = JSON.parse(stdout || stderr);
  expect(leaks).toMatchObject([{ file: 'huge.txt', secrets: ['app token'] }]);
  expect(grown, 'kilobytes').toBeLessThan(100_000);
});

test('a file that cannot be read is told, an empty one holds nothing', () => {
  expect(examined({ empty: '', 'empty.zip': '', 'empty.gz': '' })).toEqual({
    leaks: [],
    unread: [],
    bounded: [],
    files: 3,
  });
  const gone = new Examination('gone.txt', wanted, usualLimits);
  gone.read(join(folder, 'gone.txt'));
  expect(gone.unread).toMatchObject([{ file: 'gone.txt', inside: [], reason: /ENOENT/ }]);
  expect(examineFolder(join(folder, 'none'), wanted).unread).toMatchObject([{ reason: /ENOENT/ }]);
});

test('a file or folder without permission is told', () => {
  test.skip(process.platform === 'win32', 'Windows has no such permission');
  test.skip(process.getuid?.() === 0, 'root may read everything');
  write({ 'a.txt': text, 'b/c.txt': text });
  chmodSync(join(folder, 'a.txt'), 0);
  chmodSync(join(folder, 'b'), 0);
  const { unread } = examineFolder(folder, wanted);
  chmodSync(join(folder, 'b'), 0o700);
  expect(unread.map(({ file }) => file)).toEqual(['a.txt', 'b']);
});

test('symbolic links are not followed, and where they lead is read as text', () => {
  test.skip(process.platform === 'win32', 'Windows lets only administrators make symbolic links');
  const outside = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  try {
    writeFileSync(join(outside, 'mine.txt'), text);
    write({ 'a/b.txt': text });
    symlinkSync(outside, join(folder, 'folder'));
    symlinkSync(join(outside, 'mine.txt'), join(folder, 'file.txt'));
    symlinkSync('..', join(folder, 'a', 'loop'));
    symlinkSync('a/b.txt', join(folder, 'again.txt'));
    symlinkSync(`/nowhere/${jwt}`, join(folder, 'z'));
    expect(told(examineFolder(folder, wanted))).toEqual(['a/b.txt: app token', 'z: app token']);
    expect(readFileSync(join(outside, 'mine.txt'), 'utf8')).toBe(text);
  } finally {
    rmSync(outside, { recursive: true });
  }
});

test('a secret in the name of a file or folder is one, and what is told of it has its name only', () => {
  const gate = new LeakGate(folder, requirements);
  gate.learn(jwt, 'app token');
  write({ [`HDR-002/${jwt}/a.txt`]: 'nothing', [`${claims}.txt`]: '' });
  const result = gate.close();
  const lines = gate.clean(gateLines(result).join('\n'));
  expect(lines).toContain('  HDR-002/[app token]: the app token, at HDR-002\n    moved to ');
  expect(lines).not.toContain(claims);
  expect(examineFolder(folder, wanted).leaks).toEqual([]);
});

const around: readonly (readonly [what: string, file: string, content: Content, ids: readonly string[]])[] = [
  [
    'the object of a report',
    'conformance.json',
    JSON.stringify({
      requirements: [
        { id: 'HDR-002', reason: 'AUT-013 is violated', findings: [] },
        { id: 'AUT-013', findings: [{ message: 'see HDR-002', exchange: { text } }] },
      ],
    }),
    ['AUT-013'],
  ],
  [
    "the test's title in Playwright's JSON",
    'report.json',
    `\ufeff${JSON.stringify({ suites: [{ title: 'x', specs: [{ title: 'AUT-013 a', tests: [{ errors: [text] }] }, { title: 'HDR-002 b' }] }] })}`,
    ['AUT-013'],
  ],
  ['nothing, outside of all', 'a.json', JSON.stringify([text, { id: 'HDR-002' }, { id: 'AUT-013' }]), []],
  [
    'the test case of a JUnit report',
    'junit.xml',
    `<testsuite><testcase name="HDR-002 x">AUT-013</testcase>\n<testcase name="AUT-013 y">\n\n${text}</testcase></testsuite>`,
    ['AUT-013'],
  ],
  ['the line', 'log.txt', `HDR-002 fine\nAUT-013 ${text}\n`, ['AUT-013']],
  ['the only one that is named', 'log.txt', `about AUT-013\n${text}\nnot of UTF-008\n`, ['AUT-013']],
  ['the path', 'headers-HDR-002-A-success/a.txt', `about AUT-013\n${text}`, ['HDR-002']],
  ['the path within an archive', 'a.zip', zip({ 'AUT-013/a.txt': `HDR-002\n${text}` }), ['AUT-013']],
  ['nothing, where it would be a guess', 'log.txt', `HDR-002 fine\n${text}\nAUT-013 fine`, []],
];

for (const [what, file, content, ids] of around)
  test(`the requirement of a leak is told by ${what}`, () => {
    expect(examined({ [file]: content }).leaks[0]?.requirements).toEqual(ids);
  });

test('files of an earlier time are left alone, and files with secrets are moved beside the folder, none over another', () => {
  const earlier = new Date(Date.now() - 3_600_000);
  for (const turn of [1, 2]) {
    write({ 'mine.txt': text });
    utimesSync(join(folder, 'mine.txt'), earlier, earlier);
    const past = statSync(join(folder, 'mine.txt')).ctimeMs;
    while (Date.now() < past + 50);
    const gate = new LeakGate(folder, requirements);
    gate.learn(jwt, 'app token');
    write({ 'a/b.txt': `${turn} ${text}`, 'c.txt': 'nothing' });
    const { leaks, removals } = gate.close();
    expect(leaks.map(({ file }) => file)).toEqual(['a/b.txt']);
    const to = join(quarantineOf(folder), 'a', turn === 1 ? 'b.txt' : 'b.txt.2');
    expect(removals.get('a/b.txt')).toEqual({ kind: 'moved', to });
    expect(readFileSync(to, 'utf8')).toBe(`${turn} ${text}`);
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe(text);
  }
  expect(readFileSync(join(quarantineOf(folder), '.gitignore'), 'utf8')).toBe('*\n');
});

test('a text that was clean holds a secret that was learnt since', () => {
  const redactor = new Redactor(new Map([[opaque, 'user token']]));
  const text = `it was ${jwt}, in base64 ${Buffer.from(jwt).toString('base64')}`;
  expect([redactor.text(text), redactor.isIn(text)]).toEqual([text, false]);
  redactor.learn(jwt, 'app token');
  expect(redactor.isIn(text)).toBe(true);
  expect(redactor.text(text)).not.toContain(jwt.slice(30));
  expect(redactor.text(text)).toContain('[app token]');
});

test('the console is searched over all writes, also for what was learnt later, and stays bounded', () => {
  const redactor = new Redactor(new Map());
  const seen: unknown[] = [];
  const stream = {
    write: (chunk: unknown) => {
      seen.push(chunk);
      return true;
    },
  };
  const copy = new ConsoleCopy(stream, { redactor, requirements });
  stream.write(`AUT-013 ${jwt.slice(0, 30)}`);
  stream.write(Buffer.from(`${jwt.slice(30)}\nHDR-002\n`));
  redactor.learn(jwt, 'app token');
  redactor.learn(opaque, 'user token');
  for (let turn = 0; turn < 40; turn += 1) stream.write('x'.repeat(100_000));
  stream.write(opaque);
  expect(copy.end()).toEqual({
    secrets: ['app token', 'user token'],
    requirements: ['AUT-013'],
    bounded: false,
  });
  expect(seen).toHaveLength(43);
});

test('a worker tells the main process its secrets in memory, and only one that has the key', async () => {
  const env: NodeJS.ProcessEnv = {};
  const learnt: string[] = [];
  await openInbox((secret, name) => learnt.push(`${name}: ${secret}`), env);
  const outbox = await openOutbox(env);
  outbox.tell(jwt, 'token');
  outbox.tell(opaque, 'changed token');
  await outbox.settled();
  expect(learnt).toEqual([`token: ${jwt}`, `changed token: ${opaque}`]);
  const [port = ''] = Object.values(env).join().split(':');
  const stranger = await openOutbox({ ...env, [Object.keys(env)[0] ?? '']: `${port}:guessed` });
  stranger.tell('something else', 'token');
  await expect(stranger.settled()).rejects.toThrow('could not be told');
  expect(learnt).toHaveLength(2);
  const alone = await openOutbox({});
  alone.tell(jwt, 'token');
  await alone.settled();
});

test('what grows past what is decoded is told, and what is decoded to its end is not', () => {
  const packed = (bytes: number) => gzipSync(Buffer.alloc(bytes, 'none ')).toString('base64');
  const { leaks, bounded } = examined({ 'small.txt': packed(1000), 'huge.txt': packed(60_000_000) });
  expect(leaks).toEqual([]);
  expect(bounded).toEqual([{ file: 'huge.txt', inside: [] }]);
  const lines = gateLines({ leaks, unread: [], bounded, files: 2, removals: new Map() });
  expect(lines).toEqual(['was searched as far as the gate decodes, and grows past that:', '  huge.txt']);
});

test("a gate moves what a run wrote, and leaves somebody else's file where it is", () => {
  const gate = new LeakGate(folder, [], (file) => isOfRun(folder, file));
  gate.learn(jwt, 'app token');
  const own = ['conformance.json', 'playwright/x/attachment.txt', 'contoso/report.html', 'summary-client.md'];
  const others = ['.env', 'src/report.html', 'contoso/notes.txt', 'playwright.md'];
  write({
    'contoso/manifest.json': '{}',
    ...Object.fromEntries([...own, ...others].map((name) => [name, text])),
  });
  const result = gate.close();
  const by = (kind: string) =>
    [...result.removals].flatMap(([file, removal]) => (removal.kind === kind ? [file] : []));
  expect(by('moved').toSorted()).toEqual(own.toSorted());
  expect(by('left').toSorted()).toEqual(others.toSorted());
  for (const name of others) expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  expect(gateLines(result).filter((line) => line.includes('left where it is'))).toHaveLength(others.length);
});
