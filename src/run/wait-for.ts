import { setTimeout as pause } from 'node:timers/promises';
import { KitError } from '../errors.js';
import { connectionOptionsFrom } from '../http/connection-options.js';
import { exchange, maxBodyBytes } from '../http/transport.js';
import type { Target } from '../target/target.js';

const everyMs = 500;

/** Waits until a target answers anything but 502, 503 and 504, for so many milliseconds at most. Asks without a token. Throws KitError with what was seen last. */
export async function waitFor(
  { name, origin, prefix, connection }: Pick<Target, 'name' | 'origin' | 'prefix' | 'connection'>,
  mostMs: number,
): Promise<void> {
  const options = { connection: connectionOptionsFrom(connection) };
  const request = { method: 'GET', origin, target: `${prefix}/`, headers: [] };
  const until = Date.now() + mostMs;
  for (;;) {
    const left = Math.max(50, until - Date.now());
    const limits = { timeoutMs: Math.min(left, 5000), maxBodyBytes };
    const { ending } = await exchange(request, limits, options);
    const seen = ending.kind === 'answered' ? `it answers ${ending.answer.status}` : ending.message;
    if (ending.kind === 'answered' && ![502, 503, 504].includes(ending.answer.status)) return;
    if (Date.now() + everyMs >= until)
      throw new KitError(`${name} at ${origin} was not there within ${mostMs / 1000} s: ${seen}`);
    await pause(everyMs);
  }
}
