import { textOf } from './content.js';
import { inflated } from './layers/inflate.js';
import type { Redactor } from './redact.js';

/** Whether bytes hold a secret, as they are or inside of codings, declared or not, cut or not. What grows past 512 KiB is taken to hold one. */
export function hidesSecret(bytes: Uint8Array, redactor: Redactor, depth = 2): boolean {
  if (redactor.isIn(Buffer.from(bytes).toString('latin1'))) return true;
  const clean = textOf(bytes);
  if (depth === 0 || (clean !== undefined && !/[\u0000-\u0008\u000e-\u001f]/.test(clean))) return false;
  const { contents, beyond } = inflated(bytes);
  return beyond || contents.some((inner) => hidesSecret(inner, redactor, depth - 1));
}
