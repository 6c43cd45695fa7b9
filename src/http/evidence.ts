import { contentOf, textOf } from './content.js';
import { type Exchange, type HeaderList, headerValues } from './exchange.js';
import { hidesSecret } from './hidden-secret.js';
import type { Redactor } from './redact.js';
import { cookiesMasked } from './session-values.js';

/** An exchange as it goes into reports: without secrets, bodies cut to 2 KiB. */
export interface Evidence {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: HeaderList;
    /** What the request carried; absent for nothing. */
    readonly content?: string;
  };
  readonly response?: {
    readonly status: number;
    readonly headers: HeaderList;
    /** Fields that came behind the content; absent where none did. */
    readonly trailers?: HeaderList;
    /** Bytes of content as transferred. */
    readonly bytes: number;
    /** The content, decoded, when it is text. */
    readonly text?: string;
    /** The first bytes as transferred, in base64, when the content is no clean text. */
    readonly base64?: string;
  };
  /** How the exchange failed when there was no response. */
  readonly failure?: string;
  readonly startedAt: string;
  readonly durationMs: number;
}

const kept = 2048;

/** The exchange without secrets. Authorization is shown by its scheme and length only, because a cut or changed token is a secret too. */
export function evidenceOf(
  { request, ending, startedAt, durationMs }: Exchange,
  redactor: Redactor,
): Evidence {
  const clean = (headers: HeaderList): HeaderList =>
    headers.map(([name, value]) => [
      name,
      isCredential(name)
        ? outline(value, redactor)
        : cookiesMasked(name, redactor.text(value), redactor.names),
    ]);
  const shown = {
    method: request.method,
    url: redactor.text(request.origin + request.target),
    headers: clean(request.headers),
    ...(request.content ? { content: redactor.text(request.content).slice(0, kept) } : {}),
  };
  const common = { request: shown, startedAt, durationMs };
  if (ending.kind !== 'answered') return { ...common, failure: redactor.text(ending.message) };
  const { status, headers, trailers, body } = ending.answer;
  const behind = trailers ? { trailers: clean(trailers) } : {};
  const response = { status, headers: clean(headers), ...behind, bytes: body.length };
  const content = contentOf(ending.answer);
  const text = 'bytes' in content ? textOf(content.bytes) : undefined;
  const exact =
    text !== undefined &&
    !/[\u0000-\u0008\u000e-\u001f]/.test(text) &&
    headerValues(headers, 'content-encoding').length === 0 &&
    body[0] !== 0xef;
  if (text !== undefined && exact)
    return { ...common, response: { ...response, text: redactor.text(text).slice(0, kept) } };
  const hidden = hidesSecret(body, redactor);
  const base64 = hidden ? {} : { base64: Buffer.from(body.subarray(0, kept)).toString('base64') };
  return {
    ...common,
    response: {
      ...response,
      ...(text === undefined ? {} : { text: redactor.text(text).slice(0, kept) }),
      ...base64,
    },
  };
}

/** Whether a header field is for credentials. */
export function isCredential(name: string): boolean {
  return /^(proxy-)?authorization$/i.test(name);
}

/** A credential by its scheme and its name or length. */
function outline(value: string, redactor: Redactor): string {
  const [scheme = '', ...rest] = value.split(' ');
  const token = rest.join(' ').trim();
  if (token === '') return /^(|bearer|basic|digest)$/i.test(scheme) ? value : `[${value.length} characters]`;
  const name = /^\[[^\]]+\]$/.exec(redactor.text(token))?.[0];
  return `${scheme} ${name ?? `[${token.length} characters]`}`;
}

/** `GET /v1/customers/b6f2…/qualification → 200` */
export function summaryOf({ request, response, failure }: Evidence): string {
  const url = URL.canParse(request.url) ? request.url.slice(new URL(request.url).origin.length) : request.url;
  const short = url.replaceAll(/([0-9a-f]{4})[0-9a-f]{4}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '$1…');
  return `${request.method} ${short.length > 58 ? `${short.slice(0, 57)}…` : short} → ${response?.status ?? failure ?? 'nothing'}`;
}
