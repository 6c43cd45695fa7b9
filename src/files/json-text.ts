/** A value as JSON that every parser takes: a lone surrogate, which some refuse, becomes U+FFFD. */
export function jsonText(value: object): string {
  const clean = (_: string, one: unknown) =>
    typeof one === 'string' ? one.replaceAll(/\p{Cs}/gu, '\ufffd') : one;
  return `${JSON.stringify(value, clean, 2)}\n`;
}
