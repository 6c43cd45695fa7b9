import { shown } from './shown.js';

/** A row of a table: its cells in Markdown, and the requirements that it tells of. */
export interface MarkdownRow {
  readonly ids: readonly string[];
  readonly cells: readonly string[];
}

/** A table whose cells are Markdown on one line each. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [lineOf(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(lineOf)].join('\n');
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A table of plain words, each read as it is written. */
export function wordTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable(
    head.map(markdownText),
    rows.map((row) => row.map(markdownText)),
  );
}

/** As many of the first rows as fit into so many bytes, and the others. */
export function fittingRows(
  rows: readonly MarkdownRow[],
  bytes: number,
): { readonly fitting: readonly MarkdownRow[]; readonly left: readonly MarkdownRow[] } {
  let used = 0;
  const end = rows.findIndex(({ cells }) => {
    used += Buffer.byteLength(lineOf(cells)) + 1;
    return used > bytes;
  });
  return end < 0 ? { fitting: rows, left: [] } : { fitting: rows.slice(0, end), left: rows.slice(end) };
}

/** On one line, with nothing in it taken for Markdown or HTML; it stays readable where Markdown is read as text. */
export function markdownText(words: string): string {
  return words
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_|[\]]/g, (sign) => `\\${sign}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}

/** A text that Markdown and GitHub show as it is, on one line: punctuation becomes character references, which never form Markdown, and behind what would mention, link or draw (`@`, `#`, `:`, `$`, `www`) stands a character without width. */
export function prose(text: string, most: number): string {
  return references(flat(text, most).replaceAll(/[@#:$](?=\S)|www(?=\.)|gh(?=-\d)/gi, '$&\u200b'));
}

/** The same as code, in which GitHub looks for neither mentions nor links. */
export function code(text: string, most: number): string {
  return `<code>${references(flat(text, most)) || ' '}</code>`;
}

function flat(text: string, most: number): string {
  return shown(text, most).replaceAll('\n', ' ↵ ').replaceAll('\t', ' ');
}

/** All punctuation of ASCII but commas, apostrophes, hyphens, and full stops that end no `www`. */
function references(text: string): string {
  return text.replaceAll(/[!-&(-+/:-@[-`{-~]|(?<=www)\./gi, (one) => `&#${one.charCodeAt(0)};`);
}
