/** What a reader cannot see, or what changes how others are read: controls but tab and line feed, marks of direction, characters of no width, the byte order mark, lone surrogates, characters that are none. */
const invisible =
  /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** A text with every character that cannot be seen as its number, such as `⟨U+202E⟩`. */
export function visible(text: string): string {
  return text.replaceAll(invisible, (character) => {
    const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return `⟨U+${number.padStart(4, '0')}⟩`;
  });
}

/** A text with a space in what Azure Pipelines takes for a command or a format, wherever it stands in a line: `##vso[…]`, `##[…]`. */
export function withoutCommands(text: string): string {
  return text.replaceAll(/##(?=(?:vso)?\[)/gi, '# #');
}

/** A visible text, cut to `most` characters, which it then says. */
export function shown(text: string, most: number): string {
  const rest = text.length - most;
  return visible(rest > 0 ? `${text.slice(0, most)}… (${rest} more characters)` : text);
}
