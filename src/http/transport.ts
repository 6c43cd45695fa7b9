import { performance } from 'node:perf_hooks';
import { Connection } from './connection.js';
import type { ConnectionOptions } from './connection-options.js';
import type { Ending, Exchange, HttpRequest } from './exchange.js';
import type { Limits } from './time-limit.js';

export type { Limits } from './time-limit.js';

/** Content past this is never a qualification nor an error: reading stops. */
export const maxBodyBytes = 1024 * 1024;

/** What a request may need besides what evidence of it shows. */
export interface RequestOptions {
  /** Absent: Node's roots, and no proxy whatever the environment says. */
  readonly connection?: ConnectionOptions;
  /** In the place of the request's own, and kept out of the exchange, because it may be a secret. */
  readonly content?: string;
}

/**
 * Sends one request on a connection of its own and waits for the whole response or for the time limit.
 * Never throws for what the other side does, never follows a redirect, never decodes, never sends twice to whoever may
 * have read it, never leaves a certificate unverified, never sends over TLS before 1.2. Throws KitError when HTTPS_PROXY
 * is no URL.
 */
export async function exchange(
  request: HttpRequest,
  limits: Limits,
  options: RequestOptions = {},
): Promise<Exchange> {
  const startedAt = new Date().toISOString();
  const begin = performance.now();
  const { content = request.content ?? '' } = options;
  const connection = await Connection.open(request.origin, limits, options.connection, begin);
  const told = (ending: Ending, tlsVersion?: string): Exchange => {
    const durationMs = Math.round(performance.now() - begin);
    return { request, ending, startedAt, durationMs, ...(tlsVersion === undefined ? {} : { tlsVersion }) };
  };
  if ('ending' in connection) return told(connection.ending);
  const ending = await connection.ask({ request, content, last: true, begin });
  connection.close();
  if (ending.kind === 'closed') return told({ kind: 'broken', breakage: 'reset', message: ending.message });
  return told(ending, connection.tlsVersion);
}
