import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { KitError } from './errors.js';

/** Tells the processes of this kit's process from all others, in their environment. */
const mark = `QUALIFICATION_KIT_DRIVER=${randomUUID()}`;

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
    const [name = '', value = ''] = mark.split('=');
    this.process = spawn(command, args, {
      env: shell ? env : { ...env, [name]: value },
      stdio: [stdin, 'pipe', 'pipe'],
      shell,
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    // A driver that closes its standard input makes writing fail, which its silence tells well enough.
    this.process.stdin?.on('error', () => {});
    running.add(this);
    watchExit();
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
    else endGroup(pid);
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

/** Ends processes that left their group, where the system lets their environment be read (Linux). */
export function sweep(): void {
  for (const group of [...running]) group.kill();
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid || !isMarked(name)) continue;
    try {
      process.kill(Number(name), 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

function isMarked(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
  } catch {
    return false;
  }
}

let watching = false;

/** However this process ends, short of SIGKILL, its drivers end with it. */
function watchExit(): void {
  if (watching) return;
  watching = true;
  process.on('exit', sweep);
}
