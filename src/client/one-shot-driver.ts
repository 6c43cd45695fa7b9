import { setTimeout as pause } from 'node:timers/promises';
import {
  type Driver,
  type DriverReport,
  type DriverValues,
  driverEnvironment,
  stopReason,
  stopWatch,
  type Watch,
} from './driver.js';
import { Output } from './output.js';
import { ProcessGroup, sweep } from './process-group.js';
import { readOutcome } from './read-outcome.js';

/** How long a process that has ended is waited for until its streams are read to the end. */
const drainMs = 250;

/** Starts the command once for every call; the values are in its environment, the outcome is its last line. */
export class OneShotDriver implements Driver {
  readonly #argv: readonly string[];

  constructor(argv: readonly string[]) {
    this.#argv = argv;
  }

  async call(values: DriverValues, watch: Watch): Promise<DriverReport> {
    const group = new ProcessGroup(this.#argv, driverEnvironment(values), 'ignore');
    const { stdout, stderr } = group.process;
    const [out, err] = [new Output(watch.secrets), new Output(watch.secrets)];
    stdout?.on('data', (piece: Buffer) => out.add(piece));
    stderr?.on('data', (piece: Buffer) => err.add(piece));
    const closed = new Promise<void>((resolve) => group.process.once('close', () => resolve()));
    const { stopped, cancel } = stopWatch(watch);
    try {
      const end = await Promise.race([group.ended, stopped]);
      const stop = end === 'time' || end === 'attempts' ? end : undefined;
      // A process that the driver left behind may hold its streams open.
      if (stop === undefined) await Promise.race([closed, pause(drainMs)]);
      return {
        outcome: stop === undefined ? readOutcome(out.lastLine) : { kind: 'none', reason: stopReason(stop) },
        ...(stop === undefined ? { exit: end } : { stopped: stop }),
        leaks: { stdout: out.leaks, stderr: err.leaks },
        stderr: err.tail,
      };
    } finally {
      cancel();
      group.kill();
    }
  }

  renew(): void {
    // Every call has a process of its own.
  }

  async close(): Promise<void> {
    sweep();
  }
}
