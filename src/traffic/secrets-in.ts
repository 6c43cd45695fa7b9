import type { Exchange, HeaderList } from '../http/exchange.js';

/** A secret that an exchange holds. */
export interface FoundSecret {
  readonly value: string;
  /** What stands in its place wherever it is shown. */
  readonly name: string;
  /** Such as `header Authorization`; says nothing of its value. */
  readonly place: string;
  /** It authorises a client: it belongs in Authorization alone. */
  readonly isToken: boolean;
}

/** So much of content is searched. */
const mostSearched = 64 * 1024;

/** What is secret in an exchange: credentials, cookies, keys, and members and parameters that are named for what they hold. */
export function secretsIn({ request, ending }: Exchange, body: Uint8Array): readonly FoundSecret[] {
  const start = request.target.indexOf('?');
  const sent = inText(start < 0 ? '' : request.target.slice(start), 'query');
  const found = [
    ...inFields(request.headers),
    ...sent,
    ...inText(body.length === 0 ? '' : latin1(body), 'request content'),
  ];
  if (ending.kind !== 'answered') return found;
  const { headers, body: told } = ending.answer;
  return [...found, ...inFields(headers), ...inText(latin1(told), 'answer content')];
}

/** What an Authorization field has behind its scheme; all of it without one. */
export function credentialIn(field: string): string {
  return /^\s*[\w-]+ +(\S.*)$/.exec(field)?.[1]?.trim() ?? field.trim();
}

/** Whether somebody has put something in the place of a secret: `[token]`, `***`, `<redacted>`, `[43 characters]`, `xxxx`. */
export function isMasked(value: string): boolean {
  const text = value.trim();
  return (
    /^(\[[^\]"{}]+\]|<[^<>]+>|\{\{.*\}\}|\(.*\)|\W*(redacted|removed|hidden|masked|sanitized|filtered|scrubbed|omitted)\W*)$/i.test(
      text,
    ) || /^([*x•.…_#-])\1{2,}$/i.test(text)
  );
}

const keyHeader =
  /((api|subscription|access|auth|functions)[-_]?(key|token)|secret|password|security-token)/i;
const jwtForm = /eyJ[\w-]{8,}\.[\w-]{8,}(\.[\w-]*)?/g;

function inFields(headers: HeaderList): readonly FoundSecret[] {
  return headers.flatMap(([name, value]): readonly FoundSecret[] => {
    const place = `header ${name}`;
    const one = (held: string, called: string, isToken = false): readonly FoundSecret[] =>
      held.length < 8 || isMasked(held) ? [] : [{ value: held, name: called, place, isToken }];
    if (/^authorization$/i.test(name)) return one(credentialIn(value), 'token', true);
    if (/^proxy-authorization$/i.test(name)) return one(credentialIn(value), 'credential');
    if (/^(set-)?cookie2?$/i.test(name))
      return cookiesIn(name, value).flatMap((held) => one(held, 'session value'));
    if (keyHeader.test(name)) return one(value.trim(), 'key');
    return value.includes('eyJ') ? (value.match(jwtForm) ?? []).flatMap((held) => one(held, 'token')) : [];
  });
}

function cookiesIn(name: string, value: string): readonly string[] {
  const pairs = /^set-/i.test(name) ? [value.split(';')[0] ?? ''] : value.split(';');
  return pairs.map((pair) => pair.slice(pair.indexOf('=') + 1).trim()).filter((held) => held.length >= 12);
}

const secretMember =
  /(?:^|[?&\s"'{,;])(access_token|refresh_token|id_token|client_secret|client_assertion|password)["']?\s*[=:]\s*["']?([^\s"'&,;}]{8,})/gi;

/** Members and parameters that hold a secret, by their names, and JSON Web Tokens wherever they stand. */
function inText(text: string, where: string): readonly FoundSecret[] {
  if (text === '') return [];
  const named = [...text.matchAll(secretMember)].map(([, name = '', value = '']): FoundSecret => {
    const lower = name.toLowerCase();
    const isToken = /token|assertion/.test(lower);
    return { value, name: isToken ? 'token' : lower.replace('_', ' '), place: `${where} ${lower}`, isToken };
  });
  const jwts = text.includes('eyJ') ? [...text.matchAll(jwtForm)] : [];
  const others = jwts.map(([value]) => ({ value, name: 'token', place: where, isToken: false }));
  return [...named, ...others].filter(({ value }) => !isMasked(value));
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, mostSearched)).toString('latin1');
}
