/** A text of one character for each byte, without its zeros, which makes ASCII of UTF-16. */
export function withoutZeros(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  let length = 0;
  for (const byte of bytes) {
    if (byte !== 0) {
      bytes[length] = byte;
      length += 1;
    }
  }
  return bytes.toString('latin1', 0, length);
}
