import { isJwt } from './jwt.js';

/** Is told each secret that a Redactor comes to know, and the name that stands in for it. */
export type Learnt = (secret: string, name: string) => void;

/** Replaces secrets by their names, in every form in which they were seen to leak: as they are, in part, URL-encoded, in base64, escaped for JSON or XML, and each part of a JWT. */
export class Redactor {
  readonly #secrets = new Map<string, string>();
  readonly #forms = new Map<string, string>();
  readonly #learnt: Learnt;
  readonly #searches: boolean;
  readonly #off = process.env[offVariable] === '1';
  #longestFirst: readonly (readonly [form: string, name: string])[] | undefined;

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
    for (const [form, name] of this.#longestFirst) {
      if (clean.includes(form)) clean = clean.replaceAll(form, `[${name}]`);
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
    for (const [form, name] of this.#forms) if (!found.has(name) && text.includes(form)) found.add(name);
    return [...found];
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
    for (const form of formsOf(secret)) if (!this.#forms.has(form)) this.#forms.set(form, name);
    this.#longestFirst = undefined;
    this.#learnt(secret, name);
  }
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

function formsOf(secret: string): readonly string[] {
  const parts = isJwt(secret) ? secret.split('.').slice(1) : [];
  const inUrl = [encodeURIComponent(secret), new URLSearchParams([['', secret]]).toString().slice(1)];
  const inJson = escapedForJson(secret);
  const forms = [
    ...[secret, ...parts, ...inUrl, ...inUrl.map(withSmallHex)],
    ...[inJson, escapedForJson(inJson), escapedForXml(secret)],
  ];
  return [...forms, ...base64Of(secret)].filter((form) => form.length >= shortest);
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
function base64Of(secret: string): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.from('\0'.repeat(shift) + secret)
      .toString('base64')
      .replace(/=+$/, '');
    const aligned = (secret.length + shift) % 3 === 0;
    const inner = text.slice([0, 2, 3][shift], aligned ? undefined : -1);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
