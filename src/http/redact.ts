import { isJwt } from './jwt.js';

/** Is told each secret that a Redactor comes to know, and the name that stands in for it. */
export type Learnt = (secret: string, name: string) => void;

/** Replaces secrets by their names, in every form in which they were seen to leak: as they are, in part, URL-encoded, in base64, in hexadecimal digits, in UTF-16, escaped for JSON or XML, and each part of a JWT. */
export class Redactor {
  readonly #secrets = new Map<string, string>();
  readonly #forms = new Map<string, Form>();
  readonly #names = new Set<string>();
  readonly #learnt: Learnt;
  readonly #searches: boolean;
  readonly #off = process.env[offVariable] === '1';
  #longestFirst: readonly (readonly [text: string, form: Form])[] | undefined;

  /**
   * @param secrets each secret's value, and the name that stands in for it
   * @param learnt is told those secrets, and each one that is learnt later
   */
  constructor(secrets: ReadonlyMap<string, string>, learnt: Learnt = () => {}) {
    this.#learnt = learnt;
    for (const [secret, name] of secrets) this.#add(secret, name);
    this.#searches = this.#forms.size > 0;
  }

  /** Treats one more value as a secret from now on, such as a cut token that was sent. */
  learn(secret: string, name: string): void {
    if (secret.length < shortest || this.#secrets.has(secret)) return;
    this.#add(secret, name);
  }

  /** The text with every form of every secret replaced by `[name]`, and long pieces of one by `[part of name]`. */
  text(text: string): string {
    if (this.#off) return text;
    this.#longestFirst ??= [...this.#forms].sort(([a], [b]) => b.length - a.length);
    let clean = text;
    for (const [form, { mark }] of this.#longestFirst) {
      if (clean.includes(form)) clean = clean.replaceAll(form, () => mark);
    }
    for (const [secret, name] of this.#secrets) {
      if (secret.length < shortest) clean = clean.replaceAll(asWord(secret), `[${name}]`);
    }
    return clean.replaceAll(piece, (run) => {
      const owner = [...this.#secrets].find(([secret]) => secret.includes(run));
      return owner ? `[part of ${owner[1]}]` : run;
    });
  }

  /** The names of the secrets of which the text holds a form. */
  find(text: string): readonly string[] {
    const found = new Set<string>();
    for (const [form, { name }] of this.#forms) if (!found.has(name) && text.includes(form)) found.add(name);
    return [...found];
  }

  /** The names that stand in for secrets. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** Whether one of the secrets it was made for is long enough to be searched for. */
  get searches(): boolean {
    return this.#searches;
  }

  /** Characters of the longest form that is searched for; 0 where there is none. */
  get longest(): number {
    let longest = 0;
    for (const form of this.#forms.keys()) longest = Math.max(longest, form.length);
    return longest;
  }

  #add(secret: string, name: string): void {
    this.#secrets.set(secret, name);
    this.#names.add(name);
    const mark = `[${name}]`;
    for (const form of formsOf(secret)) if (!this.#forms.has(form)) this.#forms.set(form, { name, mark });
    for (const form of partsOf(secret).map(widened)) this.#forms.set(form, { name, mark: widened(mark) });
    this.#longestFirst = undefined;
    this.#learnt(secret, name);
  }
}

/** What stands in for a form of a secret. */
interface Form {
  readonly name: string;
  readonly mark: string;
}

/** A text as its characters stand in UTF-16, of which each byte is read as one: with a zero between any two. */
export function widened(text: string): string {
  return [...text].join('\0');
}

/** With 1 in this variable nothing is replaced: the kit's own tests set it, and nobody else, to prove that the leak gate catches what redaction would have held back. */
const offVariable = 'QUALIFICATION_KIT_UNREDACTED';

const shortest = 8;

/** A short secret may also be a part of words, which are left alone. */
function asWord(secret: string): RegExp {
  return new RegExp(`(?<![\\w-])${secret.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g');
}

/** A run of the characters that tokens are made of, too long to be a word. */
const piece = /[\w.~+/-]{20,}/g;

/** The secret, and each part of a JWT but for the first, which is no secret. */
function partsOf(secret: string): readonly string[] {
  const parts = isJwt(secret) ? secret.split('.').slice(1) : [];
  return [secret, ...parts].filter((part) => part.length >= shortest);
}

function formsOf(secret: string): readonly string[] {
  const inUrl = [encodeURIComponent(secret), new URLSearchParams([['', secret]]).toString().slice(1)];
  const inJson = escapedForJson(secret);
  const hex = partsOf(secret).map((part) => Buffer.from(part).toString('hex'));
  const wide = Buffer.from(secret, 'utf16le');
  const forms = [
    ...[...partsOf(secret), ...inUrl, ...inUrl.map(withSmallHex)],
    ...[inJson, escapedForJson(inJson), escapedForXml(secret)],
    ...[...hex, ...hex.map((digits) => digits.toUpperCase())],
    ...[...base64Of(Buffer.from(secret)), ...base64Of(wide), ...base64Of(Buffer.from(wide).swap16())],
  ];
  return forms.filter((form) => form.length >= shortest);
}

function withSmallHex(encoded: string): string {
  return encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

function escapedForJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As in JUnit reports. */
function escapedForXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** The characters that stand for the secret inside base64 of a longer text: three alignments, in both alphabets. */
function base64Of(secret: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), secret])
      .toString('base64')
      .replace(/=+$/, '');
    const aligned = (secret.length + shift) % 3 === 0;
    const inner = text.slice([0, 2, 3][shift], aligned ? undefined : -1);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
