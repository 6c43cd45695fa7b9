import type { HeaderList, HttpRequest } from './exchange.js';

/** What cannot be sent, because no request can hold it. */
export class Unsendable extends Error {
  override readonly name = 'Unsendable';
}

/**
 * A request as it goes down a connection of HTTP/1.1: Host first unless it has one, then its fields as composed, then the
 * length of its content, and at last Connection: close where `last`. Throws Unsendable for what would be another request.
 */
export function requestBytes(request: HttpRequest, content: string, last: boolean): Buffer {
  const { method, target } = request;
  const fields = [...hostOf(request), ...request.headers, ...lengthOf(request, content)];
  if (last) fields.push(['Connection', 'close']);
  checkSendable(request);
  const lines = [`${method} ${target} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`)];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return content === '' ? head : Buffer.concat([head, Buffer.from(content)]);
}

/** Throws Unsendable for a method, a target or a field with characters that would end it. */
export function checkSendable({ method, target, headers }: HttpRequest): void {
  if (!token.test(method)) throw new Unsendable('the method is no token; nothing was sent');
  if (!/^[\x21-\xff]+$/.test(target))
    throw new Unsendable('the path holds a character that no request line may have; nothing was sent');
  for (const [name, value] of headers) {
    if (!token.test(name)) throw new Unsendable('the name of a header is no token; nothing was sent');
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new Unsendable(`the header ${name} holds a character that no field may have; nothing was sent`);
  }
}

const token = /^[\w!#$%&'*+.^`|~-]+$/;

function hostOf({ origin, headers }: HttpRequest): HeaderList {
  const own = headers.some(([name]) => name.toLowerCase() === 'host');
  return own ? [] : [['Host', new URL(origin).host]];
}

/** RFC 9110, 8.6: also without content, where a method usually brings some, because servers refuse what has no length. */
function lengthOf({ method, headers }: HttpRequest, content: string): HeaderList {
  if (content === '' && !/^(POST|PUT|PATCH)$/.test(method)) return [];
  const own = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  return own ? [] : [['Content-Length', String(Buffer.byteLength(content))]];
}
