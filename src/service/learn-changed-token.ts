import { type HeaderList, headerValue } from '../http/exchange.js';
import type { Redactor } from '../http/redact.js';

/** A cut or changed token in a request's Authorization is a secret too: a service may repeat it. Words that stand for tokens are none. */
export function learnChangedToken(headers: HeaderList, tokens: readonly string[], redactor: Redactor): void {
  const [, ...credential] = headerValue(headers, 'authorization')?.split(' ') ?? [];
  const sent = credential.join(' ').trim();
  const resembles = (token: string): boolean =>
    token !== sent &&
    (token.includes(sent) ||
      sent.includes(token) ||
      sent.split('.').some((part) => part.length > 20 && token.includes(part)));
  if (tokens.some(resembles)) redactor.learn(sent, 'changed token');
}
