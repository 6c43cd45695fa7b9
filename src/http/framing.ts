import type { Finding } from '../finding.js';
import { type HeaderList, headerValues } from './exchange.js';

/** Where the content of a response ends (RFC 9112, 6.3). */
export type Framing =
  | { readonly kind: 'none' | 'chunked' | 'until-close'; readonly flaw?: Finding }
  | { readonly kind: 'length'; readonly bytes: number; readonly flaw?: Finding }
  /** It cannot be told. */
  | { readonly kind: 'wrong'; readonly message: string };

/** How the content of a response to a method is framed, by its status and header. */
export function framingOf(method: string, status: number, headers: HeaderList): Framing {
  if (method === 'HEAD' || status === 204 || status === 304) return { kind: 'none' };
  if (method === 'CONNECT' && status >= 200 && status < 300) return { kind: 'none' };
  const codings = members(headers, 'transfer-encoding').map((coding) => coding.toLowerCase());
  if (codings.length > 0) return codedAs(codings, members(headers, 'content-length'));
  const lengths = members(headers, 'content-length');
  return lengths.length === 0 ? { kind: 'until-close' } : longAs(lengths);
}

/** How the content of a request is framed, by its header: without a length there is none, and where two lengths could be meant it cannot be told. */
export function requestFramingOf(headers: HeaderList): Framing {
  const codings = members(headers, 'transfer-encoding').map((coding) => coding.toLowerCase());
  const lengths = members(headers, 'content-length');
  if (codings.length === 0) return lengths.length === 0 ? { kind: 'none' } : longAs(lengths);
  if (lengths.length > 0)
    return { kind: 'wrong', message: 'it has both Transfer-Encoding and Content-Length' };
  const framing = codedAs(codings, lengths);
  return framing.kind === 'until-close'
    ? { kind: 'wrong', message: 'its Transfer-Encoding does not end with "chunked"' }
    : framing;
}

function codedAs(codings: readonly string[], lengths: readonly string[]): Framing {
  const others = codings.filter((coding) => coding !== 'identity');
  if (others.length === 0) return { kind: 'until-close' };
  if (others.length > 1 || others[0] !== 'chunked')
    return {
      kind: 'wrong',
      message: `the transfer coding ${JSON.stringify(codings.join(', '))} was not asked for; only "chunked" may be used`,
    };
  if (lengths.length === 0) return { kind: 'chunked' };
  const flaw = {
    place: 'header Content-Length',
    expected: 'none beside Transfer-Encoding',
    received: lengths.join(', '),
  };
  return { kind: 'chunked', flaw };
}

function longAs(lengths: readonly string[]): Framing {
  const wrong = lengths.find((length) => !/^\d+$/.test(length));
  if (wrong !== undefined)
    return {
      kind: 'wrong',
      message: `Content-Length is ${JSON.stringify(wrong)}, which is no number of bytes`,
    };
  const [bytes = 0, ...others] = lengths.map(Number);
  if (others.some((other) => other !== bytes))
    return { kind: 'wrong', message: `Content-Length is said differently: ${lengths.join(' and ')}` };
  if (others.length === 0) return { kind: 'length', bytes };
  const flaw = { place: 'header Content-Length', expected: 'one length', received: lengths.join(', ') };
  return { kind: 'length', bytes, flaw };
}

/** The members of a field that is a list, over all lines of that name. */
function members(headers: HeaderList, name: string): readonly string[] {
  return headerValues(headers, name).flatMap((value) => value.split(',').map((member) => member.trim()));
}
