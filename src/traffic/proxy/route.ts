import type { HeaderList } from '../../http/exchange.js';
import type { RequestHead } from '../../http/request-parser.js';

/** Where requests come in and where they go. */
export interface Route {
  /** Host and port that the proxy listens at, in each way that it may be called. */
  readonly own: readonly string[];
  /** The target's scheme, host and port. */
  readonly origin: string;
  /** Its host and port. */
  readonly host: string;
  /** Host stays as the client sent it. */
  readonly keepHost: boolean;
}

/** A request's header as it goes to the target: the same bytes, but for the value of Host and the authority of a target in absolute form. */
export function rewritten({ bytes, target }: RequestHead, { origin, host, keepHost }: Route): Buffer {
  if (keepHost) return bytes;
  const text = bytes.toString('latin1');
  const start = text.search(/[^\r\n]/);
  const lineEnd = text.indexOf('\n', start) + 1;
  const first = text.slice(0, lineEnd);
  const line = absolute.test(target)
    ? first.replace(target, () => target.replace(absolute, () => origin))
    : first;
  const fields = text.slice(lineEnd).replaceAll(hostField, (_, name: string) => `${name}${host}`);
  return Buffer.from(line + fields, 'latin1');
}

/** The fields of a request as they are judged: the proxy's own name in Host stands for the target's, and another name stays. */
export function judgedHeaders(headers: HeaderList, { own, host }: Route): HeaderList {
  return headers.map(([name, value]) =>
    name.toLowerCase() === 'host' && own.includes(value.toLowerCase()) ? [name, host] : [name, value],
  );
}

const absolute = /^https?:\/\/[^/?#]*/i;
/** The name and what stands before the value, in a line of its own. */
const hostField = /^(host:[ \t]*)[^\r\n]*?(?=[ \t]*\r?$)/gim;
