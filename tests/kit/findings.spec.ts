import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { readValue } from '../../src/checks/body.js';
import { fieldInWords, finding, same, violated } from '../../src/checks/outcome.js';
import { judgeUniversally } from '../../src/checks/universal.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { sentenceOf } from '../../src/finding.js';
import type { Answer, Exchange, HeaderList } from '../../src/http/exchange.js';
import { Redactor } from '../../src/http/redact.js';
import { reportFormat } from '../../src/report/report.js';
import { closingOf, detailsOf, paintFor } from '../../src/report/text.js';
import { violationsOf } from '../../src/report/what-to-do.js';
import { Judge } from '../../src/service/judge.js';
import { commandHere } from './command-here.js';
import { reportOf } from './composed-report.js';
import { headersWith, judged, observation } from './observations.js';

const colourful = paintFor({ isTTY: true }, {});
const context = { contract: loadContract(), redactor: new Redactor(new Map([['hunter2-hunter2', 'token']])) };

test('a finding is told in one sentence, and what was sent stands before what was received', () => {
  const plain = finding('status', '406', '200');
  expect(sentenceOf(plain)).toBe('at status: expected 406, received 200');
  expect(sentenceOf({ ...plain, condition: 'Accept: image/png' })).toBe(
    'sent Accept: image/png; at status: expected 406, received 200',
  );
});

test('a record has the parts of a finding, with what was special about the request, and no secret', () => {
  const judge = new Judge(
    { id: 'HDR-012', operation: 'getCustomerQualification', isAbout: () => true },
    context,
  );
  const { exchange } = observation(200, '"none"');
  const outcome = violated(finding('header X-hunter2-hunter2', 'none', 'hunter2-hunter2'));
  judge.judge(exchange, () => outcome, 'Accept: image/png; q=hunter2-hunter2');
  expect(judge.records()).toMatchObject([
    {
      id: 'HDR-012',
      verdict: 'fail',
      findings: [
        {
          place: 'header X-[token]',
          expected: 'none',
          received: '[token]',
          condition: 'Accept: image/png; q=[token]',
        },
      ],
    },
  ]);
});

test('a report has the parts of a finding, and its sentence', () => {
  const [judgement] = reportOf({ 'HDR-002': 'fail' }).requirements;
  expect(judgement?.findings).toEqual([
    {
      message: 'at status: expected 200, received 500',
      place: 'status',
      expected: '200',
      received: '500',
    },
  ]);
});

for (const [body, place, expected, received] of [
  [
    '{"code":true,"description":"x","data":[],"source":"x"}',
    '$.code',
    /string.*integer|integer.*string/,
    'true',
  ],
  ['{"description":"x","data":[],"source":"x"}', '$', /^a member code$/, 'none'],
] as const) {
  test(`what the contract's schema says of ${body} is a finding in its parts`, () => {
    const found = judgeUniversally(observation(400, body), context).get('ERR-003')?.findings;
    expect(found).toEqual([{ place, expected: expect.stringMatching(expected), received }]);
  });
}

for (const [id, status, name] of [
  ['HDR-001', 200, 'MS-RequestId'],
  ['BDY-002', 200, 'Content-Type'],
  ['ERR-001', 400, 'Content-Type'],
  ['AUT-014', 401, 'WWW-Authenticate'],
  ['THR-002', 429, 'Retry-After'],
] as const) {
  test(`an empty ${name} is told as an empty value by ${id}`, () => {
    const headers = headersWith(name, '');
    const found = judgeUniversally(observation(status, '{"code":1}', headers), context).get(id)?.findings;
    expect(found).toEqual([expect.objectContaining({ place: `header ${name}`, received: 'an empty value' })]);
  });
}

test('a field is told as none only where it is not there', () => {
  expect([[], [''], ['', 'a'], ['a', 'b']].map(fieldInWords)).toEqual([
    'none',
    'an empty value',
    'an empty value and a',
    'a and b',
  ]);
});

const long = 'x'.repeat(100);
const pairs: readonly (readonly [one: string, other: string, equal: boolean])[] = [
  ['"Education"', ' "education"', true],
  ['"state_owned_entity"', '"StateOwnedEntity"', true],
  [`["${long}a"]`, `["${long}b"]`, false],
  [`"${long}a"`, `"${long}b"`, false],
  [`<p>${long}a`, `<p>${long}b`, false],
  ['{"a":1,"b":[{"c":2,"d":3}]}', '{"b":[{"d":3,"c":2}],"a":1}', true],
  ['[1,2]', '[2,1]', false],
  ['5', '"5"', false],
  ['null', '"null"', false],
  ['"JSON 5"', '5', false],
  ['education', '"education"', false],
];

for (const [one, other, equal] of pairs) {
  const name = (text: string) => text.replace(long, 'x…');
  test(`the values ${name(one)} and ${name(other)} are ${equal ? 'equal' : 'different'}`, () => {
    expect(readValue(answering(one)) === readValue(answering(other))).toBe(equal);
  });
}

test('two bodies that are no UTF-8, or cannot be decoded, are compared by all their bytes', () => {
  const bytes = (last: number) => Buffer.concat([Buffer.alloc(100, 0xff), Buffer.of(last)]);
  expect(readValue(answering(bytes(1)))).not.toBe(readValue(answering(bytes(2))));
  const gzip = headersWith('Content-Encoding', 'gzip');
  expect(readValue(answering(bytes(1), gzip))).not.toBe(readValue(answering(bytes(2), gzip)));
  expect(readValue(answering(bytes(1), gzip))).toBe(readValue(answering(bytes(1), gzip)));
});

test('what differs behind what is shown says from where on', () => {
  expect(same('$', `${long}a`, `${long}a`).findings).toEqual([]);
  const shown = `${'x'.repeat(60)}… (101 characters, which differ from number 101 on)`;
  expect(same('$', `${long}a`, `${long}b`).findings).toEqual([finding('$', shown, shown)]);
  expect(same('$', 'a', `b${long}`).findings).toEqual([
    finding('$', 'a', `b${'x'.repeat(59)}… (101 characters)`),
  ]);
});

test('a report of the first format is refused by name, whichever command reads it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-format-'));
  try {
    const { format: _, ...old } = reportOf({ 'HDR-002': 'pass' });
    const file = join(folder, 'conformance.json');
    writeFileSync(file, JSON.stringify({ ...old, kit: { ...old.kit, version: '0.0.9' } }));
    for (const command of [
      ['report', folder],
      ['diff', folder, folder],
      ['statement', folder],
    ]) {
      const { code, stderr } = await commandHere(command);
      expect(stderr, command[0]).toBe(
        `qualification-kit: ${file} has the format qualification-kit-conformance/1, written by version 0.0.9; this kit, ${old.kit.version}, reads ${reportFormat}: repeat the run, or use the kit that wrote it\n`,
      );
      expect(code).toBe(2);
    }
    writeFileSync(file, JSON.stringify({ ...old, format: 'qualification-kit-conformance/3' }));
    expect((await commandHere(['report', folder])).stderr).toContain(
      'has the format qualification-kit-conformance/3',
    );
    expect(readFileSync(file, 'utf8')).toContain('conformance/3');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function answering(body: string | Uint8Array, headers?: HeaderList): Answer {
  const { ending } = observation(200, body, headers).exchange;
  if (ending.kind !== 'answered') throw new Error('an observation is answered');
  return ending.answer;
}

test('colours and other escapes of a service are shown on a terminal, and do nothing', () => {
  const hostile = '\u001b[32mpass\u001b[0m\u001b[2K\u009b1A\r';
  const found = (id: string, finding: object) =>
    reportOf(
      { [id]: 'fail', 'HDR-001': 'error', 'HDR-003': 'skip' },
      {
        records: [
          {
            id,
            verdict: 'fail',
            readings: [],
            findings: [{ place: 'status', expected: '200', received: hostile, ...finding }],
          },
          { id: 'HDR-001', verdict: 'error', reason: hostile, readings: [], findings: [] },
          { id: 'HDR-003', verdict: 'skip', reason: hostile, readings: [], findings: [] },
        ],
      },
    );
  const report = found('HDR-002', { condition: hostile });
  const told = [
    detailsOf(report, colourful),
    ...violationsOf(report, loadCatalogue(), 'results', colourful),
    closingOf(report, colourful),
  ].join('\n');
  expect(told.match(/⟨U\+001B⟩\[32mpass⟨U\+001B⟩\[0m⟨U\+001B⟩\[2K⟨U\+009B⟩1A⟨U\+000D⟩/g)).toHaveLength(4);
  // What is left are the kit's own: around ids and around words of its own.
  expect(
    told.replaceAll(
      /\u001b\[\d+m(HDR-002|error|skip|not conformant[^\u001b]*|could not[^\u001b]*)\u001b\[\d+m/g,
      '',
    ),
  ).not.toMatch(/[\u001b\u009b\r]/);
});

test('a request that cannot be sent leaves nothing to judge, whoever made it, and hides nothing that was judged', () => {
  const answered = observation(200, '"none"').exchange;
  const unsent = {
    ...answered,
    ending: { kind: 'limit', limit: 'request', message: 'cannot be sent' },
  } as const;
  const recordsOf = (...exchanges: readonly Exchange[]) => {
    const judge = new Judge({ id: 'UPD-001', operation: 'o', isAbout: () => true }, context);
    for (const exchange of exchanges) judge.judge(exchange, () => violated(finding('status', '404', '200')));
    return judge.records().map(({ verdict, reason, lawful }) => ({ verdict, reason, lawful }));
  };
  const skipped = { verdict: 'skip', reason: 'cannot be sent', lawful: true };
  expect(recordsOf(unsent, unsent)).toEqual([skipped]);
  expect(recordsOf(unsent, answered)).toEqual([{ verdict: 'fail', reason: undefined, lawful: undefined }]);
});

test('a folded field violates HDR-018 alone, trailers too, and everything else of the answer is judged', () => {
  const sound = observation(200, '"none"');
  const { ending } = sound.exchange;
  if (ending.kind !== 'answered') throw new Error('no answer');
  const folded = { ...ending, answer: { ...ending.answer, folded: ['X-Policy', 'X-Trailer'] } };
  const { violated: told, held } = judged({ ...sound, exchange: { ...sound.exchange, ending: folded } });
  expect(told).toEqual(['HDR-018']);
  expect(held).toEqual(judged(sound).held.filter((id) => id !== 'HDR-018'));
  expect(held).toEqual(expect.arrayContaining(['AVL-001', 'RTE-001', 'BDY-005']));
});
