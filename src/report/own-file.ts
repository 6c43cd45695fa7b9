import { ownArea } from '../catalogue/own-requirements.js';
import type { Judgement } from './report.js';

/** The file of `--checks` that judgements rest on, as the run named it; undefined where the kit's requirements alone were judged. */
export function ownFileOf(judgements: readonly Pick<Judgement, 'area' | 'at'>[]): string | undefined {
  return judgements.find(({ area }) => area === ownArea)?.at.replace(/:\d+$/, '');
}
