import type { Redactor } from '../http/redact.js';

/** The ids of requirements in a text, of those that are known, each once. */
export function idsIn(text: string, known: ReadonlySet<string>): readonly string[] {
  return [...new Set(text.match(/\b[A-Z]{2,5}-\d{3}\b/g))].filter((id) => known.has(id));
}

/**
 * The requirements that the secrets in a text belong to, as far as what stands around them tells: the JSON object or
 * JUnit test case that they are in, or their line; else the text's one id. None where that would be a guess.
 */
export function requirementsAround(
  text: string,
  redactor: Redactor,
  known: ReadonlySet<string>,
): readonly string[] {
  const all = idsIn(text, known);
  if (all.length < 2) return all;
  const json = parsed(text);
  if (json !== undefined) return [...inJson(json, undefined, redactor, known)];
  const cases = text.split(/(?=<testcase\b)/);
  const around = cases.length > 1 ? cases.slice(1) : text.split('\n');
  return [
    ...new Set(
      around.flatMap((section) => {
        const ids = cases.length > 1 ? idsIn(section, known).slice(0, 1) : idsIn(section, known);
        return ids.length > 0 && redactor.find(section).length > 0 ? ids : [];
      }),
    ),
  ];
}

/** Of UTF-8 and UTF-16, one character for each byte. */
const byteOrderMark = /^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(byteOrderMark, ''));
  } catch {
    return undefined;
  }
}

/** What an object calls itself. */
const naming = ['id', 'title', 'name'];

function inJson(
  value: unknown,
  owner: string | undefined,
  redactor: Redactor,
  known: ReadonlySet<string>,
): ReadonlySet<string> {
  if (typeof value === 'string')
    return new Set(owner !== undefined && redactor.find(value).length > 0 ? [owner] : []);
  if (typeof value !== 'object' || value === null) return new Set();
  const fields = Object.entries(value);
  const names = fields.filter(([key, field]) => naming.includes(key) && typeof field === 'string');
  const own = names.flatMap(([, field]) => idsIn(String(field), known))[0] ?? owner;
  return new Set(fields.flatMap(([, field]) => [...inJson(field, own, redactor, known)]));
}
