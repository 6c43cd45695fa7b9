import type { ProgressStream, RunProgress } from './progress.js';
import { roughly } from './time-left.js';

const everyMs = 30_000;

/** A line for each of several targets that are judged side by side: redrawn on a terminal, else written now and then where it changed. */
export class TargetsProgress {
  readonly #stream: ProgressStream;
  readonly #lines: Map<string, string>;
  #drawn = 0;
  #written = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(names: readonly string[], stream: ProgressStream = process.stdout) {
    this.#stream = stream;
    this.#lines = new Map(names.map((name) => [name, 'begins']));
    if (!stream.isTTY) this.#timer = setInterval(() => this.#write(), everyMs).unref();
    this.#draw();
  }

  /** Says how far a target is. */
  tell(name: string, { done, total, running, leftMs }: RunProgress): void {
    const left = leftMs === undefined ? '' : `, ${roughly(leftMs)} left`;
    this.#lines.set(name, `${done} of ${total}, ${running}${left}`);
    this.#draw();
  }

  /** Shows the whole of what a target's run printed, which is over. */
  over(name: string, text: string): void {
    this.#wipe();
    this.#lines.delete(name);
    this.#stream.write(text);
    this.#draw();
    if (this.#lines.size === 0) clearInterval(this.#timer);
  }

  #wipe(): void {
    if (this.#drawn > 0) this.#stream.write(`\u001b[${this.#drawn}A\u001b[J`);
    this.#drawn = 0;
  }

  #draw(): void {
    if (!this.#stream.isTTY) return;
    this.#wipe();
    const columns = this.#stream.columns ?? 80;
    for (const line of this.#told()) this.#stream.write(`${line.slice(0, columns - 1)}\n`);
    this.#drawn = this.#lines.size;
  }

  #write(): void {
    for (const line of this.#told()) {
      const [name = ''] = line.trim().split(' ');
      if (this.#written.get(name) === line) continue;
      this.#written.set(name, line);
      this.#stream.write(`${line}\n`);
    }
  }

  #told(): readonly string[] {
    const longest = Math.max(0, ...[...this.#lines.keys()].map((name) => name.length));
    return [...this.#lines].map(([name, line]) => `  ${name.padEnd(longest)}  ${line}`);
  }
}
