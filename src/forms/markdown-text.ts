import { shown } from './shown.js';

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
