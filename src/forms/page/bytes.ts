import type { Evidence } from '../../http/evidence.js';
import { html, type Markup, type Part } from './markup.js';

const [inLine, most] = [8, 256];

type Response = NonNullable<Evidence['response']>;

/** Content as bytes beside text, where the text alone does not show what came; undefined where it does. */
export function bytesOf({ text, base64, bytes: length }: Response): Markup | undefined {
  if (base64 === undefined && (text === undefined || isPlain(text))) return undefined;
  const bytes = base64 === undefined ? Buffer.from(text ?? '', 'utf8') : Buffer.from(base64, 'base64');
  if (bytes.length === 0) return undefined;
  const shown = bytes.subarray(0, most);
  const lines: Part[] = [];
  for (let at = 0; at < shown.length; at += inLine) lines.push(lineOf(shown.subarray(at, at + inLine), at));
  const what = base64 === undefined ? 'of the text in UTF-8' : 'as transferred';
  const extent = shown.length < length ? `the first ${shown.length} of ${length}` : `all ${length}`;
  const encoded =
    base64 === undefined ? undefined : html`<p class="base64">in base64 <code>${base64}</code></p>`;
  return html`<h5>Bytes ${what}, ${extent}</h5><pre class="bytes">${lines}</pre>${encoded}`;
}

/** Whether there is nothing in it but printable ASCII, and no space at its ends. */
function isPlain(text: string): boolean {
  return /^[\n\r\t -~]*$/.test(text) && text.trim() === text;
}

function lineOf(bytes: Uint8Array, at: number): Markup {
  const isSeen = (byte: number) => byte > 0x20 && byte < 0x7f;
  const all = [...bytes];
  const hex = all.map((byte): Part => {
    const digits = byte.toString(16).padStart(2, '0');
    return isSeen(byte) ? `${digits} ` : html`<b>${digits}</b> `;
  });
  const gap = '   '.repeat(inLine - all.length);
  const text = all.map((byte) => (byte === 0x20 ? '␣' : isSeen(byte) ? String.fromCharCode(byte) : '·'));
  return html`<i>${at.toString(16).padStart(3, '0')}</i>  ${hex}${gap} ${text.join('')}\n`;
}
