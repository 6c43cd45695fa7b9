import { setImmediate } from 'node:timers/promises';
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
import { failsAsOutcome, isOutcome, readOutcome } from './read-outcome.js';

/** How long a line that was meant for an outcome stands before it is taken for one: the real one may follow. */
const lingerMs = 1000;

/** A process that is running, and who listens to what it writes. */
interface RunningProcess {
  readonly group: ProcessGroup;
  listener: { out: Output; err: Output; lines: (lines: readonly string[]) => void } | undefined;
}

/** Keeps one process for all calls: a line of JSON with the values goes in, a line with the outcome comes back. Starts another when it has ended. */
export class PersistentDriver implements Driver {
  readonly #argv: readonly string[];
  #running: RunningProcess | undefined;

  constructor(argv: readonly string[]) {
    this.#argv = argv;
  }

  async call(values: DriverValues, options: CallOptions): Promise<DriverReport> {
    const running = this.#running ?? this.#start();
    const [out, err] = [new Output(options.secrets), new Output(options.secrets)];
    const clean = (text: string) => options.secrets.text(text);
    const answered = new Promise<string>((resolve) => {
      running.listener = { out, err, lines: outcomeLine(resolve) };
    });
    running.group.process.stdin?.write(`${JSON.stringify(values)}\n`);
    const { stopped, cancel } = stopWatch(options);
    try {
      const end = await Promise.race([
        answered.then((text) => ({ text })),
        running.group.ended.then((exit) => ({ exit })),
        stopped.then((stop) => ({ stop })),
      ]);
      // What it wrote to the other stream before its line arrives in the same turn.
      await setImmediate();
      const left = { leaks: { stdout: out.leaks, stderr: err.leaks }, stderr: err.tail };
      const outcome = 'text' in end ? readOutcome(end.text, clean) : undefined;
      // What it says later would be taken for the outcome of the next call.
      if (outcome === undefined || outcome.kind === 'none') this.#drop();
      if (outcome) return { outcome, ...left };
      if ('stop' in end) {
        const reason = stopReason(end.stop, out.lastLine, clean);
        return { outcome: { kind: 'none', reason }, stopped: end.stop, ...left };
      }
      const exit = 'exit' in end ? { exit: end.exit } : {};
      return { outcome: { kind: 'none', reason: 'the driver ended' }, ...exit, ...left };
    } catch (thrown) {
      this.#drop();
      throw thrown;
    } finally {
      cancel();
      running.listener = undefined;
    }
  }

  renew(): void {
    this.#drop();
  }

  async close(): Promise<void> {
    this.#drop();
    sweep();
  }

  #start(): RunningProcess {
    const group = new ProcessGroup(this.#argv, driverEnvironment({}), 'pipe');
    const running: RunningProcess = { group, listener: undefined };
    this.#running = running;
    let begun = '';
    group.process.stdout?.on('data', (piece: Buffer) => {
      running.listener?.out.add(piece);
      const lines = (begun + piece.toString('utf8')).split('\n');
      begun = (lines.pop() ?? '').slice(-longest);
      running.listener?.lines(lines);
    });
    group.process.stderr?.on('data', (piece: Buffer) => running.listener?.err.add(piece));
    return running;
  }

  #drop(): void {
    this.#running?.group.kill();
    this.#running = undefined;
  }
}

/** Hands on the line that tells an outcome, or, a while later, one that was meant to and does not. Other lines are a log. */
function outcomeLine(found: (line: string) => void): (lines: readonly string[]) => void {
  let waiting = false;
  return (lines) => {
    const told = lines.find(isOutcome);
    const meant = lines.find(failsAsOutcome);
    if (told !== undefined) found(told);
    else if (meant !== undefined && !waiting) {
      waiting = true;
      setTimeout(() => found(meant), lingerMs).unref();
    }
  };
}

/** No outcome is longer. */
const longest = 64 * 1024;
