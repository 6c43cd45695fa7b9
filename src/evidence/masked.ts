import { isCredential } from '../http/evidence.js';
import type { Exchange, HeaderList } from '../http/exchange.js';
import type { Redactor } from '../http/redact.js';
import { changeContent } from './change-content.js';
import type { RecordedExchange } from './evidence-record.js';

/** Content past this is no qualification and no error, whatever it holds; so the beginning proves it. */
const mostKept = 64 * 1024 + 1;

/** An exchange as evidence: raw bytes in base64, with `[name]` in the place of each secret. */
export function masked(
  { request, ending, startedAt, durationMs, tlsVersion }: Exchange,
  redactor: Redactor,
): RecordedExchange {
  const clean = (headers: HeaderList): HeaderList =>
    headers.map(([name, value]) => [
      name,
      isCredential(name) ? maskedCredential(value, redactor) : redactor.text(value),
    ]);
  const common = {
    request: { ...request, target: redactor.text(request.target), headers: clean(request.headers) },
    startedAt,
    durationMs,
    ...(tlsVersion === undefined ? {} : { tlsVersion }),
  };
  if (ending.kind !== 'answered')
    return { ...common, ending: { ...ending, message: redactor.text(ending.message) } };
  const { answer } = ending;
  const kept = answer.body.subarray(0, mostKept);
  return {
    ...common,
    ending: {
      kind: 'answered',
      status: answer.status,
      headers: clean(answer.headers),
      body: changeContent({ ...answer, body: kept }, (bytes) => maskedBytes(bytes, redactor)).toString(
        'base64',
      ),
      overflow: answer.overflow || kept.length < answer.body.length,
    },
  };
}

/** Bytes with `[name]` in the place of each secret. */
export function maskedBytes(bytes: Uint8Array, redactor: Redactor): Buffer {
  const text = Buffer.from(bytes).toString('latin1');
  const clean = redactor.text(text);
  const unwound = clean.replaceAll('\0', '');
  // UTF-16 and the like: what cannot be replaced in place is not kept.
  return Buffer.from(redactor.text(unwound) === unwound ? clean : redactor.text(unwound), 'latin1');
}

/** A credential that nobody knows the name of is masked too, as far as it is longer than a word. */
function maskedCredential(value: string, redactor: Redactor): string {
  return redactor.text(value).replaceAll(/[\w.~+/=-]{17,}/g, (run) => `[${run.length} characters]`);
}
