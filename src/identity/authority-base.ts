import { isGuid } from '../http/guid.js';
import { isLoopback } from '../http/loopback.js';

/** Where an authority is asked, as a person wrote it. */
export interface AuthorityBase {
  readonly origin: string;
  /** With the port, where it is not the scheme's own. */
  readonly host: string;
  /** The path of what stands in front of it, such as `/entra`; empty for none. */
  readonly prefix: string;
}

/** What the URL of an authority says, or what is wrong with it, to be put behind the name of where it stands. */
export type ParsedAuthority =
  | (AuthorityBase & { readonly problem?: undefined })
  | { readonly problem: string };

/** Parses the URL of an authority, with the path of a gateway in front of it. Plain HTTP is for loopback alone; a tenant belongs to no authority. */
export function parseAuthority(text: string, tenant = ''): ParsedAuthority {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return { problem: 'is no URL such as https://login.microsoftonline.com' };
  if (url.username !== '' || url.password !== '') return { problem: 'holds credentials' };
  if (url.search !== '' || url.hash !== '')
    return { problem: 'has a query or a fragment; give scheme, host and, if there is one, a path' };
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return { problem: `would get secrets over plain HTTP; did you mean "https://${url.host}"?` };
  const prefix = url.pathname.replace(/\/+$/, '');
  const segments = prefix.split('/');
  const at = segments.findIndex((segment) => segment !== '' && isTenant(segment, tenant));
  if (at >= 0)
    return {
      problem: `has the path ${url.pathname}; give the tenant as "tenant", and ${url.origin}${segments.slice(0, at).join('/')} as the authority`,
    };
  return { origin: url.origin, host: url.host, prefix };
}

function isTenant(segment: string, tenant: string): boolean {
  return (
    segment.toLowerCase() === tenant.toLowerCase() ||
    isGuid(segment) ||
    /^(common|organizations|consumers)$/i.test(segment) ||
    /\.onmicrosoft\.(com|us)$/i.test(segment)
  );
}
