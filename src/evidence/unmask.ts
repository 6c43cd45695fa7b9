import { isUtf8 } from 'node:buffer';
import type { Exchange, HeaderList } from '../http/exchange.js';
import { widened } from '../http/secret-forms.js';
import { changeContent } from './change-content.js';
import { changeSurroundings } from './change-surroundings.js';
import type { RecordedExchange } from './evidence-record.js';

/** What stands in for secrets when evidence is judged again, by the names that masked them. */
export type StandIns = ReadonlyMap<string, string>;

/** An exchange as checks judge it, with stand-ins in the place of the secrets. */
export function unmaskExchange(
  { request, ending, startedAt, durationMs, tlsVersion, connection }: RecordedExchange,
  standIns: StandIns,
): Exchange {
  const open = (headers: HeaderList): HeaderList =>
    headers.map(([name, value]) => [name, unmaskText(value, standIns)]);
  const common = {
    request: {
      ...request,
      target: unmaskText(request.target, standIns),
      headers: open(request.headers),
      ...(request.content === undefined ? {} : { content: unmaskText(request.content, standIns) }),
    },
    startedAt,
    durationMs,
    ...(tlsVersion === undefined ? {} : { tlsVersion }),
    ...(connection === undefined ? {} : { connection }),
  };
  if (ending.kind !== 'answered')
    return { ...common, ending: { ...ending, message: unmaskText(ending.message, standIns) } };
  const { status, headers, trailers, overflow, leftover } = ending;
  const answer = {
    status,
    headers: open(headers),
    ...(trailers ? { trailers: open(trailers) } : {}),
    overflow,
    body: Buffer.from(ending.body, 'base64'),
    ...changeSurroundings(ending, (text) => unmaskText(text, standIns)),
    ...(leftover === undefined ? {} : { leftover: unmaskBytes(Buffer.from(leftover, 'base64'), standIns) }),
  };
  const body = changeContent(answer, (bytes) => unmaskBytes(bytes, standIns));
  return { ...common, ending: { kind: 'answered', answer: { ...answer, body } } };
}

/** A text with stand-ins in the place of `[name]` and `[part of name]`. */
export function unmaskText(text: string, standIns: StandIns): string {
  let open = text;
  for (const [name, value] of standIns) {
    open = open
      .replaceAll(`[${name}]`, value)
      .replaceAll(widened(`[${name}]`), widened(value))
      .replaceAll(`[=${name}]`, `[${name}]`)
      .replaceAll(widened(`[=${name}]`), widened(`[${name}]`))
      .replaceAll(`[part of ${name}]`, value.slice(0, Math.ceil(value.length * 0.6)));
  }
  return open;
}

/** Bytes with stand-ins in the place of `[name]`. */
export function unmaskBytes(bytes: Uint8Array, standIns: StandIns): Buffer {
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  return Buffer.from(unmaskText(Buffer.from(bytes).toString(encoding), standIns), encoding);
}
