import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The SHA-256 over names and contents of the kit's own code as it runs, compiled or not, with the tests that judge; as lower-case hexadecimal digits. Two kits of one version may differ. */
export function kitDigest(): string {
  known ??= digest();
  return known;
}

let known: string | undefined;

function digest(): string {
  const own = dirname(fileURLToPath(import.meta.url));
  const ending = extname(fileURLToPath(import.meta.url));
  const root = dirname(own);
  const folders = [own, join(root, 'tests', 'service'), join(root, 'tests', 'client')];
  const files = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((file) => file.endsWith(ending) && !file.endsWith('.d.ts'))
    .map((file) => [relative(root, file).split(sep).join('/'), file] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256');
  for (const [name, file] of files) hash.update(`${name}\0`).update(readFileSync(file));
  return hash.digest('hex');
}
