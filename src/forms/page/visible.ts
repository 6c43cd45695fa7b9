/** What a reader cannot see, or what changes how others are read: controls but tab and line feed, marks of direction, characters of no width, the byte order mark, lone surrogates, characters that are none. */
const unseen =
  /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** The text with every character that cannot be seen as its number, such as `⟨U+202E⟩`. */
export function visible(text: string): string {
  return text.replaceAll(unseen, (character) => {
    const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return `⟨U+${number.padStart(4, '0')}⟩`;
  });
}
