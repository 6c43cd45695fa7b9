/** The bytes of hexadecimal digits; whatever stands between them is left out, and a digit that is left over. */
export function bytesOfHex(text: string): Uint8Array {
  const digits = text.replaceAll(/[^0-9a-f]/gi, '');
  return Buffer.from(digits.slice(0, digits.length & ~1), 'hex');
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of base32 (RFC 4648) in either case, without padding. */
export function bytesOfBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const letter of text.toUpperCase()) {
    held = ((held << 5) | letters.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
  }
  return Buffer.from(bytes);
}
