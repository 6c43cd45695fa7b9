import { type HeaderList, headerValues } from '../http/exchange.js';
import type { Redactor } from '../http/redact.js';

/** A cut or changed token in a request's Authorization is a secret too: a service may repeat it. Words that stand for tokens are none. */
export function learnChangedToken(headers: HeaderList, tokens: readonly string[], redactor: Redactor): void {
  for (const value of headerValues(headers, 'authorization')) {
    const [, ...credential] = value.split(' ');
    const sent = credential.join(' ').trim();
    if (tokens.some((token) => resembles(sent, token))) redactor.learn(sent, 'changed token');
  }
}

function resembles(sent: string, token: string): boolean {
  if (token === sent) return false;
  const cut = token.includes(sent) || sent.includes(token);
  const parts = sent.split('.').some((part) => part.length > 20 && token.includes(part));
  return cut || parts || isOneCharacterAway(sent, token) || sent.toLowerCase() === token.toLowerCase();
}

function isOneCharacterAway(sent: string, token: string): boolean {
  if (sent.length !== token.length) return false;
  let from = 0;
  while (from < sent.length && sent[from] === token[from]) from += 1;
  return sent.slice(from + 1) === token.slice(from + 1);
}
