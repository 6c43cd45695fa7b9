import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preparedDigestFile } from './prepared.js';

/** The SHA-256 over names and contents of the kit's own code as it runs, compiled or not, with the tests that judge and what vouches for the files that the build prepared; as lower-case hexadecimal digits. Two kits of one version may differ. */
export function kitDigest(): string {
  known ??= digest();
  return known;
}

let known: string | undefined;

function digest(): string {
  const self = fileURLToPath(import.meta.url);
  const source = dirname(dirname(self));
  const root = dirname(source);
  const ending = extname(self);
  const folders = [source, join(root, 'tests', 'service'), join(root, 'tests', 'client')];
  const code = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((file) => file.endsWith(ending) && !file.endsWith('.d.ts'));
  const files = [...code, join(root, `playwright.config${ending}`)]
    .map((file) => [relative(root, file).split(sep).join('/'), file] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256');
  for (const [name, file] of files) hash.update(`${name}\0`).update(readFileSync(file));
  if (existsSync(preparedDigestFile)) hash.update('prepared\0').update(readFileSync(preparedDigestFile));
  return hash.digest('hex');
}
