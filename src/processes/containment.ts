import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { ControlGroup } from './control-group.js';

/**
 * Knows the processes that come of this kit's drivers, whatever group and parent they have by now, by what Linux tells of
 * them: the control group they are in, where this process may make one; a mark in their environment; the streams to the
 * kit that they inherited.
 */
export class Containment {
  readonly #mark = randomUUID();
  readonly #streams = new Set<string>();
  #group: ControlGroup | undefined;
  #tried = false;

  /** What a driver's environment has besides its own. */
  get environment(): Readonly<Record<string, string>> {
    return { [markVariable]: this.#mark };
  }

  /** The entry of that environment. */
  get mark(): string {
    return `${markVariable}=${this.#mark}`;
  }

  /** The folder of the control group, where there is one. */
  get folder(): string | undefined {
    return this.#controlGroup()?.folder;
  }

  /** Takes in a driver's process that has just begun. */
  take(pid: number): void {
    if (process.platform !== 'linux') return;
    for (const stream of ['1', '2']) {
      const target = targetOf(`/proc/${pid}/fd/${stream}`);
      if (target.startsWith('socket:') || target.startsWith('pipe:')) this.#streams.add(target);
    }
    this.#controlGroup()?.take(pid);
  }

  /** Ends every process that was taken in, and all that came of them, as far as they are known. */
  end(): void {
    if (process.platform !== 'linux') return;
    this.#group?.end();
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name) || Number(name) === process.pid || !this.#owns(name)) continue;
      try {
        process.kill(Number(name), 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    this.#streams.clear();
  }

  #owns(pid: string): boolean {
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'latin1').includes(this.mark)) return true;
      const folder = `/proc/${pid}/fd`;
      return (
        this.#streams.size > 0 &&
        readdirSync(folder).some((fd) => this.#streams.has(targetOf(`${folder}/${fd}`)))
      );
    } catch {
      return false;
    }
  }

  #controlGroup(): ControlGroup | undefined {
    if (!this.#tried && process.platform === 'linux') this.#group = ControlGroup.make(this.#mark);
    this.#tried = true;
    return this.#group;
  }
}

const markVariable = 'QUALIFICATION_KIT_DRIVER';

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
