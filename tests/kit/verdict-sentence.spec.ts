import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { badgeJson } from '../../src/forms/badge.js';
import { ctrf } from '../../src/forms/ctrf.js';
import { markdown } from '../../src/forms/markdown.js';
import { htmlOf } from '../../src/forms/page/page.js';
import type { Findings } from '../../src/report/compose.js';
import type { Report } from '../../src/report/report.js';
import { type State, stateOf, wordOf, worstState } from '../../src/report/state.js';
import { closingOf, plainly } from '../../src/report/text.js';
import { verdictSentence } from '../../src/report/verdict-sentence.js';
import { byReason, having, viewOf } from '../../src/report/view.js';
import { exitCodeOf, type Verdict } from '../../src/verdict.js';
import { reportOf, waiversFor } from './composed-report.js';

/** Of the service side. */
const total = loadCatalogue().requirements.filter(({ side }) => side === 'service').length;

// HDR-001 and HDR-002 are MUST, AUT-014 is a SHOULD.
const sentences: readonly (readonly [
  verdicts: { readonly [id: string]: Verdict },
  changes: Partial<Findings>,
  code: 0 | 1 | 2,
  sentence: string,
])[] = [
  [{ 'HDR-001': 'pass', 'HDR-002': 'skip' }, {}, 0, 'conformant: 1 pass, 1 skipped'],
  [{ 'HDR-001': 'pass', 'AUT-014': 'fail' }, {}, 0, 'conformant: 1 SHOULD violated, 1 pass'],
  [
    { 'HDR-001': 'pass', 'AUT-014': 'fail' },
    { strict: true },
    1,
    'not conformant: 1 SHOULD violated, 1 pass',
  ],
  [{ 'AUT-014': 'fail' }, {}, 2, 'nothing was shown to hold: 1 SHOULD violated'],
  [{ 'HDR-002': 'fail' }, { waivers: waiversFor({}) }, 2, 'nothing was shown to hold: 1 waived'],
  [{ 'HDR-002': 'skip' }, {}, 2, 'nothing was judged: 1 skipped'],
  [
    { 'HDR-001': 'pass', 'HDR-002': 'skip' },
    { only: ['headers'] },
    0,
    `conformant, 1 of ${total} requirements judged: 1 pass, 1 skipped`,
  ],
  [
    { 'HDR-001': 'fail', 'HDR-002': 'error', 'AUT-014': 'fail' },
    { only: ['HDR-001', 'HDR-002', 'AUT-014'] },
    2,
    `could not be judged, 2 of ${total} requirements judged: 1 MUST violated, 1 SHOULD violated, 1 not judged`,
  ],
  [
    { 'HDR-001': 'pass' },
    { shard: { index: 1, total: 3 } },
    0,
    'conformant (shard 1 of 3; merge tells of the whole): 1 pass',
  ],
];

for (const [verdicts, changes, code, sentence] of sentences)
  test(`the verdict is told as "${sentence}"`, () => {
    const report = reportOf(verdicts, changes);
    expect(exitCodeOf(report.verdict)).toBe(code);
    expect(verdictSentence(report).sentence).toBe(sentence);
  });

const selected = reportOf({ 'HDR-001': 'pass', 'AUT-014': 'fail' }, { only: ['HDR-001', 'AUT-014'] });

const forms: readonly (readonly [form: string, write: (report: Report) => string, says: string])[] = [
  [
    'the terminal',
    (report) => closingOf(report, plainly),
    `conformant, 2 of ${total} requirements judged: 1 SHOULD violated, 1 pass`,
  ],
  ['the badge', badgeJson, `conformant, 2 of ${total} requirements judged: 1 SHOULD violated, 1 pass`],
  ['CTRF', ctrf, `conformant, 2 of ${total} requirements judged: 1 SHOULD violated, 1 pass`],
  ['the summary', markdown, `## conformant, 2 of ${total} requirements judged: 1 SHOULD violated, 1 pass`],
  [
    'the page',
    (report) => htmlOf([report]),
    `<h1 class="verdict pass">Conformant, 2 of ${total} requirements judged</h1><p class="words">1 SHOULD violated, 1 pass</p>`,
  ],
];

for (const [form, write, says] of forms)
  test(`${form} says the verdict of a selected run in the same words`, () => {
    expect(write(selected)).toContain(says);
  });

test('several runs of which one is a selection say so in their heading', () => {
  const whole = reportOf({ 'HDR-001': 'pass' });
  expect(htmlOf([whole, selected])).toContain(
    `<h1 class="verdict pass">Conformant, in 1 of 2 targets 2 of ${total} requirements judged</h1>`,
  );
  expect(htmlOf([whole, whole])).toContain('<h1 class="verdict pass">Conformant</h1>');
});

const meanings: readonly (readonly [
  verdict: Verdict,
  level: 'MUST' | 'SHOULD' | 'MAY',
  strict: boolean,
  state: State,
])[] = [
  ['pass', 'MUST', false, 'held'],
  ['skip', 'MUST', false, 'skipped'],
  ['error', 'MAY', false, 'undecided'],
  ['fail', 'MUST', false, 'violated'],
  ['fail', 'SHOULD', false, 'advised'],
  ['fail', 'SHOULD', true, 'violated'],
  ['fail', 'MAY', true, 'advised'],
];

for (const [verdict, level, strict, state] of meanings)
  test(`a ${verdict} of a ${level} is ${state} in a run that is ${strict ? '' : 'not '}strict`, () => {
    expect(stateOf({ verdict, level }, strict)).toBe(state);
    expect(wordOf(state)).toBe(verdict);
  });

test('the worst state of several is the one that a reader has to know of first', () => {
  expect(worstState([])).toBe('held');
  expect(worstState(['held', 'undecided', 'waived'])).toBe('undecided');
  expect(worstState(['undecided', 'violated', 'advised'])).toBe('violated');
});

test('a view has each judgement in one state, and what has one reason together', () => {
  const view = viewOf(
    reportOf(
      { 'HDR-001': 'pass', 'HDR-002': 'fail', 'AUT-014': 'fail', 'HDR-003': 'skip' },
      { waivers: waiversFor({}) },
    ),
  );
  expect(view.items.map(({ judgement, state, word }) => [judgement.id, state, word])).toEqual([
    ['AUT-014', 'advised', 'fail'],
    ['HDR-001', 'held', 'pass'],
    ['HDR-002', 'waived', 'waived'],
    ['HDR-003', 'skipped', 'skip'],
  ]);
  expect(view.items[1]?.at).toMatchObject({ file: 'specs/service/headers.yaml', absolute: false });
  expect(byReason(having(view, 'skipped'))).toEqual([
    { reason: 'no occasion for HDR-003', ids: ['HDR-003'] },
  ]);
});
