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

/** The value of a reply's header. */
export function replyHeader(reply: Reply, name: string): string | undefined {
  return headerValue(reply.headers, name);
}

/** The JSON string that a healthy success has for content. */
export function valueIn(reply: Reply): string {
  return JSON.parse(textOfReply(reply));
}

/** The reply with a documented value that is not its own: another string, or another list. */
export function withOtherValue(reply: Reply): Reply {
  const text = textOfReply(reply);
  if (text === '[]') return withJson(reply, [{ qualification: 'Education', vettingStatus: 'Approved' }]);
  if (text.startsWith('[')) return withJson(reply, []);
  return withJson(reply, text === '"none"' ? 'education' : 'none');
}
