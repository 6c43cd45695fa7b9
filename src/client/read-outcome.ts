import type { Operation } from '../contract/operation.js';
import type { DriverOutcome } from './transcript.js';

/** What drivers have to print of an operation, for messages. */
export function outcomeForms({ bareString }: Pick<Operation, 'bareString'>): string {
  const success = bareString
    ? '{"qualification":"education"}'
    : '{"qualifications":[{"qualification":"education","vettingStatus":"approved"}]}';
  return `${success} or {"error":{"status":404,"code":"60003","message":"…"}}`;
}

/** The outcome that a line tells; `none`, with what there was instead, for any other line, of which `clean` takes the secrets before it is cut. */
export function readOutcome(line: string, clean: (text: string) => string): DriverOutcome {
  const text = line.replace(/^\ufeff/, '').trim();
  if (text === '') return none('nothing on standard output');
  const value = parse(text);
  if (!isObject(value)) return none(`the last line \`${shortLine(clean(text))}\``);
  // Serializers write null for a member that is not there.
  const error = value['error'] ?? undefined;
  const list = value['qualifications'] ?? undefined;
  const single = value['qualification'] ?? undefined;
  if (list !== undefined && error === undefined && single === undefined)
    return { kind: 'list', qualifications: list };
  if ('qualification' in value && error === undefined && list === undefined)
    return { kind: 'value', qualification: value['qualification'] };
  if (!isObject(error) || single !== undefined || list !== undefined)
    return none(`the last line \`${shortLine(clean(text))}\``);
  const { status, code, message } = error;
  const number = typeof status === 'string' && /^\d{3}$/.test(status) ? Number(status) : status;
  return {
    kind: 'error',
    ...(typeof number === 'number' ? { status: number } : {}),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  };
}

/** Whether a line tells an outcome. */
export function isOutcome(line: string): boolean {
  return readOutcome(line, (text) => text).kind !== 'none';
}

/** Whether a line was meant for an outcome and tells none: an object with no other members than an outcome has, such as `{}`. */
export function failsAsOutcome(line: string): boolean {
  const value = parse(line.replace(/^\ufeff/, ''));
  const outcome = ['qualification', 'qualifications', 'error'];
  return isObject(value) && Object.keys(value).every((key) => outcome.includes(key)) && !isOutcome(line);
}

function none(reason: string): DriverOutcome {
  return { kind: 'none', reason };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A line for a message, of at most 120 characters. */
export function shortLine(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
