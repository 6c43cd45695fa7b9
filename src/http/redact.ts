/** Replaces secrets by their names, in every form in which they were seen to leak: as they are, in part, URL-encoded, in base64, JSON-escaped, and each part of a JWT. */
export class Redactor {
  readonly #secrets = new Map<string, string>();
  readonly #searches: boolean;
  #forms: readonly (readonly [form: string, name: string])[] = [];

  /** @param secrets each secret's value, and the name that stands in for it */
  constructor(secrets: ReadonlyMap<string, string>) {
    for (const [secret, name] of secrets) this.#secrets.set(secret, name);
    this.#derive();
    this.#searches = this.#forms.length > 0;
  }

  /** Treats one more value as a secret from now on, such as a cut token that was sent. */
  learn(secret: string, name: string): void {
    if (secret.length < shortest || this.#secrets.has(secret)) return;
    this.#secrets.set(secret, name);
    this.#derive();
  }

  /** The text with every form of every secret replaced by `[name]`, and long pieces of one by `[part of name]`. */
  text(text: string): string {
    let clean = text;
    for (const [form, name] of this.#forms) {
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
    return [...new Set(this.#forms.filter(([form]) => text.includes(form)).map(([, name]) => name))];
  }

  /** Whether one of the secrets it was made for is long enough to be searched for. */
  get searches(): boolean {
    return this.#searches;
  }

  #derive(): void {
    const forms = new Map<string, string>();
    for (const [secret, name] of this.#secrets)
      for (const form of formsOf(secret)) if (!forms.has(form)) forms.set(form, name);
    this.#forms = [...forms].sort(([a], [b]) => b.length - a.length);
  }
}

const shortest = 8;

/** A short secret may also be a part of words, which are left alone. */
function asWord(secret: string): RegExp {
  return new RegExp(`(?<![\\w-])${secret.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g');
}

/** A run of the characters that tokens are made of, too long to be a word. */
const piece = /[\w.~+/-]{20,}/g;

function formsOf(secret: string): readonly string[] {
  const parts = isJwt(secret) ? secret.split('.').slice(1) : [];
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...parts];
  return [...forms, ...base64Of(secret)].filter((form) => form.length >= shortest);
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

/** Three parts of base64url, the first of which is a JSON object. */
export function isJwt(token: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(token);
}
