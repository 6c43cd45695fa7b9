import { createRequire } from 'node:module';
import { expect, test } from '@playwright/test';
import { Ajv } from 'ajv';
import addFormatsModule from 'ajv-formats';
import type { Har } from 'har-format';
import type { EvidenceRecord, RecordedEnding, RecordedExchange } from '../../src/evidence/evidence-record.js';
import { harOf } from '../../src/evidence/har.js';
import type { HeaderList } from '../../src/http/exchange.js';

const require = createRequire(import.meta.url);
const schemas: Readonly<Record<string, object>> = require('har-schema');
const ajv = new Ajv({ strict: false, allErrors: true });
addFormatsModule.default(ajv);
ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
for (const schema of Object.values(schemas)) ajv.addSchema(schema);
const validate = ajv.compile({ $ref: 'har.json#' });

const bodies: Readonly<Record<string, Uint8Array>> = {
  'plain text': Buffer.from('"education"'),
  'text beyond ASCII': Buffer.from('"é 😀 ]]> </script>"'),
  'a byte order mark': Buffer.from('\ufeff"education"'),
  'bytes that are no UTF-8': Buffer.from([0xff, 0xfe, 0x00, 0x80]),
  'every byte': Buffer.from(Array.from({ length: 256 }, (_, index) => index)),
  nothing: Buffer.alloc(0),
};

function exchange(ending: RecordedEnding, target = '/v1/customers/x?a=1&b=%20'): RecordedExchange {
  const request = {
    method: 'GET',
    origin: 'https://service.example',
    target,
    headers: [['A', 'b']] as HeaderList,
  };
  return { request, ending, startedAt: '2026-01-02T03:04:05.678Z', durationMs: 7 };
}

function answered(body: Uint8Array, headers: HeaderList = []): RecordedEnding {
  return {
    kind: 'answered',
    status: 200,
    headers,
    body: Buffer.from(body).toString('base64'),
    overflow: false,
  };
}

function harFrom(records: readonly EvidenceRecord[]): Har {
  const har = JSON.parse(harOf(records));
  validate(har);
  expect(validate.errors ?? []).toEqual([]);
  return har;
}

const common = { type: 'exchange', requirement: 'HDR-001', final: true } as const;

for (const [name, body] of Object.entries(bodies))
  test(`${name} comes out of an archive as the same bytes`, () => {
    for (const headers of [[], [['Content-Encoding', 'gzip']], [['content-type', 'text/html']]] as const) {
      const record = { ...common, ...exchange(answered(body, headers)) };
      const { content, bodySize } = harFrom([record]).log.entries[0]?.response ?? {};
      const encoding = content?.encoding === 'base64' ? 'base64' : 'utf8';
      expect(Buffer.from(content?.text ?? '?', encoding)).toEqual(Buffer.from(body));
      expect([content?.size, bodySize]).toEqual([body.length, body.length]);
    }
  });

test('an exchange over HTTP/2 is told as one', () => {
  const [entry] = harFrom([
    { ...common, ...exchange({ ...answered(Buffer.from('{}')), httpVersion: '2' } as RecordedEnding) },
  ]).log.entries;
  expect([entry?.request.httpVersion, entry?.response.httpVersion]).toEqual(['HTTP/2', 'HTTP/2']);
});

test('an exchange without an answer has the status 0 and says why', () => {
  const broken = exchange({ kind: 'broken', breakage: 'reset', message: 'the connection was reset' });
  const unreachable = exchange({ kind: 'unreachable', message: 'nobody listens' });
  const { entries } = harFrom([
    { ...common, ...broken },
    { ...common, ...unreachable, note: 'ids in upper case' },
  ]).log;
  expect(entries.map(({ response }) => response.status)).toEqual([0, 0]);
  expect(entries.map(({ response }) => response)).toMatchObject([
    { _error: 'the connection was reset', _breakage: 'reset' },
    { _error: 'nobody listens' },
  ]);
  expect(entries.map(({ comment }) => comment)).toEqual(['HDR-001', 'HDR-001, ids in upper case']);
});

test('an attempt of a client is told by scenario, call and number, with what it sent', () => {
  const attempt = (number: number, body: Uint8Array) => ({
    number,
    exchange: exchange(answered(Buffer.from('{}'))),
    body: Buffer.from(body).toString('base64'),
    receivedAtMs: 1,
    answeredAtMs: 2,
    met: true,
  });
  const { entries } = harFrom([
    {
      type: 'transcript',
      scenario: 'byte-order-mark',
      calls: [
        {
          customerId: 'x',
          process: 0,
          outcome: { kind: 'value', qualification: 'education' },
          durationMs: 3,
          leaks: { stdout: [], stderr: [] },
          stderr: '',
          attempts: [attempt(1, Buffer.from('a=b')), attempt(2, Buffer.from([255]))],
        },
      ],
      elsewhere: [attempt(1, Buffer.alloc(0))],
      expected: 'education',
      malformedId: false,
      endless: false,
      timeoutMs: 1000,
      usedElsewhere: [],
      unreadable: 0,
    },
  ]).log;
  expect(entries.map(({ comment }) => comment)).toEqual([
    'scenario byte-order-mark, call 1, attempt 1',
    'scenario byte-order-mark, call 1, attempt 2',
    'scenario byte-order-mark, elsewhere, attempt 1',
  ]);
  expect(entries.map(({ request }) => [request.bodySize, request.postData?.text])).toEqual([
    [3, 'a=b'],
    [1, Buffer.from([255]).toString('base64')],
    [0, undefined],
  ]);
});

test('a target that is no address is escaped, and kept as it was sent', () => {
  for (const target of ['/v1/a b/%zz|"\\^`{}<é\ud800', '/%', '/v1/customers/x?a=%zz&&=']) {
    const [entry] = harFrom([{ ...common, ...exchange(answered(Buffer.alloc(0)), target) }]).log.entries;
    expect(entry?.request).toMatchObject(
      entry?.request.url === `https://service.example${target}`
        ? {}
        : { _target: target.replaceAll(/\p{Cs}/gu, '\ufffd') },
    );
  }
  const [plain] = harFrom([{ ...common, ...exchange(answered(Buffer.alloc(0))) }]).log.entries;
  expect(plain?.request).not.toHaveProperty('_target');
  expect(plain?.request.queryString).toEqual([
    { name: 'a', value: '1' },
    { name: 'b', value: ' ' },
  ]);
});
