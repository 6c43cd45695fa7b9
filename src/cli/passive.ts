import type { RunOptions } from '../config/run-options.js';

/** Placeholder until the driven modes run. */
export async function listen(
  _: RunOptions,
  __: { readonly port: number; readonly forMs?: number },
): Promise<void> {
  throw new Error('not yet');
}
