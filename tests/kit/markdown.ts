import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, postprocess, preprocess } from 'micromark';
import { gfm } from 'micromark-extension-gfm';
import { packageRoot } from '../../src/files/package-root.js';

/** A block of code, with the line its first line stands in. */
export interface CodeBlock {
  readonly file: string;
  readonly line: number;
  /** What stands behind the fence; empty for none and for an indented block. */
  readonly info: string;
  readonly text: string;
}

/** A command that a document tells to run. */
export interface DocumentedCommand {
  readonly file: string;
  readonly line: number;
  /** In one line, without its comment. */
  readonly command: string;
  /** What the document says that it prints; `…` stands for anything. */
  readonly shown: readonly CodeBlock[];
}

export interface Document {
  /** Relative to the package. */
  readonly file: string;
  readonly text: string;
  readonly blocks: readonly CodeBlock[];
  /** Code within a line. */
  readonly words: readonly { readonly line: number; readonly text: string }[];
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly { readonly line: number; readonly to: string }[];
}

/** Every document for people: README.md and docs/. */
export function documents(): readonly Document[] {
  const guides = readdirSync(join(packageRoot, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...guides.sort().map((name) => `docs/${name}`)].map(read);
}

/** A document of the package, read as GitHub reads it. */
export function read(file: string): Document {
  const text = readFileSync(join(packageRoot, file), 'utf8').replaceAll('\r\n', '\n');
  const events = postprocess(
    parse({ extensions: [gfm()] })
      .document()
      .write(preprocess()(text, undefined, true)),
  );
  const blocks: CodeBlock[] = [];
  const words: { line: number; text: string }[] = [];
  const links: { line: number; to: string }[] = [];
  const headings: string[] = [];
  let open: { line: number; info: string; lines: string[] } | undefined;
  for (const [state, token, context] of events) {
    const { line } = token.start;
    if (state === 'enter' && (token.type === 'codeFenced' || token.type === 'codeIndented'))
      open = { line: token.type === 'codeFenced' ? line + 1 : line, info: '', lines: [] };
    if (state === 'exit' && open && (token.type === 'codeFenced' || token.type === 'codeIndented')) {
      blocks.push({ file, line: open.line, info: open.info, text: open.lines.join('\n') });
      open = undefined;
    }
    if (state !== 'enter') continue;
    const source = () => context.sliceSerialize(token);
    if (token.type === 'codeFencedFenceInfo' && open) open.info = source();
    // A blank line within a block is no value of its own.
    if (token.type === 'codeFlowValue' && open) {
      while (open.lines.length < line - open.line) open.lines.push('');
      open.lines.push(source());
    }
    if (token.type === 'codeText') words.push({ line, text: source().replaceAll(/^`+ ?| ?`+$/g, '') });
    if (token.type === 'resourceDestinationString' || token.type === 'definitionDestinationString')
      links.push({ line, to: source() });
    if (token.type === 'atxHeadingText') headings.push(source());
  }
  return { file, text, blocks, words, links, anchors: new Set(anchorsOf(headings)) };
}

/** The anchors that GitHub makes of headings. */
function anchorsOf(headings: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return headings.map((heading) => {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** What stands first in a line that somebody is to run. */
const programs =
  /^(\(set -a; \. \S+; |[A-Z_]+=\S+ )*(npx|npm|node|curl|python3?|pip3?|sh|bash|git|java|mvn|docker|cd|cp|mkdir|export|prism|qualification-kit)\s/;

/** Languages of blocks in which no line is to be run by a shell. */
const languages = ['yaml', 'json', 'python', 'ts', 'js', 'diff', 'text', 'ini', 'groovy', 'console'];

/** Every command of a document: lines of its blocks, and code within a line that runs the kit or npm. */
export function commandsOf(document: Document): readonly DocumentedCommand[] {
  const { file, blocks, words } = document;
  const found: { line: number; command: string; shown: CodeBlock[] }[] = [];
  for (const block of blocks) {
    if (block.info === 'text') found.at(-1)?.shown.push(block);
    if (languages.includes(block.info)) continue;
    for (const { line, text } of logicalLines(block))
      for (const command of text.split(' && '))
        if (programs.test(`${command} `)) found.push({ line, command, shown: [] });
  }
  const inline = words
    .filter(({ text }) => /^(npx|npm|node) /.test(text) && !text.includes('…'))
    .map(({ line, text }) => ({ line, command: text, shown: [] }));
  return [...found, ...inline].map((one) => ({ file, ...one }));
}

function logicalLines({ line, text }: CodeBlock): readonly { line: number; text: string }[] {
  const lines: { line: number; text: string }[] = [];
  let begun: { line: number; text: string } | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const part = raw.replace(/\s+#\s.*$/, '').trim();
    const whole: { line: number; text: string } = begun
      ? { line: begun.line, text: `${begun.text} ${part.replace(/\\$/, '').trim()}` }
      : { line: line + index, text: part.replace(/\\$/, '').trim() };
    begun = part.endsWith('\\') ? whole : undefined;
    if (!begun) lines.push({ line: whole.line, text: whole.text.replaceAll(/\s+/g, ' ') });
  }
  return lines;
}

/** What does not stand in what a command printed, of what a document says that it prints; undefined when all does. A line `…` stands for any lines, `…` within one for any text. */
export function missing(shown: string, printed: string): string | undefined {
  const lines = printed.split('\n').map((line) => line.trimEnd());
  let at: number | undefined;
  let skips = true;
  for (const wanted of shown.split('\n').map((line) => line.trimEnd())) {
    if (wanted.trim() === '…') {
      skips = true;
      continue;
    }
    const pattern = new RegExp(`^${wanted.split('…').map(escaped).join('.*')}$`);
    const from = at === undefined ? 0 : at + 1;
    const found = lines.findIndex((line, index) => index >= from && pattern.test(line));
    if (found < 0 || (!skips && found !== from)) return wanted;
    at = found;
    skips = false;
  }
  return undefined;
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
