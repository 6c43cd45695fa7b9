import { type Generator, seeded } from '../seeded.js';

/** What of the form of a GUID a malformed id gets wrong. */
export type Family = 'length' | 'alphabet' | 'hyphens' | 'affix';

/** A path segment that is no GUID, and which one change of a good id made it. */
export interface MalformedId {
  readonly family: Family;
  /** The change, in words. */
  readonly mutation: string;
  /** Percent-encoded, ready for the path. */
  readonly segment: string;
  /** Has control characters or delimiters that servers in front of a service refuse themselves. */
  readonly hostile: boolean;
}

type Mutation = readonly [
  name: string,
  mutate: (id: string, faker: Generator) => string,
  hostile?: 'hostile',
];

const mutations: Readonly<Record<Family, readonly Mutation[]>> = {
  length: [
    ['the last digit missing', (id) => id.slice(0, -1)],
    ['the first digit missing', (id) => id.slice(1)],
    [
      'one digit too many at the end',
      (id, faker) => id + faker.string.hexadecimal({ length: 1, casing: 'lower', prefix: '' }),
    ],
    ['the last group missing', (id) => id.slice(0, id.lastIndexOf('-'))],
    [
      'one group too many',
      (id, faker) => `${id}-${faker.string.hexadecimal({ length: 4, casing: 'lower', prefix: '' })}`,
    ],
    ['the id twice', (id) => id + id],
    ['eight digits alone', (id) => id.slice(0, 8)],
  ],
  alphabet: [
    ['a letter g', (id, faker) => replaceAt(id, digitIn(id, faker), 'g')],
    ['a capital letter O for a zero', (id, faker) => replaceAt(id, digitIn(id, faker), 'O')],
    [
      'a full-width digit',
      (id, faker) =>
        mapAt(id, placeOf(id, /[0-9]/, faker), (digit) => String.fromCharCode(0xff10 + Number(digit))),
    ],
    [
      'an Arabic-Indic digit',
      (id, faker) =>
        mapAt(id, placeOf(id, /[0-9]/, faker), (digit) => String.fromCharCode(0x0660 + Number(digit))),
    ],
    [
      'a Cyrillic look-alike',
      (id, faker) =>
        mapAt(id, placeOf(id, /[ace]/, faker), (letter) => ({ a: 'а', c: 'с', e: 'е' })[letter] ?? 'а'),
    ],
    ['a plus sign', (id, faker) => replaceAt(id, digitIn(id, faker), '+')],
  ],
  hyphens: [
    ['no hyphens', (id) => id.replaceAll('-', '')],
    ['one hyphen missing', (id, faker) => replaceAt(id, faker.helpers.arrayElement([8, 13, 18, 23]), '')],
    ['one hyphen moved', (id, faker) => moveHyphen(id, faker.helpers.arrayElement([8, 13, 18]))],
    ['one hyphen too many', (id, faker) => insertAt(id, faker.number.int({ min: 26, max: 34 }), '-')],
    ['underscores for hyphens', (id) => id.replaceAll('-', '_')],
    ['typographic hyphens', (id) => id.replaceAll('-', '\u2010')],
  ],
  affix: [
    ['braces', (id) => `{${id}}`],
    ['parentheses', (id) => `(${id})`],
    ['quotes', (id) => `"${id}"`, 'hostile'],
    ['urn:uuid: in front', (id) => `urn:uuid:${id}`, 'hostile'],
    ['a letter in front', (id) => `x${id}`],
    ['a letter behind', (id) => `${id}z`],
    ['.json behind', (id) => `${id}.json`],
    ['a space in front', (id) => ` ${id}`],
    ['a space behind', (id) => `${id} `],
    ['a no-break space behind', (id) => `${id}\u00a0`],
    ['a zero-width space in front', (id) => `\u200b${id}`],
    ['a tab behind', (id) => `${id}\t`, 'hostile'],
    ['a line end behind', (id) => `${id}\n`, 'hostile'],
    ['a NUL behind', (id) => `${id}\0`, 'hostile'],
    ['a path parameter behind', (id) => `${id};v=1`, 'hostile'],
    ['a second id behind a comma', (id, faker) => `${id},${faker.string.uuid()}`],
  ],
};

/** Every mutation of a family, applied to an id; the same seed and id give the same segments. */
export function malformedIds(family: Family, id: string, seed: number): readonly MalformedId[] {
  const faker = seeded(seed, `malformed ${family}`);
  return mutations[family].map(([mutation, mutate, hostile]) => {
    // Delimiters that encodeURIComponent leaves alone are legal in a segment; a semicolon is sent as one on purpose.
    const segment = encodeURIComponent(mutate(id.toLowerCase(), faker))
      .replaceAll('%3B', ';')
      .replaceAll('%3D', '=');
    return { family, mutation, segment, hostile: hostile !== undefined };
  });
}

/** Segments that would reach the customer if they were decoded before routing. Plain dots are left out: resolving them is lawful (RFC 3986, 6.2.2.3). */
export function traversals(id: string, unknown: string): readonly string[] {
  return [
    `..%2F${id}`,
    `..%2f..%2Fcustomers%2f${id}`,
    `%2e%2e%2f${id}`,
    `${unknown}%2F..%2F${id}`,
    `..%5C${id}`,
    `..%252F${id}`,
    `.%2F${id}`,
    `${id}%2F.`,
  ];
}

/** Segments that mean something to an interpreter behind a careless service, in words and encoded. */
export function injections(id: string): readonly (readonly [what: string, segment: string])[] {
  const texts: readonly (readonly [string, string])[] = [
    ['SQL that is always true', `${id}' OR '1'='1`],
    ['an SQL comment', `${id}'--`],
    ['a script element', '<script>alert(1)</script>'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself is the point.
    ['an expression of a template', '{{7*7}}${7*7}#{7*7}'],
    ['a filter of LDAP', '*)(objectClass=*)'],
    ['a command of a shell', `${id};sleep 0|id`],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself is the point.
    ['a look-up of a logger', '${jndi:ldap://127.0.0.1:1/a}'],
    ['a line end and a header', `${id}\r\nX-Injected: 1`],
    ['a NUL in the middle', `${id.slice(0, 8)}\0${id.slice(8)}`],
    ['a format string', '%s%n%x'],
    ['an emoji', '\u{1f4a9}'],
    ['a wildcard of SQL', '%'],
    ['a wildcard of file names', '*'],
    ['a name that every object has', '__proto__'],
    ['another name that every object has', 'constructor'],
    ['two thousand letters', 'a'.repeat(2000)],
  ];
  return [
    ...texts.map(([what, text]) => [what, encodeURIComponent(text)] as const),
    ['bytes that are no UTF-8', '%C3%28'],
    ['an unfinished escape', '%zz'],
  ];
}

function digitIn(id: string, faker: Generator): number {
  return placeOf(id, /[0-9a-f]/, faker);
}

function placeOf(id: string, wanted: RegExp, faker: Generator): number {
  const places = [...id].flatMap((char, place) => (wanted.test(char) ? [place] : []));
  return places.length > 0 ? faker.helpers.arrayElement(places) : 0;
}

function replaceAt(id: string, place: number, text: string): string {
  return id.slice(0, place) + text + id.slice(place + 1);
}

function mapAt(id: string, place: number, map: (char: string) => string): string {
  return replaceAt(id, place, map(id.charAt(place)));
}

function insertAt(id: string, place: number, text: string): string {
  return id.slice(0, place) + text + id.slice(place);
}

function moveHyphen(id: string, place: number): string {
  return insertAt(replaceAt(id, place, ''), place + 1, '-');
}
