import { type Reply, withDelivery } from './reply.js';

/**
 * The reply as bytes of the caller's own: its head with a field in place of Content-Length, then this content; the
 * connection ends behind it.
 */
export function withRawResponse(reply: Reply, field: string, content: Uint8Array): Reply {
  const fields = reply.headers
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${reply.status} OK`, ...fields, field, '', ''].join('\r\n');
  return withDelivery(reply, { kind: 'raw', bytes: Buffer.concat([Buffer.from(head), content]) });
}
