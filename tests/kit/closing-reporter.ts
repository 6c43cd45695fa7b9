import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

interface Kill {
  readonly side?: 'client';
  readonly fault: string;
  readonly named: readonly string[];
  readonly killers: readonly string[];
  /** In which a client was caught. */
  readonly scenarios?: readonly string[];
}

interface Gated {
  readonly kind: string;
  readonly cause: string;
  readonly red: boolean;
}

/** Ends a run of the kit's own tests, and no other, with the kill matrix, a line per fault, what the leak gate was shown, and one line of counts. */
export default class ClosingReporter implements Reporter {
  readonly #kills: Kill[] = [];
  readonly #gated: Gated[] = [];
  readonly #skips: string[] = [];
  readonly #seen = new Map<string, TestResult['status'] | 'expected'>();

  onTestEnd(test: TestCase, result: TestResult): void {
    if (['service', 'client'].includes(test.parent.project()?.name ?? '')) return;
    this.#seen.set(test.id, test.outcome() === 'expected' ? 'expected' : result.status);
    for (const { type, description } of result.annotations) {
      if (type === 'kill' && description) this.#kills.push(JSON.parse(description));
      if (type === 'leak' && description) this.#gated.push(JSON.parse(description));
      if (type === 'skip') this.#skips.push(`${test.title}: ${description}`);
    }
  }

  onEnd(_: FullResult): void {
    if (this.#seen.size === 0) return;
    const services = this.#kills.filter(({ side }) => side === undefined);
    const clients = this.#kills.filter(({ side }) => side === 'client');
    if (services.length > 0) process.stdout.write(`\n${serviceMatrix(services)}\n`);
    if (clients.length > 0) process.stdout.write(`\n${clientMatrix(clients)}\n`);
    if (this.#gated.length > 0) process.stdout.write(`\n${gateTable(this.#gated)}\n`);
    for (const reason of this.#skips) process.stdout.write(`skipped: ${reason}\n`);
    const statuses = [...this.#seen.values()];
    const passed = statuses.filter((status) => status === 'expected').length;
    const skipped = statuses.filter((status) => status === 'skipped').length;
    process.stdout.write(
      `\n${passed} passed, ${statuses.length - passed - skipped} failed, ${skipped} skipped\n`,
    );
  }
}

function serviceMatrix(kills: readonly Kill[]): string {
  const lines = kills.map((kill) => {
    const also = kill.killers.filter((id) => !kill.named.includes(id));
    return `  ${stateOf(kill)} ${kill.fault.padEnd(36)} ${kill.named.join(' ')}${also.length > 0 ? ` (+${also.length})` : ''}`;
  });
  return [
    'Kill matrix, services: fault, the requirements it names, and how many others noticed it',
    ...lines,
    `  ${kills.filter(isCaught).length} of ${kills.length} faults killed`,
  ].join('\n');
}

function clientMatrix(kills: readonly Kill[]): string {
  const lines = kills.map((kill) => {
    const { fault, named, scenarios = [] } = kill;
    const shown = scenarios.slice(0, 2).join(' ');
    const more = scenarios.length > 2 ? ` +${scenarios.length - 2}` : '';
    return `  ${stateOf(kill)} ${fault.padEnd(28)} ${named.join(' ').padEnd(16)} ${shown}${more}`;
  });
  return [
    'Kill matrix, clients: fault, the requirements it names, and the scenarios that showed it',
    ...lines,
    `  ${kills.filter(isCaught).length} of ${kills.length} wrong clients killed`,
  ].join('\n');
}

function gateTable(gated: readonly Gated[]): string {
  const causes = ['time-out', 'failed assertion', 'redacted'];
  const kinds = [...new Set(gated.map(({ kind }) => kind))];
  const cell = (kind: string, cause: string) => {
    const found = gated.find((one) => one.kind === kind && one.cause === cause);
    return (found === undefined ? '-' : found.red ? 'red' : 'green').padEnd(cause.length + 2);
  };
  return [
    'Leak gate: a canary in each kind of artifact, redaction off; last column: redaction on, both causes',
    `  ${''.padEnd(13)}${causes.map((cause) => cause.padEnd(cause.length + 2)).join('')}`.trimEnd(),
    ...kinds.map((kind) =>
      `  ${kind.padEnd(13)}${causes.map((cause) => cell(kind, cause)).join('')}`.trimEnd(),
    ),
  ].join('\n');
}

function isCaught({ named, killers }: Kill): boolean {
  return named.every((id) => killers.includes(id));
}

function stateOf(kill: Kill): string {
  return isCaught(kill) ? 'killed  ' : 'SURVIVED';
}
