import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KitError, messageOf } from '../errors.js';

/** Makes an empty folder below the system's temporary one, `name` in its own name, and returns its path. Throws KitError where none can be made. */
export function makeTemporaryFolder(name: string): string {
  const place = tmpdir();
  try {
    return mkdtempSync(join(place, `qualification-kit-${name}-`));
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const variable = process.platform === 'win32' ? 'TEMP' : 'TMPDIR';
    throw new KitError(
      `cannot write to the temporary folder ${place} (${code ?? messageOf(thrown)}); set ${variable} to one that can be written to`,
    );
  }
}
