import type { Requirement } from '../catalogue/requirement.js';
import { type State, stateOf } from '../report/state.js';
import { marks, type Paint } from '../report/text.js';
import { roughly, timeLeft } from './time-left.js';

/** Without a terminal, a run that says nothing for so long says how far it is. */
const silenceMs = 30_000;

/** Where progress is shown. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** How far a run is, for whoever shows several. */
export interface RunProgress {
  readonly done: number;
  readonly total: number;
  readonly running: string;
  readonly leftMs?: number;
}

/** What progress has to know of its run. */
export interface ProgressOptions {
  readonly paint: Paint;
  readonly strict: boolean;
  /** Most requests in a second. */
  readonly perSecond?: number;
  /** The longest time of one call or exchange, in milliseconds. */
  readonly timeoutMs: number;
  readonly stream?: ProgressStream;
}

let listener: ((progress: RunProgress) => void) | undefined;

/** Has every change of this process's progress told to whoever shows several runs. */
export function tellProgress(to: (progress: RunProgress) => void): void {
  listener = to;
}

/** A line for each area, with a character for each test, as soon as the area is over; on a terminal also the area that is under way, with the total, what is running and the time left. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #stream: ProgressStream;
  readonly #open = new Map<string, { marks: string[]; left: number }>();
  readonly #began = Date.now();
  #timer: NodeJS.Timeout | undefined;
  #total = 0;
  #done = 0;
  #requests = 0;
  #area = '';
  #running = '';
  #last = Date.now();
  #ended = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#stream = options.stream ?? process.stdout;
  }

  /** Says which tests will run, by the area of each. */
  expect(areas: readonly string[]): void {
    this.#total = areas.length;
    for (const area of areas) this.#line(area).left += 1;
    if (areas.length > 0) this.#stream.write('\n');
    const every = this.#stream.isTTY ? 1000 : 5000;
    this.#timer = setInterval(() => this.#tick(), every).unref();
  }

  /** Says which test is running. */
  start(id: string): void {
    this.#running = id;
    this.#show();
  }

  /** Shows what came of a requirement's test, which sent so many requests. */
  show(
    { area, level }: Requirement,
    verdict: Parameters<typeof stateOf>[0]['verdict'],
    excused: boolean,
    requests = 0,
  ): void {
    const state =
      verdict === 'fail' && excused ? 'waived' : stateOf({ verdict, level }, this.#options.strict);
    this.#done += 1;
    this.#requests += requests;
    this.#area = area;
    const line = this.#line(area);
    line.marks.push(this.#options.paint(styleOf(state), marks[state]));
    line.left -= 1;
    if (line.left <= 0) this.#close(area);
    this.#show();
  }

  /** Ends the last line. */
  end(): void {
    clearInterval(this.#timer);
    for (const [area, { marks: shown }] of this.#open) if (shown.length > 0) this.#close(area);
    this.#wipe();
    this.#ended = true;
  }

  #line(area: string): { marks: string[]; left: number } {
    const line = this.#open.get(area) ?? { marks: [], left: 0 };
    this.#open.set(area, line);
    return line;
  }

  #close(area: string): void {
    this.#wipe();
    const { marks: shown } = this.#line(area);
    this.#open.delete(area);
    for (let at = 0; at < shown.length; at += 48)
      this.#stream.write(`${(at === 0 ? `  ${area}` : '').padEnd(20)}${shown.slice(at, at + 48).join('')}\n`);
    this.#last = Date.now();
  }

  #wipe(): void {
    if (this.#stream.isTTY && !this.#ended) this.#stream.write('\r\u001b[2K');
  }

  #tick(): void {
    this.#show();
    if (this.#stream.isTTY || Date.now() - this.#last < silenceMs) return;
    this.#last = Date.now();
    this.#stream.write(`  ${this.#words()}\n`);
  }

  #show(): void {
    const leftMs = this.#left();
    listener?.({
      ...{ done: this.#done, total: this.#total, running: this.#running },
      ...(leftMs === undefined ? {} : { leftMs }),
    });
    if (!this.#stream.isTTY || this.#ended) return;
    const shown = this.#open.get(this.#area)?.marks ?? [];
    const room = (this.#stream.columns ?? 80) - 22;
    const words = this.#words();
    const dots = shown.slice(-Math.max(0, room - words.length));
    const name = shown.length > 0 ? this.#area : '';
    this.#wipe();
    this.#stream.write(
      `  ${name.padEnd(18)}${dots.join('')} ${this.#options.paint('dim', words.slice(0, room))}`,
    );
  }

  #words(): string {
    const left = this.#left();
    const time =
      left === undefined ? `at most ${roughly(this.#options.timeoutMs)} a call` : `${roughly(left)} left`;
    return `${this.#done} of ${this.#total}, ${this.#running}, ${time}`;
  }

  #left(): number | undefined {
    const { perSecond } = this.#options;
    return timeLeft({
      elapsedMs: Date.now() - this.#began,
      done: this.#done,
      total: this.#total,
      requests: this.#requests,
      ...(perSecond === undefined ? {} : { perSecond }),
    });
  }
}

function styleOf(state: State): Parameters<Paint>[0] {
  switch (state) {
    case 'held':
      return 'green';
    case 'skipped':
    case 'waived':
    case 'advised':
      return 'yellow';
    case 'undecided':
    case 'violated':
      return 'red';
    default:
      return state satisfies never;
  }
}
