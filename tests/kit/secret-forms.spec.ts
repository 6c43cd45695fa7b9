import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { Output } from '../../src/client/output.js';
import { maskExchange } from '../../src/evidence/mask.js';
import { packageRoot } from '../../src/files/package-root.js';
import { examineFolder } from '../../src/gate/examine-folder.js';
import { evidenceOf } from '../../src/http/evidence.js';
import type { Answer, Exchange } from '../../src/http/exchange.js';
import { Redactor } from '../../src/http/redact.js';
import { secretForms } from './secret-forms.js';

const secrets = {
  opaque: 'Kq7v+Xw3/LmN9~pRt2Yb.Hs5_Jd-FgE8==',
  jwt: [
    Buffer.from('{"alg":"RS256","typ":"JWT"}').toString('base64url'),
    Buffer.from(
      JSON.stringify({ aud: 'a', oid: '5e1f', roles: ['reader>>>???'], xms: 'y'.repeat(90) }),
    ).toString('base64url'),
    Buffer.from(`a signature, which is no JSON ${'z'.repeat(60)}`).toString('base64url'),
  ].join('.'),
};

/** Redacts or, as the gate's own tests switch it, does not. */
function redactorThat(redacts: boolean, secret: string): Redactor {
  if (!redacts) process.env['QUALIFICATION_KIT_UNREDACTED'] = '1';
  try {
    return new Redactor(new Map([[secret, 'token']]));
  } finally {
    delete process.env['QUALIFICATION_KIT_UNREDACTED'];
  }
}

/** What the kit writes of an exchange, by file. */
function written(answer: Partial<Answer>, redactor: Redactor): Readonly<Record<string, string>> {
  const exchange: Exchange = {
    request: { method: 'GET', origin: 'http://127.0.0.1', target: '/', headers: [] },
    ending: {
      kind: 'answered',
      answer: { status: 400, headers: [], body: Buffer.alloc(0), overflow: false, ...answer },
    },
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
  };
  const recorded = maskExchange(exchange, redactor);
  return {
    'evidence.ndjson': JSON.stringify(recorded),
    'conformance.json': JSON.stringify(evidenceOf(exchange, redactor), null, 2),
  };
}

/** The evidence alone, of what no report shows. */
function evidence(answer: Partial<Answer>, redactor: Redactor): Readonly<Record<string, string>> {
  return { 'evidence.ndjson': written(answer, redactor)['evidence.ndjson'] ?? '' };
}

/** Where a form may stand, and the files that come of it. */
const places: Readonly<
  Record<string, (form: string, redactor: Redactor) => Readonly<Record<string, string>>>
> = {
  'a response header': (form, redactor) => written({ headers: [['X-Echo', form]] }, redactor),
  'a trailer': (form, redactor) => written({ trailers: [['X-Echo', form]] }, redactor),
  'a chunk extension': (form, redactor) => evidence({ chunkExtensions: [`;for=${form}`] }, redactor),
  'bytes behind an answer': (form, redactor) => evidence({ leftover: Buffer.from(form) }, redactor),
  'a body': (form, redactor) => written({ status: 200, body: Buffer.from(form) }, redactor),
  'an error body': (form, redactor) =>
    written({ body: Buffer.from(JSON.stringify({ code: 1, description: `you sent ${form}` })) }, redactor),
  'what a driver prints': (form, redactor) => ({ 'stderr.json': JSON.stringify(redactor.text(form)) }),
  'an attachment': (form, redactor) => ({ 'attachments/log.txt': redactor.text(`log: ${form}\nover\n`) }),
  "a file's name": (form, redactor) => {
    const name = redactor.text(form);
    return /[/\n\r]/.test(form) || form.length > 200 ? {} : { [name]: '' };
  },
};

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The files in which the gate finds the secret. */
function red(files: Readonly<Record<string, string>>, secret: string): readonly string[] {
  const own = mkdtempSync(join(folder, 'run-'));
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(own, name.replace('/', '-')), content);
  const wanted = { redactor: new Redactor(new Map([[secret, 'token']])), requirements: new Set<string>() };
  const { leaks, unread } = examineFolder(own, wanted);
  expect(unread).toEqual([]);
  return [...new Set(leaks.map(({ file }) => file))];
}

for (const [kind, secret] of Object.entries(secrets))
  for (const form of secretForms.filter((one) => one.for === undefined || one.for === kind))
    test(`a secret (${kind}) as ${form.name} makes the gate red at every place, and is replaced there`, () => {
      const encoded = form.of(secret);
      for (const [place, write] of Object.entries(places)) {
        const files = write(encoded, redactorThat(false, secret));
        expect([...red(files, secret)].sort(), `${place}, as it is`).toEqual(
          Object.keys(files)
            .map((name) => name.replace('/', '-'))
            .sort(),
        );
        const clean = write(encoded, redactorThat(true, secret));
        expect(red(clean, secret), `${place}, redacted`).toEqual([]);
        expect(Object.values(clean).concat(Object.keys(clean)).join(), place).not.toContain(
          secret.slice(-12),
        );
      }
      for (const size of [7, 4096]) {
        const output = new Output(redactorThat(true, secret));
        const all = Buffer.from(`starting\n${encoded}\n{"qualification":"education"}\n`);
        for (let at = 0; at < all.length; at += size) output.add(all.subarray(at, at + size));
        expect(output.leaks, `printed in pieces of ${size}`).toEqual(['token']);
      }
    });

test('ordinary content holds no secret and is kept as it is: pages, schemas, programs, digests, ids', () => {
  const redactor = new Redactor(new Map(Object.entries(secrets).map(([name, secret]) => [secret, name])));
  const folders = ['docs', 'schemas', 'specs/service', 'dist/src/http', 'tests/kit'];
  const files = folders.flatMap((one) =>
    readdirSync(join(packageRoot, one), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(packageRoot, one, name)),
  );
  expect(files.length).toBeGreaterThan(100);
  for (const file of [...files, join(packageRoot, 'package-lock.json'), join(packageRoot, 'README.md')]) {
    const text = readFileSync(file, 'utf8');
    if (file.includes('secret-forms')) continue;
    expect(redactor.find(text), file).toEqual([]);
    expect(redactor.text(text) === text, file).toBe(true);
  }
});

test('what grows without end, or is encoded deeper than four layers, costs little and is not taken for harmless', () => {
  const redactor = new Redactor(new Map([[secrets.opaque, 'token']]));
  const bomb = gzipSync(Buffer.alloc(50_000_000)).toString('base64');
  const begin = performance.now();
  expect(redactor.isIn(`{"a":"${bomb}"}`)).toBe(true);
  expect(redactor.isIn('A'.repeat(1_000_000))).toBe(false);
  expect(redactor.isIn(`${'%25'.repeat(100_000)}${'\\'.repeat(100_000)}`)).toBe(false);
  expect(performance.now() - begin, 'milliseconds').toBeLessThan(10_000);
});
