/** Controls but for tab and line feed, directions that turn text round, line separators, and what no encoding holds: XML 1.0 forbids most of them. */
const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]|\p{Cs}/gu;

/** A text with everything visible, such as `\u001b` for an escape, and cut to `most` characters, which it then says. */
export function shown(text: string, most: number): string {
  const rest = text.length - most;
  const whole = rest > 0 ? `${text.slice(0, most)}… (${rest} more characters)` : text;
  return whole.replaceAll(unseen, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
