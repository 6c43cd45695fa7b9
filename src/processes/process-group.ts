import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { KitError } from '../errors.js';
import { Containment } from './containment.js';
import { watchdog } from './watchdog.js';

const containment = new Containment();

const running = new Set<ProcessGroup>();

/** A command's process, such as a driver's, and every process it starts. */
export class ProcessGroup {
  readonly process: ChildProcess;
  /** `exit 0` or the signal that ended it, once it has ended. */
  readonly ended: Promise<string>;
  #over = false;

  /**
   * Starts a command as the leader of a group: a driver without a shell, or a line for the shell, of which what leaves the
   * group may live on.
   */
  constructor(start: readonly string[] | string, env: NodeJS.ProcessEnv, stdin: 'ignore' | 'pipe') {
    const shell = typeof start === 'string';
    const [command = '', ...args] = shell ? [start] : start;
    this.process = spawn(command, args, {
      env: shell ? env : { ...env, ...containment.environment },
      stdio: [stdin, 'pipe', 'pipe'],
      shell,
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    // A driver that closes its standard input makes writing fail, which its silence tells well enough.
    this.process.stdin?.on('error', () => {});
    running.add(this);
    watchExit();
    const { pid } = this.process;
    if (pid !== undefined && process.platform !== 'win32') {
      watchdog.watch(pid);
      if (!shell) containment.take(pid);
    }
    this.ended = new Promise((resolve, reject) => {
      this.process.once('error', (error: NodeJS.ErrnoException) => {
        running.delete(this);
        reject(
          new KitError(
            `cannot start ${command}: ${error.code === 'ENOENT' ? 'there is no such command' : error.message}`,
          ),
        );
      });
      this.process.once('exit', (code, signal) => resolve(code === null ? `${signal}` : `exit ${code}`));
    });
    // Whoever waits for it sees the error; nobody has to.
    this.ended.catch(() => {});
  }

  /** Ends every process of the group at once, also those that outlived the first one. */
  kill(): void {
    if (this.#over) return;
    this.#over = true;
    running.delete(this);
    const { pid } = this.process;
    if (pid === undefined) return;
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
    else {
      endGroup(pid);
      watchdog.forget(pid);
    }
    for (const stream of this.process.stdio) stream?.destroy();
  }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // None is left.
  }
}

/** Ends the processes of all drivers, also those that left their group, as far as the system tells which they are (Linux). */
export function sweep(): void {
  for (const group of [...running]) group.kill();
  containment.end();
}

let watching = false;

/** However this process ends, its drivers end with it: the watchdog sees to those of one that SIGKILL ended. */
function watchExit(): void {
  if (watching) return;
  watching = true;
  process.on('exit', sweep);
  if (process.platform !== 'win32') watchdog.start(containment);
}
