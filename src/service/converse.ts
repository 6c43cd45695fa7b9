import type { Closed } from '../http/channel.js';
import { Connection } from '../http/connection.js';
import type { ConnectionOptions } from '../http/connection-options.js';
import type { Ending, Exchange, HttpRequest } from '../http/exchange.js';
import type { Limits } from '../http/transport.js';

/** How a connection is opened, and the number that its exchanges get. */
export interface Opening {
  readonly limits: Limits;
  readonly options: ConnectionOptions;
  readonly number: number;
}

/**
 * Sends requests down one connection, one after the other or all at once where `pipelined`, and returns what came of
 * them up to where the service closed it: of one at least, unless there are none.
 */
export async function converse(
  requests: readonly HttpRequest[],
  pipelined: boolean,
  { limits, options, number }: Opening,
): Promise<readonly Exchange[]> {
  const [first] = requests;
  if (!first) return [];
  const opened = await Connection.open(first.origin, limits, options);
  if (!(opened instanceof Connection)) return [endedAtOnce(first, opened.ending)];
  const exchanges: Exchange[] = [];
  try {
    const together = pipelined ? await opened.pipeline(requests) : [];
    for (const [index, request] of requests.entries()) {
      const result: Exchange | Closed | undefined = pipelined ? together[index] : await opened.send(request);
      if (!result || ('how' in result && exchanges.length > 0)) break;
      const exchange =
        'how' in result
          ? // Nothing was answered on it, so this is no close between two requests.
            endedAtOnce(request, { kind: 'broken', breakage: 'reset', message: result.message })
          : result;
      exchanges.push({ ...exchange, connection: number });
      if ('how' in result) break;
    }
  } finally {
    opened.close();
  }
  return exchanges;
}

function endedAtOnce(request: HttpRequest, ending: Ending): Exchange {
  return { request, ending, startedAt: new Date().toISOString(), durationMs: 0 };
}
