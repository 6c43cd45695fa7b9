import type { Readable } from 'node:stream';
import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { ProcessGroup, sweep } from '../processes/process-group.js';
import {
  type CallOptions,
  type Driver,
  type DriverReport,
  type DriverValues,
  driverEnvironment,
  stopReason,
  stopWatch,
} from './driver.js';
import { Output } from './output.js';
import { isOutcome, readOutcome } from './read-outcome.js';

/** How long a process that has ended is waited for until its streams are read to the end. */
const drainMs = 500;

/** How long a process may stay after its outcome: threads and pooled connections of a library can keep it. */
const lingerMs = 1000;

/** Starts the command once for every call; the values are in its environment, the outcome is its last line. */
export class OneShotDriver implements Driver {
  readonly #argv: readonly string[];

  constructor(argv: readonly string[]) {
    this.#argv = argv;
  }

  async call(values: DriverValues, watch: CallOptions): Promise<DriverReport> {
    const group = new ProcessGroup(this.#argv, driverEnvironment(values), 'ignore');
    const { stdout, stderr } = group.process;
    const [out, err] = [new Output(watch.secrets), new Output(watch.secrets)];
    const told = silenceAfterOutcome(stdout, out);
    stderr?.on('data', (piece: Buffer) => err.add(piece));
    const closed = new Promise<void>((resolve) => group.process.once('close', () => resolve()));
    const { stopped, cancel } = stopWatch(watch);
    const clean = (text: string) => watch.secrets.text(text);
    try {
      const end = await Promise.race([
        group.ended.then((exit) => ({ exit })),
        told.then(() => ({ exit: 'still running after its outcome' })),
        stopped.then((stop) => ({ stop })),
      ]);
      // A process that the driver left behind may hold its streams open.
      if ('exit' in end) {
        await Promise.race([closed, told, pause(drainMs)]);
        // A kit that is late may see the time as over before it sees what is there to be read.
        await setImmediate();
      }
      return {
        ...('exit' in end
          ? { outcome: readOutcome(out.lastLine, clean), exit: end.exit }
          : {
              outcome: { kind: 'none', reason: stopReason(end.stop, out.lastLine, clean) },
              stopped: end.stop,
            }),
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

/** Collects what the stream brings; done when an outcome is its last line and nothing follows for a while. */
function silenceAfterOutcome(stream: Readable | null, out: Output): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    stream?.on('data', (piece: Buffer) => {
      out.add(piece);
      clearTimeout(timer);
      if (isOutcome(out.lastLine)) timer = setTimeout(resolve, lingerMs).unref();
    });
  });
}
