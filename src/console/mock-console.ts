import type { FaultSwitches } from '../mock/fault-switches.js';
import type { JournalEntry } from '../mock/journal.js';
import type { Mock } from '../mock/server.js';
import type { MockTraffic } from '../traffic/mock-traffic.js';
import { seenLine } from '../traffic/seen-line.js';
import { type RunningConsole, startConsole } from './console.js';
import { environmentLines, mockSubject } from './mock-subject.js';

/** The console of a mock: what the mock's calls are handed to from the beginning, and opened when the mock runs. */
export class MockConsole {
  readonly #traffic: MockTraffic;
  readonly #switches: FaultSwitches | undefined;
  readonly #told: ((line: string) => void) | undefined;
  #origin = '';
  #running: RunningConsole | undefined;

  /** Without switches, the mock's faults stay as they are. `told` is called with a line for every exchange, whether the page is open or not. */
  constructor(traffic: MockTraffic, switches?: FaultSwitches, told?: (line: string) => void) {
    this.#traffic = traffic;
    this.#switches = switches;
    this.#told = told;
  }

  readonly watch = (entry: JournalEntry): void => {
    const faults = this.#switches?.take(entry.call.number) ?? [];
    if (!this.#running && !this.#told) return;
    const seen = this.#traffic.see(entry, this.#origin, faults);
    this.#told?.(seenLine(seen, (text) => this.#traffic.redactorOf(seen).text(text)));
    this.#running?.watch(seen);
  };

  /** To be called when the mock runs. */
  serve({ origin }: Mock): void {
    this.#origin = origin;
  }

  /** Opens the page, and returns its address. `lines` are what the caller prints for an environment file. Throws KitError for a port that cannot be had. */
  async open(mock: Mock, title: string, lines: readonly string[], port: number): Promise<string> {
    const environment = environmentLines(lines);
    const redactorOf = this.#traffic.redactorOf.bind(this.#traffic);
    this.#origin = mock.origin;
    this.#running = await startConsole(
      mockSubject(mock, { title, environment, redactorOf }, this.#switches),
      port,
    );
    return this.#running.address;
  }

  async close(): Promise<void> {
    await this.#running?.close();
  }
}
