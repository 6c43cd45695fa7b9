import { isBinding, type Requirement } from '../catalogue/requirement.js';
import { mark, type Paint } from '../report/text.js';
import type { Verdict } from '../verdict.js';

/** A line for each area, with a character for each requirement, while a run goes on. */
export class Progress {
  readonly #paint: Paint;
  readonly #strict: boolean;
  #area = '';

  constructor(paint: Paint, strict: boolean) {
    this.#paint = paint;
    this.#strict = strict;
  }

  /** Shows what came of a requirement's test. */
  show({ area, level }: Requirement, verdict: Verdict, excused: boolean): void {
    if (area !== this.#area) process.stdout.write(`\n  ${area.padEnd(18)}`);
    this.#area = area;
    const binding = isBinding(level, this.#strict);
    const waived = verdict === 'fail' && excused;
    const mild = verdict === 'skip' || waived || (verdict === 'fail' && !binding);
    const style = verdict === 'pass' ? 'green' : mild ? 'yellow' : 'red';
    process.stdout.write(this.#paint(style, waived ? 'w' : mark(verdict, binding)));
  }

  /** Ends the last line. */
  end(): void {
    if (this.#area !== '') process.stdout.write('\n');
  }
}
