import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Where a console is, and what is known to whoever was given its address. */
export interface Door {
  /** `127.0.0.1:port`, as a browser writes it in Host. */
  readonly host: string;
  readonly key: string;
}

/** What the guard looks at. */
export interface Knock {
  readonly method: string;
  /** Whether the page itself is asked for, in which there is nothing to know. */
  readonly open: boolean;
  readonly headers: IncomingHttpHeaders;
  /** The key that came along. */
  readonly key: string | undefined;
}

/**
 * Why a request is refused; undefined for one of the console's own page. A foreign Host is how DNS rebinding arrives; a
 * foreign Origin or site is another page in the same browser; without the key it is another program.
 */
export function refusalOf({ method, open, headers, key }: Knock, door: Door): string | undefined {
  if (headers.host !== door.host) return `this console is at ${door.host} alone`;
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${door.host}`) return 'another origin may not ask here';
  if (open) return method === 'GET' ? undefined : 'the page can only be read';
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return 'another site may not ask here';
  if (method !== 'GET' && origin === undefined) return 'a change needs an Origin';
  if (method !== 'GET' && !/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? ''))
    return 'a change is JSON';
  return isSame(key ?? '', door.key)
    ? undefined
    : 'the key is missing or wrong; open the address that was printed';
}

/** In the same time, however much of it is right. */
function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return first !== undefined && second !== undefined && timingSafeEqual(first, second);
}
