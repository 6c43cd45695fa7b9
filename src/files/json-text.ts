/** A value as JSON that every parser takes: a lone surrogate, which some refuse, becomes U+FFFD. What cannot be seen is escaped. */
export function jsonText(value: object): string {
  const clean = (_: string, one: unknown) =>
    typeof one === 'string' ? one.replaceAll(/\p{Cs}/gu, '\ufffd') : one;
  return `${escapeUnseen(JSON.stringify(value, clean, 2))}\n`;
}

/** JSON of the same value in which what cannot be seen, or turns the direction of what is, is escaped, such as `\u202e`. */
export function escapeUnseen(json: string): string {
  return json.replaceAll(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
