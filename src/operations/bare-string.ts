import { canonical } from '../contract/qualification.js';
import type { ToldQualification } from './operation-module.js';

/** The qualification that a bare string tells: none for the word that says so. Undefined for anything else. */
export function toldByString(value: unknown): readonly ToldQualification[] | undefined {
  if (typeof value !== 'string') return undefined;
  const qualification = canonical(value);
  return qualification === 'none' ? [] : [{ qualification }];
}
