import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { maskExchange } from '../../src/evidence/mask.js';
import { unmaskExchange } from '../../src/evidence/unmask.js';
import { evidenceOf } from '../../src/http/evidence.js';
import type { Exchange, HeaderList } from '../../src/http/exchange.js';
import { hidesSecret } from '../../src/http/hidden-secret.js';
import { Redactor } from '../../src/http/redact.js';

const secret = 'kQz7vXw3LmN9pRt2YbHs5JdFgE8uAiOc4T6yWq1ZxVnB0M';
const redactor = new Redactor(new Map([[secret, 'app token']]));
const standIns = new Map([['app token', 'a-stand-in-that-no-service-takes']]);

function exchangeWith(body: Uint8Array, headers: HeaderList = []): Exchange {
  return {
    request: { method: 'GET', origin: 'http://127.0.0.1', target: '/', headers: [] },
    ending: { kind: 'answered', answer: { status: 400, headers, body, overflow: false } },
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
  };
}

const json = Buffer.from(JSON.stringify({ code: 1, description: `you sent ${secret}` }));
const long = Buffer.concat([json, Buffer.alloc(100_000, 0x20)]);
const encoded = (coding: string): HeaderList => [['Content-Encoding', coding]];

const bodies: readonly (readonly [what: string, body: Uint8Array, headers?: HeaderList])[] = [
  ['as it is', json],
  ['in UTF-16, little end first', Buffer.from(json.toString(), 'utf16le')],
  ['in UTF-16, big end first', Buffer.from(json.toString(), 'utf16le').swap16()],
  ['in hexadecimal digits', Buffer.from(`{"echo":"${Buffer.from(secret).toString('hex')}"}`)],
  ['in base64 of UTF-16', Buffer.from(Buffer.from(secret, 'utf16le').toString('base64'))],
  ['in gzip', gzipSync(json), encoded('gzip')],
  ['in gzip that nobody declares', gzipSync(json)],
  ['in deflate that nobody declares', deflateSync(json)],
  ['in br that nobody declares', brotliCompressSync(json)],
  ['in deflate that was cut', deflateSync(json).subarray(0, -6), encoded('deflate')],
  ['in br that grows over what is judged', brotliCompressSync(long), encoded('br')],
  ['in gzip twice', gzipSync(gzipSync(json)), encoded('gzip, gzip')],
  ['over the place where evidence is cut', Buffer.concat([Buffer.alloc(65_520, 0x20), json])],
];

for (const [what, body, headers = []] of bodies) {
  test(`a secret ${what} is in no evidence`, () => {
    const { ending } = maskExchange(exchangeWith(body, headers), redactor);
    expect(ending.kind).toBe('answered');
    if (ending.kind === 'answered')
      expect(hidesSecret(Buffer.from(ending.body, 'base64'), redactor)).toBe(false);
    const { response } = evidenceOf(exchangeWith(body, headers), redactor);
    const shown = Buffer.from(response?.base64 ?? '', 'base64');
    expect([hidesSecret(shown, redactor), redactor.find(response?.text ?? '')]).toEqual([false, []]);
  });
}

test('what holds no secret is kept to the byte', () => {
  for (const body of [Buffer.from('"education"'), gzipSync('"education"'), Buffer.from([0, 255, 0, 1])]) {
    const { ending } = maskExchange(exchangeWith(body), redactor);
    expect(ending.kind === 'answered' ? ending.body : '').toBe(body.toString('base64'));
  }
});

test('a mask becomes a stand-in, in UTF-16 too, and what a service said by itself stays its own', () => {
  const said = `the [app token] ${secret}`;
  for (const encoding of ['utf8', 'utf16le'] as const) {
    const { ending } = unmaskExchange(
      maskExchange(exchangeWith(Buffer.from(said, encoding)), redactor),
      standIns,
    );
    const body = ending.kind === 'answered' ? Buffer.from(ending.answer.body).toString(encoding) : '';
    expect(body).toContain(`the [app token] `);
    expect(body).toContain('a-stand-in-that-no-service-takes');
  }
});

test('what came around the content is the same after it was masked, but for secrets', () => {
  const around = {
    httpVersion: '1.1',
    folded: ['X-Folded'],
    flaws: [{ place: 'header line', expected: 'a field name, a colon and a value', received: '"nothing"' }],
    chunkExtensions: [`;for=${secret}`],
    leftover: Buffer.from(`behind ${secret}`),
  };
  const { ending } = exchangeWith(json);
  if (ending.kind !== 'answered') throw new Error('no answer');
  const exchange = {
    ...exchangeWith(json),
    ending: { ...ending, answer: { ...ending.answer, ...around } },
  };
  const masked = maskExchange(exchange, redactor);
  expect(JSON.stringify(masked)).not.toContain(secret);
  expect(unmaskExchange(masked, standIns).ending).toMatchObject({
    answer: {
      ...around,
      chunkExtensions: [';for=a-stand-in-that-no-service-takes'],
      leftover: Buffer.from('behind a-stand-in-that-no-service-takes'),
    },
  });
});

test('an exchange that met a limit of the kit is recorded with the limit', () => {
  const ending = { kind: 'limit', limit: 'time', message: `late ${secret}` } as const;
  const masked = maskExchange({ ...exchangeWith(json), ending }, redactor);
  expect(masked.ending).toEqual({ kind: 'limit', limit: 'time', message: 'late [app token]' });
  expect(unmaskExchange(masked, standIns).ending).toMatchObject({ kind: 'limit', limit: 'time' });
});
