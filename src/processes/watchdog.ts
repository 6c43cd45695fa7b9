import { type ChildProcess, spawn } from 'node:child_process';
import type { Containment } from './containment.js';

/** Follows the groups by what it is told, until nobody is left who could tell it anything; then ends them all. */
const script = `
trap '' INT TERM HUP
groups= mark= cgroup=
while read -r word value; do
  case $word in
    mark) mark=$value ;;
    cgroup) cgroup=$value ;;
    watch) groups="$groups $value" ;;
    forget) rest=; for group in $groups; do [ "$group" = "$value" ] || rest="$rest $group"; done; groups=$rest ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
if [ -n "$mark" ] && [ -d /proc/self ]; then
  grep -alF -e "$mark" /proc/[0-9]*/environ | while IFS=/ read -r none proc pid rest; do kill -s KILL "$pid"; done
fi
if [ -n "$cgroup" ] && [ -d "$cgroup" ]; then
  echo 1 > "$cgroup/cgroup.kill" || while read -r pid; do kill -s KILL "$pid"; done < "$cgroup/cgroup.procs"
  for turn in 1 2 3 4 5; do rmdir "$cgroup" && break; sleep 1; done
fi
`;

/** A shell that ends the drivers of a kit's process which was ended by SIGKILL and can do nothing itself (POSIX). It learns of that by the end of its standard input. */
class Watchdog {
  #shell: ChildProcess | undefined;

  /** Begins to watch over this process. A system without a shell has no watchdog. */
  start(containment: Containment): void {
    if (this.#shell) return;
    // A group of its own, so that Ctrl-C does not end it, and nothing of the environment.
    const shell = spawn('/bin/sh', ['-c', script], {
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#shell = shell;
    shell.on('error', () => {});
    shell.stdin.on('error', () => {});
    shell.unref();
    if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
    this.#tell(`mark ${containment.mark}`);
    if (containment.folder !== undefined) this.#tell(`cgroup ${containment.folder}`);
  }

  /** Takes care of a group, by its leader. */
  watch(group: number): void {
    this.#tell(`watch ${group}`);
  }

  /** The group is over, and its number may become another's. */
  forget(group: number): void {
    this.#tell(`forget ${group}`);
  }

  #tell(line: string): void {
    if (this.#shell?.stdin?.writable) this.#shell.stdin.write(`${line}\n`);
  }
}

/** The watchdog of this process. */
export const watchdog = new Watchdog();
