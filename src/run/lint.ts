import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.js';
import { operationKinds } from '../catalogue/requirement.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import { packageRoot } from '../files/package-root.js';
import { lintedBefore } from '../files/prepared.js';

/** Finds all that can be wrong with the contract and the catalogue. Throws KitError for the first of it. Passes over files that the build linted. */
export async function lintOnce(contract: string): Promise<void> {
  if (lintedBefore(lintDigest(contract))) return;
  await lint(contract);
}

/** Like lintOnce, whatever the build did. */
export async function lint(contract: string): Promise<void> {
  const [{ lintCatalogue }, { lintContract }] = await Promise.all([
    import('../catalogue/lint-catalogue.js'),
    import('../contract/lint-contract.js'),
  ]);
  demandKnownOperations(lintCatalogue());
  await lintContract(contract);
}

/** Requirements name operations of the kit's own contract; one that is given in its place may have others. */
function demandKnownOperations({ requirements }: Catalogue): void {
  const known = [...operationKinds, ...loadContract().operations.map(({ id }) => id)];
  for (const { id, operations, at } of requirements) {
    const stranger = operations.find((word) => !known.includes(word));
    if (stranger !== undefined)
      throw new KitError(
        `${id} at ${at} names the unknown operation "${stranger}"${didYouMean(stranger, known)}`,
      );
  }
}

/** The SHA-256 over every file that linting reads. */
export function lintDigest(contract: string): string {
  const hash = createHash('sha256').update(readable(contract));
  for (const file of filesBelow(join(packageRoot, 'specs'))) hash.update(file).update(readable(file));
  return hash.digest('hex');
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}

function readable(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
