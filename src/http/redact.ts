/** Replaces secrets by their names, in every form in which they were seen to leak: as they are, URL-encoded, in base64, JSON-escaped, and each part of a JWT. */
export class Redactor {
  readonly #forms: readonly (readonly [form: string, name: string])[];

  /** @param secrets each secret's value, and the name that stands in for it */
  constructor(secrets: ReadonlyMap<string, string>) {
    const forms = new Map<string, string>();
    for (const [secret, name] of secrets) {
      for (const form of formsOf(secret)) forms.set(form, name);
    }
    this.#forms = [...forms].sort(([a], [b]) => b.length - a.length);
  }

  /** The text with every form of every secret replaced by `[name]`. */
  text(text: string): string {
    let clean = text;
    for (const [form, name] of this.#forms) {
      if (clean.includes(form)) clean = clean.replaceAll(form, `[${name}]`);
    }
    return clean;
  }

  /** The names of the secrets the text holds. */
  find(text: string): readonly string[] {
    return [...new Set(this.#forms.filter(([form]) => text.includes(form)).map(([, name]) => name))];
  }
}

const shortest = 8;

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const parts = isJwt(secret) ? secret.split('.').slice(1) : [];
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    ...parts,
  ].filter((form) => form.length >= shortest);
}

/** Three parts of base64url, the first of which is a JSON object. */
export function isJwt(token: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(token);
}
