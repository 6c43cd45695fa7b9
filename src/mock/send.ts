import type { ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { HeaderList } from '../http/exchange.js';
import type { Reply } from './reply.js';

/** Writes a reply, or does to the connection what the reply's delivery says. */
export function send(reply: Reply, response: ServerResponse): void {
  const { delivery } = reply;
  switch (delivery.kind) {
    case 'hang':
      return;
    case 'reset':
      // Node resets plain connections alone; without its closing alert, the end of a TLS connection is one as well.
      if (response.socket instanceof TLSSocket) response.socket.destroy();
      else response.socket?.resetAndDestroy();
      return;
    case 'close':
      response.socket?.destroy();
      return;
    case 'raw':
      response.socket?.end(delivery.bytes);
      return;
    case 'plain':
      head(reply, response);
      response.end(reply.body);
      return;
    case 'chunked':
      head(
        { ...reply, headers: reply.headers.filter(([name]) => name.toLowerCase() !== 'content-length') },
        response,
      );
      for (const byte of reply.body) response.write(Uint8Array.of(byte));
      response.end();
      return;
    case 'cut':
      head(reply, response);
      response.write(reply.body.subarray(0, delivery.bytes), () => response.socket?.destroy());
      return;
    case 'drip':
      drip(reply, response, delivery.pauseMs, delivery.endless);
      return;
    default:
      delivery satisfies never;
  }
}

function head(reply: Reply, response: ServerResponse): void {
  response.writeHead(reply.status, flat(reply.headers));
}

/** Names and values in turn. `Array.prototype.flat` takes twenty times as long. */
function flat(headers: HeaderList): string[] {
  const list: string[] = [];
  for (const [name, value] of headers) list.push(name, value);
  return list;
}

function drip(reply: Reply, response: ServerResponse, pauseMs: number, endless: boolean): void {
  const headers = endless
    ? reply.headers.filter(([name]) => name.toLowerCase() !== 'content-length')
    : reply.headers;
  head({ ...reply, headers }, response);
  let sent = 0;
  const timer = setInterval(() => {
    if (response.destroyed) clearInterval(timer);
    else if (endless) response.write(' ');
    else if (sent < reply.body.length) response.write(reply.body.subarray(sent, ++sent));
    else {
      clearInterval(timer);
      response.end();
    }
  }, pauseMs);
  response.on('close', () => clearInterval(timer));
}
