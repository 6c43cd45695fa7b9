import type { FaultSwitches } from '../mock/fault-switches.js';
import type { JournalEntry } from '../mock/journal.js';
import type { Mock } from '../mock/server.js';
import type { MockTraffic } from '../traffic/mock-traffic.js';
import { type RunningConsole, startConsole } from './console.js';
import { environmentLines, mockSubject } from './mock-subject.js';

/** The console of a mock: what the mock's calls are handed to from the beginning, and opened when the mock runs. */
export class MockConsole {
  readonly #traffic: MockTraffic;
  readonly #switches: FaultSwitches | undefined;
  #origin = '';
  #running: RunningConsole | undefined;

  /** Without switches, the mock's faults stay as they are. */
  constructor(traffic: MockTraffic, switches?: FaultSwitches) {
    this.#traffic = traffic;
    this.#switches = switches;
  }

  readonly watch = (entry: JournalEntry): void => {
    const faults = this.#switches?.take(entry.call.number) ?? [];
    this.#running?.watch(this.#traffic.see(entry, this.#origin, faults));
  };

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
