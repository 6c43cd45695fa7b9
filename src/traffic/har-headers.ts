import type { HeaderList } from '../http/exchange.js';
import { listIn, textIn } from './har-value.js';
import { credentialIn, isMasked } from './secrets-in.js';
import type { Gap } from './traffic-exchange.js';

/** The fields that an archive lists: without the pseudo-fields of HTTP/2, and each of several that a browser joined by line ends for itself. */
export function harFieldsOf(message: unknown): HeaderList {
  return listIn(message, 'headers').flatMap((field): HeaderList => {
    const name = textIn(field, 'name');
    if (name === undefined || name === '' || name.startsWith(':')) return [];
    return (textIn(field, 'value') ?? '').split('\n').map((value) => [name, value] as const);
  });
}

/** What is hidden in the fields of a request or an answer. */
export function hiddenIn(headers: HeaderList, of: 'request' | 'answer'): readonly Gap[] {
  return headers.flatMap(([name, value]): readonly Gap[] => {
    const lower = name.toLowerCase();
    if (of === 'request' && lower === 'authorization')
      return isMasked(credentialIn(value))
        ? [{ part: 'credential', reason: 'the credential was replaced in the recording' }]
        : [];
    if (!isMasked(value)) return [];
    return [{ part: `${of} header ${lower}`, reason: `the ${of}'s ${name} was replaced in the recording` }];
  });
}

/** What a request's fields lack that every request has, so that others may be missing too. */
export function leftOutOf(
  request: unknown,
  headers: HeaderList,
  { http2, stripped }: { http2: boolean; stripped: boolean },
): readonly Gap[] {
  const has = (wanted: string) => headers.some(([name]) => name.toLowerCase() === wanted);
  const whole =
    has('host') ||
    (http2 && headers.length > 0) ||
    listIn(request, 'headers').some((field) => textIn(field, 'name') === ':authority');
  const gaps: Gap[] = [];
  if (!whole)
    gaps.push({
      part: 'request headers',
      reason: "the recording does not have all of the request's headers",
    });
  else if (!has('host'))
    gaps.push({ part: 'host', reason: 'HTTP/2 has no Host, and the recording no other' });
  if (!has('authorization') && (stripped || !whole))
    gaps.push({ part: 'credential', reason: 'the recording leaves credentials out' });
  return gaps;
}

/** A request's fields, each once, where the recorder has put two lists of them into one: no client says twice who it is. */
export function withoutRepeats(headers: HeaderList): {
  readonly headers: HeaderList;
  readonly gaps: readonly Gap[];
} {
  const agents = headers.filter(([name]) => /^user-agent$/i.test(name));
  if (agents.length < 2 || agents.some(([, value]) => value !== agents[0]?.[1])) return { headers, gaps: [] };
  const seen = new Set<string>();
  const once = headers.filter(([name, value]) => {
    const key = `${name.toLowerCase()} ${value}`;
    return !seen.has(key) && seen.add(key);
  });
  const reason = 'the recording has headers twice that no client sends twice';
  return { headers: once, gaps: [{ part: 'request repeats', reason }] };
}
