import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder beside `folder` that takes what may not stay among the artifacts. */
export function quarantineOf(folder: string): string {
  return `${folder}.quarantine`;
}

/** Moves a file or a folder, by its path below `folder`, to the same path in the quarantine, and gives its new absolute path; nothing that lies there is overwritten. Throws where it cannot be moved. */
export function quarantine(folder: string, file: string): string {
  const base = quarantineOf(folder);
  mkdirSync(base, { recursive: true, mode: 0o700 });
  // It lies in the working folder of whoever ran the kit, and holds secrets.
  const ignore = join(base, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  const target = freeNameFor(join(base, file));
  mkdirSync(dirname(target), { recursive: true });
  move(join(folder, file), target);
  return target;
}

function freeNameFor(path: string): string {
  for (let turn = 1; ; turn += 1) {
    const name = turn === 1 ? path : `${path}.${turn}`;
    if (!existsSync(name)) return name;
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (thrown) {
    // The folder is a file system of its own.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EXDEV')) throw thrown;
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
    rmSync(from, { recursive: true });
  }
}
