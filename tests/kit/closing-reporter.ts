import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

interface Kill {
  readonly fault: string;
  readonly named: readonly string[];
  readonly killers: readonly string[];
}

/** Ends a run of the kit's own tests, and no other, with the kill matrix, a line per fault, and one line of counts. */
export default class ClosingReporter implements Reporter {
  readonly #kills: Kill[] = [];
  readonly #seen = new Map<string, TestResult['status'] | 'expected'>();

  onTestEnd(test: TestCase, result: TestResult): void {
    if (test.parent.project()?.name === 'service') return;
    this.#seen.set(test.id, test.outcome() === 'expected' ? 'expected' : result.status);
    for (const { type, description } of result.annotations)
      if (type === 'kill' && description) this.#kills.push(JSON.parse(description));
  }

  onEnd(_: FullResult): void {
    if (this.#seen.size === 0) return;
    if (this.#kills.length > 0) process.stdout.write(`\n${this.#matrix()}\n`);
    const statuses = [...this.#seen.values()];
    const passed = statuses.filter((status) => status === 'expected').length;
    const skipped = statuses.filter((status) => status === 'skipped').length;
    process.stdout.write(
      `\n${passed} passed, ${statuses.length - passed - skipped} failed, ${skipped} skipped\n`,
    );
  }

  #matrix(): string {
    const lines = this.#kills.map(({ fault, named, killers }) => {
      const caught = named.every((id) => killers.includes(id));
      const also = killers.filter((id) => !named.includes(id));
      return `  ${caught ? 'killed  ' : 'SURVIVED'} ${fault.padEnd(36)} ${named.join(' ')}${also.length > 0 ? ` (+${also.length})` : ''}`;
    });
    const killed = lines.filter((line) => line.startsWith('  killed')).length;
    return [
      `Kill matrix: fault, the requirements it names, and how many others noticed it`,
      ...lines,
      `  ${killed} of ${lines.length} faults killed`,
    ].join('\n');
  }
}
