import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { plainly } from '../../src/report/text.js';
import { Progress, type ProgressOptions } from '../../src/run/progress.js';
import { TargetsProgress } from '../../src/run/targets-progress.js';
import { roughly, timeLeft } from '../../src/run/time-left.js';

const catalogue = loadCatalogue();

/** What was written to a stream. */
class Written {
  readonly isTTY: boolean;
  readonly columns = 80;
  text = '';

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(piece: string): void {
    this.text += piece;
  }

  /** What a terminal shows at the end. */
  get screen(): readonly string[] {
    return this.text.split('\n').map((line) => line.split('\r\u001b[2K').at(-1) ?? '');
  }
}

function shown(
  isTTY: boolean,
  changes: Partial<ProgressOptions> = {},
): { stream: Written; progress: Progress } {
  const stream = new Written(isTTY);
  const options = { paint: plainly, strict: false, timeoutMs: 10_000, stream, ...changes };
  return { stream, progress: new Progress(options) };
}

test('an area has its line when its last test is over, whatever order the tests end in', () => {
  const { stream, progress } = shown(false);
  progress.expect(['headers', 'body', 'headers']);
  progress.show(catalogue.get('HDR-001'), 'pass', false);
  progress.show(catalogue.get('BDY-001'), 'fail', false);
  expect(stream.text).toBe('\n  body              F\n');
  progress.show(catalogue.get('HDR-002'), 'fail', true);
  progress.end();
  expect(stream.text).toBe('\n  body              F\n  headers           .w\n');
});

test('a violated SHOULD has another sign than a violated MUST, unless the run is strict', () => {
  const should = catalogue.requirements.find(({ level }) => level === 'SHOULD');
  if (!should) throw new Error('the catalogue has no SHOULD');
  for (const [strict, sign] of [
    [false, '!'],
    [true, 'F'],
  ] as const) {
    const { stream, progress } = shown(false, { strict });
    progress.expect([should.area]);
    progress.show(should, 'fail', false);
    expect(stream.text.trimEnd().endsWith(sign)).toBe(true);
  }
});

test('a terminal sees the total, what is running and the time left, which end with the run', () => {
  const { stream, progress } = shown(true);
  progress.expect(['headers', 'headers']);
  progress.start('HDR-001');
  expect(stream.screen.at(-1)).toContain('0 of 2, HDR-001, at most 10 s a call');
  progress.show(catalogue.get('HDR-001'), 'pass', false);
  progress.start('HDR-002');
  expect(stream.screen.at(-1)).toMatch(/^ {2}headers {11}\. 1 of 2, HDR-002, \d+ s left$/);
  expect(stream.screen.every((line) => line.length <= 80)).toBe(true);
  progress.show(catalogue.get('HDR-002'), 'pass', false);
  progress.end();
  expect(stream.screen).toEqual(['', '  headers           ..', '']);
});

test('the time left is what tests took until now, and no less than the pace allows', () => {
  const pace = { elapsedMs: 10_000, total: 30, requests: 0 };
  expect(timeLeft({ ...pace, done: 0 })).toBeUndefined();
  expect(timeLeft({ ...pace, done: 10 })).toBe(20_000);
  expect(timeLeft({ ...pace, done: 10, requests: 100, perSecond: 2 })).toBe(100_000);
  expect(timeLeft({ ...pace, done: 30 })).toBe(0);
  expect([roughly(0), roughly(45_400), roughly(180_000)]).toEqual(['1 s', '45 s', '3 min']);
});

test('several targets have a line each on a terminal, until the run of each is over', () => {
  const stream = new Written(true);
  const progress = new TargetsProgress(['contoso', 'fabrikam'], stream);
  progress.tell('fabrikam', { done: 3, total: 109, running: 'HDR-002', leftMs: 30_000 });
  const last = () => stream.text.split('\u001b[J').at(-1);
  expect(last()).toBe('  contoso   begins\n  fabrikam  3 of 109, HDR-002, 30 s left\n');
  progress.over('contoso', 'all of contoso\n');
  expect(last()).toBe('all of contoso\n  fabrikam  3 of 109, HDR-002, 30 s left\n');
});

test('several targets without a terminal say nothing but what their runs printed, for a while', () => {
  const stream = new Written(false);
  const progress = new TargetsProgress(['contoso'], stream);
  progress.tell('contoso', { done: 3, total: 109, running: 'HDR-002' });
  progress.over('contoso', 'all of contoso\n');
  expect(stream.text).toBe('all of contoso\n');
});
