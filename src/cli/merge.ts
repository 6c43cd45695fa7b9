import { merge as mergeParts } from '../run/merge.js';
import { choicesOf, waiversOf } from './choices.js';

export interface MergeOptions {
  readonly output: string;
  readonly contract?: string;
  readonly waivers?: string;
}

/** Makes one report of the parts that shards left, in these folders or in folders in them. */
export async function merge(folders: readonly string[], given: MergeOptions): Promise<void> {
  await mergeParts(folders, { ...choicesOf(given), ...waiversOf(given.waivers) });
}
