import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A control group of Linux (version 2) below the one of this process: no process leaves it by clearing its environment or by leading a session. */
export class ControlGroup {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes one; none where the system has none, or this process may not. */
  static make(name: string): ControlGroup | undefined {
    const own = ownFolder();
    if (own === undefined) return undefined;
    const folder = join(own, `qualification-kit-${name}`);
    try {
      mkdirSync(folder);
    } catch {
      return undefined;
    }
    const made = new ControlGroup(folder);
    process.once('exit', () => made.#remove());
    return made;
  }

  /** Moves a process into it, where the system lets it; what the process starts from then on is in it too. */
  take(pid: number): void {
    try {
      writeFileSync(join(this.folder, 'cgroup.procs'), String(pid));
    } catch {
      // It ended already, or this process may not move it.
    }
  }

  /** Ends every process in it. */
  end(): void {
    try {
      writeFileSync(join(this.folder, 'cgroup.kill'), '1');
    } catch {
      // Linux before 5.14.
      for (const pid of this.#members())
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It ended by itself.
        }
    }
  }

  #members(): readonly number[] {
    try {
      return readFileSync(join(this.folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
    } catch {
      return [];
    }
  }

  /** Processes take a moment to end, and until then it stays. */
  #remove(): void {
    const until = Date.now() + 200;
    do {
      try {
        rmdirSync(this.folder);
        return;
      } catch {
        // The watchdog removes it otherwise.
      }
    } while (Date.now() < until);
  }
}

/** Where the control group of this process lies in the file system. */
function ownFolder(): string | undefined {
  try {
    const [, path] = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8')) ?? [];
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    const mount = mounts.find((line) => line.includes(' - cgroup2 '))?.split(' ');
    const [root, place] = [mount?.[3], mount?.[4]];
    if (path === undefined || root === undefined || place === undefined) return undefined;
    // A container sees a part of the tree, with its own root.
    return join(place, root !== '/' && path.startsWith(root) ? path.slice(root.length) : path);
  } catch {
    return undefined;
  }
}
