import { isCredential } from '../http/evidence.js';
import type { Exchange, HeaderList } from '../http/exchange.js';
import { hidesSecret } from '../http/hidden-secret.js';
import type { Redactor } from '../http/redact.js';
import { widened } from '../http/secret-forms.js';
import { cookiesMasked } from '../http/session-values.js';
import { changeContent } from './change-content.js';
import { changeSurroundings } from './change-surroundings.js';
import type { RecordedExchange } from './evidence-record.js';

/** Content past this is no qualification and no error, whatever it holds; so the beginning proves it. */
const mostKept = 64 * 1024 + 1;

/** An exchange as evidence: raw bytes in base64, with `[name]` in the place of each secret. */
export function maskExchange(
  { request, ending, startedAt, durationMs, tlsVersion, connection }: Exchange,
  redactor: Redactor,
): RecordedExchange {
  const clean = (headers: HeaderList): HeaderList =>
    headers.map(([name, value]) => [
      name,
      isCredential(name)
        ? maskCredential(value, redactor)
        : cookiesMasked(name, maskText(value, redactor), redactor.names),
    ]);
  const common = {
    request: {
      ...request,
      target: maskText(request.target, redactor),
      headers: clean(request.headers),
      ...(request.content === undefined ? {} : { content: maskText(request.content, redactor) }),
    },
    startedAt,
    durationMs,
    ...(tlsVersion === undefined ? {} : { tlsVersion }),
    ...(connection === undefined ? {} : { connection }),
  };
  if (ending.kind !== 'answered')
    return { ...common, ending: { ...ending, message: redactor.text(ending.message) } };
  const { answer } = ending;
  const { leftover } = answer;
  const keptOf = (bytes: Buffer): Buffer =>
    hidesSecret(bytes, redactor) ? withheld : bytes.subarray(0, mostKept);
  const whole = changeContent(answer, (bytes) => maskBytes(bytes, redactor));
  return {
    ...common,
    ending: {
      kind: 'answered',
      status: answer.status,
      headers: clean(answer.headers),
      ...(answer.trailers ? { trailers: clean(answer.trailers) } : {}),
      body: keptOf(whole).toString('base64'),
      overflow: answer.overflow || whole.length > mostKept,
      ...changeSurroundings(answer, (text) => maskText(text, redactor)),
      ...(leftover === undefined
        ? {}
        : { leftover: keptOf(maskBytes(leftover, redactor)).toString('base64') }),
    },
  };
}

/** What stands in the place of content that hides a secret where it cannot be replaced. */
const withheld = Buffer.from('[withheld]');

/** A text with `[name]` in the place of each secret; where it said so itself, `[=name]`. */
function maskText(text: string, redactor: Redactor): string {
  let own = text;
  for (const name of redactor.names)
    own = own.replaceAll(`[${name}]`, `[=${name}]`).replaceAll(widened(`[${name}]`), widened(`[=${name}]`));
  return redactor.text(own);
}

/** Bytes with `[name]` in the place of each secret. */
export function maskBytes(bytes: Uint8Array, redactor: Redactor): Buffer {
  return Buffer.from(maskText(Buffer.from(bytes).toString('latin1'), redactor), 'latin1');
}

/** A credential that nobody knows the name of is masked too, as far as it is longer than a word. */
function maskCredential(value: string, redactor: Redactor): string {
  return redactor.text(value).replaceAll(/[\w.~+/=-]{17,}/g, (run) => `[${run.length} characters]`);
}
