import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readWaivers, waiversFileName } from '../report/waivers/waivers-file.js';
import type { RunOptions } from '../run/run-options.js';

/** The file of waivers that a run is given: the named one, else waivers.yaml of the working directory where there is one. Throws KitError when something is wrong with it. */
export function waiversOption(named: string | undefined): Pick<RunOptions, 'waivers'> {
  if (named === undefined && !existsSync(waiversFileName)) return {};
  const path = resolve(named ?? waiversFileName);
  readWaivers(path);
  return { waivers: path };
}
