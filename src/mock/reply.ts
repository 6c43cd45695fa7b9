import type { ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { type HeaderList, headerValue } from '../http/exchange.js';

/** How a reply travels. All but `plain` and `chunked` break HTTP or the connection on purpose. */
export type Delivery =
  | { readonly kind: 'plain' | 'chunked' | 'hang' | 'reset' | 'close' }
  /** Content-Length is right; the connection ends after this many bytes of content. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** One byte of content at a time, with a pause before each; for ever, when `endless`. */
  | { readonly kind: 'drip'; readonly pauseMs: number; readonly endless: boolean }
  /** These bytes instead of a response; then the connection ends. */
  | { readonly kind: 'raw'; readonly bytes: Uint8Array };

/** A response before it is written. */
export interface Reply {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  readonly delivery: Delivery;
}

/** A whole document that nobody is to keep. */
export function documentReply(status: number, type: string, text: string): Reply {
  const body = Buffer.from(text);
  const headers: HeaderList = [
    ['Content-Type', type],
    ['Content-Length', String(body.length)],
    ['Cache-Control', 'no-store'],
  ];
  return { status, headers, body, delivery: { kind: 'plain' } };
}

/** The reply with a header set in place of all fields of that name, or without it. */
export function withHeader(reply: Reply, name: string, value: string | undefined): Reply {
  const lower = name.toLowerCase();
  const others = reply.headers.filter(([key]) => key.toLowerCase() !== lower);
  return { ...reply, headers: value === undefined ? others : [...others, [name, value]] };
}

/** The reply with one more field, whether or not the name occurs already. */
export function withField(reply: Reply, name: string, value: string): Reply {
  return { ...reply, headers: [...reply.headers, [name, value]] };
}

/** The reply with other content and the Content-Length that fits it. */
export function withBody(reply: Reply, body: string | Uint8Array): Reply {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return withHeader({ ...reply, body: bytes }, 'Content-Length', String(bytes.length));
}

/** The reply with a JSON value as content. */
export function withJson(reply: Reply, value: unknown): Reply {
  return withBody(reply, JSON.stringify(value));
}

export function withStatus(reply: Reply, status: number): Reply {
  return { ...reply, status };
}

export function withDelivery(reply: Reply, delivery: Delivery): Reply {
  return { ...reply, delivery };
}

/** The content as text. */
export function textOfReply(reply: Reply): string {
  return Buffer.from(reply.body).toString('utf8');
}

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

/** The value of a reply's header. */
export function replyHeader(reply: Reply, name: string): string | undefined {
  return headerValue(reply.headers, name);
}
