import { fieldInWords, finding, holds, violated } from '../../checks/outcome.js';
import { headerValues } from '../../http/exchange.js';
import { eachAttempt } from './client-check.js';

/** Authorization stands once and is Bearer with a whole token that the client was given or granted. */
export const sendsBearerToken = eachAttempt(({ exchange }, { tokens }) => {
  const fields = headerValues(exchange.request.headers, 'authorization');
  const [field] = fields;
  const place = 'header Authorization';
  if (fields.length > 1) return violated(finding(place, 'it once', `it ${fields.length} times`));
  if (!field) return violated(finding(place, 'Bearer and the token', fieldInWords(fields)));
  const [, scheme = '', token = ''] = /^(\S*) *(.*)$/.exec(field) ?? [];
  if (tokens.includes(token) && scheme.toLowerCase() === 'bearer') return holds();
  return violated(finding(place, 'Bearer and the token', describeCredential(scheme, token, tokens)));
});

function describeCredential(scheme: string, token: string, tokens: readonly string[]): string {
  if (tokens.includes(scheme)) return 'the token without a scheme';
  const shown = /^[a-z]{1,20}$/i.test(scheme) ? scheme : 'another scheme';
  if (tokens.includes(token)) return `${shown} and the token`;
  const [whole] = tokens.filter((one) => token !== '' && (one.includes(token) || token.includes(one)));
  if (whole === undefined)
    return token === '' ? `${shown} alone` : `${shown} and ${token.length} other characters`;
  return token.length < whole.length
    ? `${shown} and ${token.length} of the token's ${whole.length} characters`
    : `${shown} and the token with ${token.length - whole.length} more characters around it`;
}
