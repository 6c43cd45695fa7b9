import type { ErrorTable } from '../contract/error-table.js';
import type { Operation } from '../contract/operation.js';
import { canonical } from '../contract/qualification.js';
import { contentOf, jsonContentOf, showBytes, textOf } from '../http/content.js';
import { type Answer, headerValues } from '../http/exchange.js';
import { either, fieldInWords, finding, holds, type Outcome, violated } from './outcome.js';

/** Content comes with the JSON media type. Undefined without content. */
export function hasJsonType(answer: Answer): Outcome | undefined {
  if (answer.body.length === 0) return undefined;
  const fields = headerValues(answer.headers, 'content-type');
  const type = fields[0]?.split(';')[0]?.trim().toLowerCase();
  return fields.length === 1 && type === 'application/json'
    ? holds()
    : violated(finding('header Content-Type', 'application/json', fieldInWords(fields)));
}

/** The body is JSON in one of the forms that documents and recordings show. */
export function hasErrorForm(answer: Answer): Outcome {
  const content = contentOf(answer);
  if ('problem' in content) return violated(finding('content', 'an error in JSON', content.problem));
  if (content.bytes.length === 0) {
    return answer.status === 401
      ? holds('empty')
      : violated(finding('content', 'an error in JSON', 'nothing'));
  }
  const json = jsonContentOf(answer);
  if (!json) return violated(finding('content', 'an error in JSON', showBytes(content.bytes)));
  if (typeof json.value === 'string' && json.value !== '') return holds('bare-string');
  if (isObject(json.value)) return holds('object');
  return violated(finding('$', 'an object or a string', showBytes(content.bytes)));
}

/** An error object has the documented members. Undefined for other forms. */
export function hasErrorMembers(answer: Answer, operation: Operation): Outcome | undefined {
  const error = errorObject(answer);
  if (!error) return undefined;
  const response = operation.responses.get(answer.status) ?? operation.responses.get(400);
  const wrong = response?.media[0]?.schema.check(error) ?? [];
  if (wrong.length > 0) return violated(...wrong);
  return holds(typeof error['code'] === 'number' ? 'code-number' : 'code-string');
}

/** The code's status is one that the published table gives. Undefined without a code of the table. */
export function hasTabledStatus(answer: Answer, table: ErrorTable): Outcome | undefined {
  const code = errorObject(answer)?.['code'];
  if (typeof code !== 'string' && typeof code !== 'number') return undefined;
  const statuses = table.get(String(code));
  if (!statuses) return undefined;
  return statuses.includes(answer.status)
    ? holds()
    : violated(finding('status', `${either(statuses)} for code ${code}`, String(answer.status)));
}

/** The code of an error object as a string, if it has one. */
export function errorCodeOf(answer: Answer): string | undefined {
  const code = errorObject(answer)?.['code'];
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined;
}

const traces: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'a .NET stack trace',
    /\bat [\w$.<>`[\],+]+\([^)\n]*\)( in |\s+at )|System(\.\w+)*\.\w+Exception\b|--- End of (inner exception|stack trace)/,
  ],
  [
    'a JavaScript stack trace',
    /\bat [^\n]*\(?[^\s()]+\.[cm]?[jt]sx?:\d+:\d+\)?|node_modules[/\\]|\bnode:internal\//,
  ],
  [
    'a Java stack trace',
    /\bat [\w$.]+\([\w$]+\.(java|kt|scala):\d+\)|\b(java|javax|jakarta|org|com|io)(\.\w+)+(Exception|Error)\b|Caused by: /,
  ],
  ['a Python traceback', /Traceback \(most recent call last\)|File "[^"\n]+", line \d+/],
  [
    'a Go, Ruby, Rust or PHP trace',
    /\bgoroutine \d+ \[|\bpanic: |\.rb:\d+:in [`']|panicked at |\bat \S+\.p[lm] line \d+|\(\w+(Clause)?Error\) |\b\w+\.exs?:\d+|\bPHP (Fatal|Warning)|in \/[^\s]+\.php(:| on line )\d+|Stack trace:/i,
  ],
  [
    'a file of the server',
    /(^|[\s"'(=])(\/(usr|home|var|app|src|opt|srv|root|www|etc|workspace)\/[\w./@-]+|[A-Za-z]:\\+[\w .\\-]+)\.(c?js|mjs|ts|py|rb|php|go|rs|cs|vb|java|dll|exe|config|cshtml)\b/,
  ],
  [
    "a database's error",
    /SQLSTATE\[?\w|\bORA-\d{5}\b|You have an error in your SQL syntax|\bSql(Exception|ite3?\.\w+Error)|syntax error at or near|Unclosed quotation mark|\bSELECT\b.+\bFROM\b.+\bWHERE\b|invalid input syntax for|relation "[^"]+" does not exist|Conversion failed when converting|Incorrect syntax near|Unknown column '|no such table: |\bMongo\w*Error\b|Login failed for user|\bPassword=|\bECONNREFUSED\b/i,
  ],
];

/** The body tells nothing of how the service is built. */
export function hasNoTrace(answer: Answer): Outcome {
  const content = contentOf(answer);
  const text = 'bytes' in content ? textOf(content.bytes) : undefined;
  if (text === undefined) return holds();
  const plain = text
    .replaceAll('\\r', '')
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t')
    .replaceAll('\\"', '"')
    .replaceAll('\\\\', '\\');
  for (const [what, pattern] of traces) {
    const hit = pattern.exec(plain);
    if (hit)
      return violated(
        finding(
          'content',
          'no detail of the implementation',
          `${what}: \`${hit[0].replaceAll(/\s+/g, ' ').trim().slice(0, 80)}\``,
        ),
      );
  }
  return holds();
}

/** A refusal does not carry one of the documented values, in its headers or its content. */
export function tellsNoValue(answer: Answer, values: readonly string[]): Outcome {
  const known = new Set(values.map(canonical));
  const place = placeInHeaders(answer, known) ?? placeInContent(answer, known);
  return place === undefined
    ? holds()
    : violated(finding(place, 'nothing of the customer in an error', 'a qualification'));
}

function placeInHeaders(answer: Answer, known: ReadonlySet<string>): string | undefined {
  const told = answer.headers.find(
    ([name, value]) => known.has(canonical(value.trim())) && tells(value.trim(), name),
  );
  return told && `header ${told[0]}`;
}

function placeInContent(answer: Answer, known: ReadonlySet<string>): string | undefined {
  const content = contentOf(answer);
  const text = 'bytes' in content ? textOf(content.bytes)?.trim() : undefined;
  if (text === undefined) return undefined;
  const told = /qualif\w*["']?(?: (?:is|of|as|was|=))?[\s:="']+(\w+)/i.exec(text)?.[1];
  if (told !== undefined && known.has(canonical(told)) && canonical(told) !== 'none') return 'content';
  const json = jsonContentOf(answer);
  return json ? findValue(json.value, '$', known) : known.has(canonical(text)) ? 'content' : undefined;
}

function findValue(node: unknown, path: string, known: ReadonlySet<string>): string | undefined {
  if (typeof node === 'string') return known.has(canonical(node)) && tells(node, path) ? path : undefined;
  if (typeof node !== 'object' || node === null) return undefined;
  for (const [key, value] of Object.entries(node)) {
    const found = findValue(value, Array.isArray(node) ? `${path}[${key}]` : `${path}.${key}`, known);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** "none" is also a plain word: it tells only as the whole body or as the value of a member that is named for it. */
function tells(value: string, path: string): boolean {
  return canonical(value) !== 'none' || path === '$' || /qualification/i.test(path);
}

function errorObject(answer: Answer): Readonly<Record<string, unknown>> | undefined {
  const value = jsonContentOf(answer)?.value;
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
