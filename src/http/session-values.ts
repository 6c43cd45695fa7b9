import { type HeaderList, headerValues } from './exchange.js';

/** The name that stands in for what a cookie holds. */
export const sessionValue = 'session value';

/** Shorter ones, and those without a digit, are words or flags, and GUIDs are ids: masked where the cookie is set, but looked for nowhere else. */
const tellingValue = /^(?=.*\d)(?=.*[a-z])(?![\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$).{12,}$/i;

/**
 * A header field's value; of one that holds cookies, each cookie's value is replaced by `[session value]`, and names and
 * attributes are kept.
 * @param value has `[name]` already in the place of other secrets, which stay
 * @param names of those secrets
 */
export function cookiesMasked(field: string, value: string, names: ReadonlySet<string>): string {
  if (!/^(set-)?cookie2?$/i.test(field)) return value;
  const sets = /^set-/i.test(field);
  const masked = (pair: string, index: number) => (sets && index > 0 ? pair : withoutValue(pair, names));
  return cookiesIn(value)
    .map((cookie) => cookie.split(';').map(masked).join(';'))
    .join(',');
}

/** The values that an answer sets as cookies and that are long and odd enough to be looked for everywhere, but for what the request itself sent. */
export function sessionValuesSet(headers: HeaderList, sent: string): readonly string[] {
  return headerValues(headers, 'set-cookie')
    .flatMap(cookiesIn)
    .map((cookie) => cookieValueOf(cookie.split(';')[0] ?? ''))
    .filter((value) => tellingValue.test(value) && !sent.toLowerCase().includes(value.toLowerCase()));
}

/** Some servers join several in one field; the comma of a date is followed by no name. */
function cookiesIn(value: string): readonly string[] {
  return value.split(/,(?=\s*[^;,=\s]+=)/);
}

function cookieValueOf(pair: string): string {
  return pair
    .slice(pair.indexOf('=') + 1)
    .trim()
    .replaceAll(/^"|"$/g, '');
}

function withoutValue(pair: string, names: ReadonlySet<string>): string {
  const value = cookieValueOf(pair);
  if (value === '') return pair;
  const known = [...names].map((name) => `[${name}]`).filter((mark) => value.includes(mark));
  const at = pair.lastIndexOf(value);
  return `${pair.slice(0, at)}${known.join('') || `[${sessionValue}]`}${pair.slice(at + value.length)}`;
}
