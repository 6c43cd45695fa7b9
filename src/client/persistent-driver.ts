import { setImmediate } from 'node:timers/promises';
import { ProcessGroup, sweep } from '../process-group.js';
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

/** A process that is running, and who listens to what it writes. */
interface RunningProcess {
  readonly group: ProcessGroup;
  listener: { out: Output; err: Output; line: (text: string) => void } | undefined;
}

/** Keeps one process for all calls: a line of JSON with the values goes in, a line with the outcome comes back. Starts another when it has ended. */
export class PersistentDriver implements Driver {
  readonly #argv: readonly string[];
  #line: RunningProcess | undefined;

  constructor(argv: readonly string[]) {
    this.#argv = argv;
  }

  async call(values: DriverValues, watch: CallOptions): Promise<DriverReport> {
    const line = this.#line ?? this.#start();
    const [out, err] = [new Output(watch.secrets), new Output(watch.secrets)];
    const answered = new Promise<string>((resolve) => {
      line.listener = { out, err, line: resolve };
    });
    line.group.process.stdin?.write(`${JSON.stringify(values)}\n`);
    const { stopped, cancel } = stopWatch(watch);
    try {
      const end = await Promise.race([
        answered.then((text) => ({ text })),
        line.group.ended.then((exit) => ({ exit })),
        stopped.then((stop) => ({ stop })),
      ]);
      // What it wrote to the other stream before its line arrives in the same turn.
      await setImmediate();
      const left = { leaks: { stdout: out.leaks, stderr: err.leaks }, stderr: err.tail };
      if ('text' in end)
        return { outcome: readOutcome(end.text, (line) => watch.secrets.text(line)), ...left };
      this.#drop();
      if ('stop' in end)
        return { outcome: { kind: 'none', reason: stopReason(end.stop) }, stopped: end.stop, ...left };
      return { outcome: { kind: 'none', reason: 'the driver ended' }, exit: end.exit, ...left };
    } catch (thrown) {
      this.#drop();
      throw thrown;
    } finally {
      cancel();
      line.listener = undefined;
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
    const line: RunningProcess = { group, listener: undefined };
    this.#line = line;
    let begun = '';
    group.process.stdout?.on('data', (piece: Buffer) => {
      line.listener?.out.add(piece);
      const lines = (begun + piece.toString('utf8')).split('\n');
      begun = (lines.pop() ?? '').slice(-longest);
      // Other lines are a log; the one that tells an outcome ends the call.
      const told = lines.find(isOutcome);
      if (told !== undefined) line.listener?.line(told);
    });
    group.process.stderr?.on('data', (piece: Buffer) => line.listener?.err.add(piece));
    return line;
  }

  #drop(): void {
    this.#line?.group.kill();
    this.#line = undefined;
  }
}

/** No outcome is longer. */
const longest = 64 * 1024;
