import { customerAttribute, type Operation, rootType, successOf } from '../contract/operation.js';
import { canonical } from '../contract/qualification.js';
import { shorten } from '../contract/schema.js';
import { acceptsCoding } from '../http/accepts-coding.js';
import {
  codingsOf,
  contentOf,
  hasByteOrderMark,
  jsonContentOf,
  jsonOf,
  showBytes,
  textOf,
} from '../http/content.js';
import { type Answer, type HttpRequest, headerValue, headerValues } from '../http/exchange.js';
import { fieldInWords, finding, holds, type Outcome, same, violated } from './outcome.js';

/** A check of a success's body; undefined where an earlier step of reading the body failed already. */
type BodyCheck = (answer: Answer, operation: Operation) => Outcome | undefined;

/** Content-Encoding is one that the request allows, and the bytes obey it. */
export function decodes(request: HttpRequest, answer: Answer): Outcome {
  const content = contentOf(answer);
  if ('problem' in content) return violated(finding('content', 'content that decodes', content.problem));
  const codings = codingsOf(answer);
  const offer = headerValue(request.headers, 'accept-encoding');
  const refused =
    offer === undefined
      ? undefined
      : codings.find((coding) => coding !== 'identity' && !acceptsCoding(offer, coding));
  if (refused !== undefined)
    return violated(finding('header Content-Encoding', `a coding of "${offer}"`, refused));
  const [first, second] = content.bytes;
  if (first === 0x1f && second === 0x8b)
    return violated(
      finding(
        'header Content-Encoding',
        'gzip for content that is gzip',
        fieldInWords(headerValues(answer.headers, 'content-encoding')),
      ),
    );
  return holds();
}

/** One Content-Type, of the documented media type, with no charset but utf-8. */
export const hasDocumentedType: BodyCheck = (answer, operation) => {
  const fields = headerValues(answer.headers, 'content-type');
  const types = successOf(operation).media.map(({ type }) => type);
  if (types.length === 0) return undefined;
  const [field] = fields;
  if (fields.length !== 1 || field === undefined) {
    return violated(
      finding(
        'header Content-Type',
        types.join(' or '),
        fields.length === 0 ? 'none' : `it ${fields.length} times`,
      ),
    );
  }
  const [type = '', ...parameters] = field.split(';').map((part) => part.trim());
  if (!types.includes(type.toLowerCase()))
    return violated(finding('header Content-Type', types.join(' or '), fieldInWords([field])));
  const charset = parameters
    .map((parameter) => /^charset="?([^"]*)"?$/i.exec(parameter)?.[1])
    .find((name) => name !== undefined);
  if (charset === undefined) return holds('without-charset');
  return charset.toLowerCase() === 'utf-8'
    ? holds('utf-8')
    : violated(finding('charset of Content-Type', 'utf-8', fieldInWords([charset])));
};

/** The content is UTF-8. */
export const isUtf8: BodyCheck = (answer) => {
  const bytes = soundContent(answer);
  if (!bytes) return undefined;
  return textOf(bytes) === undefined ? violated(finding('content', 'UTF-8', showBytes(bytes))) : holds();
};

/** The content does not begin with a byte order mark. */
export const hasNoByteOrderMark: BodyCheck = (answer) => {
  const bytes = soundContent(answer);
  if (!bytes) return undefined;
  if (!hasByteOrderMark(bytes)) return holds('without-mark');
  return {
    ...violated(finding('content', 'the JSON text from the first byte on', showBytes(bytes))),
    reading: 'byte-order-mark',
  };
};

/** The content is one JSON text. */
export const isJson: BodyCheck = (answer) => {
  const bytes = soundContent(answer);
  const text = bytes && textOf(bytes);
  if (!bytes || text === undefined) return undefined;
  return jsonOf(text) ? holds() : violated(finding('content', 'one JSON text', showBytes(bytes)));
};

/** The root has the type that the contract's schema gives it. */
export const hasDocumentedRoot: BodyCheck = (answer, operation) => {
  const json = jsonContentOf(answer);
  const type = rootType(operation);
  if (!json || type === undefined) return undefined;
  return typeOf(json.value) === type
    ? holds()
    : violated(finding('$', `a JSON ${type}`, `${article(typeOf(json.value))}, ${shorten(json.value)}`));
};

/** A string's text is not a JSON string in quotes once more. */
export const isQuotedOnce: BodyCheck = (answer) => {
  const value = stringOf(answer);
  if (value === undefined) return undefined;
  const again = typeof jsonOf(value.trim())?.value === 'string';
  return again ? violated(finding('$', 'a value quoted once', shorten(value))) : holds();
};

/** A string has no white space and no control characters. */
export const hasNoSpace: BodyCheck = (answer) => {
  const value = stringOf(answer);
  if (value === undefined) return undefined;
  return /[\s\u0000-\u001f\u007f\u200b\ufeff]/.test(value)
    ? violated(finding('$', 'a value without white space', shorten(value)))
    : holds();
};

/** The value satisfies the contract's schema: for a qualification, it is one of the documented spellings. */
export const isDocumentedValue: BodyCheck = (answer, operation) => {
  const json = jsonContentOf(answer);
  if (!json || hasDocumentedRoot(answer, operation)?.findings.length) return undefined;
  if (isQuotedOnce(answer, operation)?.findings.length || hasNoSpace(answer, operation)?.findings.length)
    return undefined;
  const wrong = successOf(operation).media[0]?.schema.check(json.value) ?? [];
  return wrong.length > 0 ? violated(...wrong) : holds(spellingOf(json.value));
};

/** The value is the expected one, whatever documented spelling it has. */
export function isExpected(
  answer: Answer,
  operation: Operation,
  expected: string | undefined,
): Outcome | undefined {
  if (expected === undefined || !customerAttribute(operation)) return undefined;
  const value = stringOf(answer);
  if (value === undefined || isDocumentedValue(answer, operation)?.findings.length !== 0) return undefined;
  return same('$', canonical(expected), canonical(value));
}

/** What a success says, whole, so that two answers say the same exactly where the texts are equal: a string without differences of spelling, other JSON by its value whatever the order of its members, anything else by its bytes. */
export function readValue(answer: Answer): string {
  const json = jsonContentOf(answer);
  if (json) return typeof json.value === 'string' ? canonical(json.value) : `JSON ${ordered(json.value)}`;
  const content = contentOf(answer);
  if ('problem' in content) return `${content.problem}: BYTES ${hexOf(answer.body)}`;
  const text = textOf(content.bytes);
  return text === undefined ? `BYTES ${hexOf(content.bytes)}` : `TEXT ${JSON.stringify(text)}`;
}

/** What a success says, for a person: cut to a line. */
export function valueInWords(answer: Answer): string {
  const json = jsonContentOf(answer);
  if (json) return typeof json.value === 'string' ? canonical(json.value) : shorten(json.value);
  const content = contentOf(answer);
  return 'bytes' in content ? showBytes(content.bytes) : content.problem;
}

/** JSON with the members of every object in one order. */
function ordered(value: unknown): string {
  return JSON.stringify(value, (_, node: unknown) =>
    typeof node === 'object' && node !== null && !Array.isArray(node)
      ? Object.fromEntries(Object.entries(node).sort(([one], [other]) => (one < other ? -1 : 1)))
      : node,
  );
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Which of the documented spellings a qualification has; undefined for one word in lower case, and for anything else than a string. */
export function spellingOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.includes('_')) return 'snake-case';
  if (/^[A-Z]/.test(value)) return 'pascal-case';
  if (/[A-Z]/.test(value)) return 'camel-case';
  // One word in lower case is what three of the readings write: it tells nothing.
  return canonical(value).length > 'education'.length ? 'lower-case' : undefined;
}

/** The decoded bytes, unless they do not decode or are compressed without saying so. */
function soundContent(answer: Answer): Uint8Array | undefined {
  const content = contentOf(answer);
  if ('problem' in content) return undefined;
  return content.bytes[0] === 0x1f && content.bytes[1] === 0x8b ? undefined : content.bytes;
}

function stringOf(answer: Answer): string | undefined {
  const value = jsonContentOf(answer)?.value;
  return typeof value === 'string' ? value : undefined;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function article(type: string): string {
  if (type === 'null') return 'null';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
