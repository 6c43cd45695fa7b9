import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { originForm } from '../http/exchange.js';
import type { Call } from './call.js';

const maxBodyBytes = 64 * 1024;

/** The call that a request makes, with the content that was read of it. */
export function callOf(
  request: IncomingMessage,
  { number, connection }: Pick<Call, 'number' | 'connection'>,
  body: Uint8Array,
): Call {
  const { rawHeaders } = request;
  const headers: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2)
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  return {
    number,
    connection,
    method: request.method ?? '',
    target: originForm(request.url ?? ''),
    headers,
    ...(request.httpVersionMinor > 0 && hostsIn(headers) !== 1 ? { withoutOneHost: true } : {}),
    body,
    receivedAt: performance.now(),
  };
}

function hostsIn(headers: readonly (readonly [string, string])[]): number {
  return headers.filter(([name]) => name.toLowerCase() === 'host').length;
}

/** Whether a request brings content. Read from the raw fields: `request.headers` makes Node parse and join all of them. */
export function hasContent({ rawHeaders }: IncomingMessage): boolean {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase();
    if (name === 'transfer-encoding' || (name === 'content-length' && rawHeaders[index + 1] !== '0'))
      return true;
  }
  return false;
}

/** Reads a request's content and hands it over; one over the limit is refused with 413 and not handed over. */
export function readContent(
  request: IncomingMessage,
  response: ServerResponse,
  done: (body: Uint8Array) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
    else if (!response.headersSent)
      response.writeHead(413, { Connection: 'close', 'Content-Length': 0 }).end(() => request.destroy());
  });
  request.on('end', () => {
    if (size <= maxBodyBytes) done(Buffer.concat(chunks));
  });
  request.on('error', () => response.destroy());
}
