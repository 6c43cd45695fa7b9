import { type Child, element } from './element.js';

const [inLine, most] = [8, 512];

/** The bytes of a base64 text as hexadecimal digits beside what they are in ASCII; what cannot be seen stands out. */
export function bytesElement(base64: string, length: number): HTMLElement {
  const bytes = Uint8Array.from(atob(base64).slice(0, most), (character) => character.charCodeAt(0));
  const lines: Child[] = [];
  for (let at = 0; at < bytes.length; at += inLine) {
    const line = bytes.slice(at, at + inLine);
    lines.push(element('i', {}, at.toString(16).padStart(3, '0')), '  ');
    for (const byte of line) {
      const digits = byte.toString(16).padStart(2, '0');
      lines.push(isSeen(byte) ? digits : element('b', {}, digits), ' ');
    }
    const text = [...line].map((byte) =>
      byte === 0x20 ? '␣' : isSeen(byte) ? String.fromCharCode(byte) : '·',
    );
    lines.push(`${'   '.repeat(inLine - line.length)} ${text.join('')}\n`);
  }
  const rest = length - bytes.length;
  if (rest > 0) lines.push(`and ${rest} more\n`);
  return element('pre', { class: 'bytes', tabindex: 0, role: 'group', 'aria-label': 'Bytes' }, ...lines);
}

function isSeen(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f;
}
