import { KitError } from '../errors.js';

/** Fields that every request to a service carries besides, by their names: a gateway's key, say. */
export type ExtraHeaders = Readonly<Record<string, string>>;

const token = /^[!#$%&'*+.^_`|~\w-]+$/;
/** What the kit judges by, and what belongs to the connection. */
const taken =
  /^(authorization|accept|accept-.*|ms-.*|x-locale|if-match|host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|user-agent)$/i;

/** Why a field cannot be sent with every request; undefined where it can. */
export function problemOfHeader(name: string): string | undefined {
  if (!token.test(name)) return `"${name}" is no name of a header field`;
  if (taken.test(name)) return `${name} is set by the kit, which judges by it`;
  return undefined;
}

/** Reads `Name: value`, behind those of the same option before. Throws KitError for anything else; the value, which may be a secret, is not repeated. */
export function extraHeader(text: string, before: ExtraHeaders = {}): ExtraHeaders {
  const [, name = '', value = ''] = /^([^:]*):[ \t]*(.*?)[ \t]*$/s.exec(text) ?? [];
  if (name === '' || value === '') throw new KitError("-H is to be written like 'Name: value'");
  const problem = problemOfHeader(name);
  if (problem !== undefined) throw new KitError(`-H ${problem}`);
  if (/[^\t\x20-\x7e]/.test(value)) throw new KitError(`-H ${name} has a character that no field may hold`);
  return { ...before, [name]: value };
}

/** The values of extra fields as secrets, by the names that stand in for them. */
export function headerSecrets(
  headers: ExtraHeaders = {},
): readonly (readonly [secret: string, name: string])[] {
  return Object.entries(headers).map(([name, value]) => [value, `header ${name}`] as const);
}
