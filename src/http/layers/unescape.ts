import { replaced, type View } from './view.js';

/** Escapes of JSON, JavaScript, C, shells, URLs, HTML and XML, for any character. */
const escapes =
  /\\u\{([0-9a-f]{1,6})\}|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|\\([0-7]{3})|\\([nrt])|\\([^\w\s])|%u([0-9a-f]{4})|%([0-9a-f]{2})|&#x0*([0-9a-f]{1,6});?|&#0*(\d{1,7});?|&([a-z]{2,6});/gi;

/** The references by name that stand for a character of a token, or for what escapes it. */
const named: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", plus: '+', sol: '/', equals: '=', period: '.' },
  ...{ lowbar: '_', dash: '-', hyphen: '-', percnt: '%', bsol: '\\', num: '#', semi: ';', colon: ':' },
  ...{ comma: ',', nbsp: ' ', tab: '\t' },
};

const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The text with one layer of escapes undone; none where it has none. */
export function unescaped(parent: View): View | undefined {
  return replaced(parent, escapes, ([whole, ...groups]) => {
    const [braced, unicode, byte, octal, control, literal, percentU, percent, hex, decimal, name] = groups;
    const digits = braced ?? unicode ?? byte ?? percentU ?? percent ?? hex;
    if (digits !== undefined) return characterOf(Number.parseInt(digits, 16));
    if (octal !== undefined) return characterOf(Number.parseInt(octal, 8));
    if (decimal !== undefined) return characterOf(Number(decimal));
    if (control !== undefined) return controls[control.toLowerCase()] ?? whole;
    return literal ?? named[name?.toLowerCase() ?? ''] ?? whole;
  });
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** The text with quoted-printable undone, of which a line end behind `=` is a part; none where it has none. */
export function unquoted(parent: View): View | undefined {
  return replaced(parent, /=([0-9A-F]{2})|=[ \t]*\r?\n/g, ([, digits]) =>
    digits === undefined ? '' : characterOf(Number.parseInt(digits, 16)),
  );
}

/** The text without zeros, which makes ASCII of UTF-16 and UTF-32; none where it has none. */
export function narrowed(parent: View): View | undefined {
  return parent.text.includes('\0') ? replaced(parent, /\0+/g, () => '') : undefined;
}
