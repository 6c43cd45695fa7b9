import type { Row } from '../messages.js';

/** What is asked of the list. Empty is anything. */
export interface Filter {
  readonly verdict: string;
  readonly operation: string;
  readonly status: string;
  /** Words in lower case, each of which has to occur. */
  readonly words: readonly string[];
}

/** Whether a row is wanted. */
export function fits(row: Row, { verdict, operation, status, words }: Filter): boolean {
  const [service, client] = [row.service, row.client].map((side) => side.violated.length > 0);
  if (verdict === 'any' && !service && !client) return false;
  if (verdict === 'service' && !service) return false;
  if (verdict === 'client' && !client) return false;
  if (operation !== '' && row.operation !== operation) return false;
  if (status !== '' && statusClass(row) !== status) return false;
  return words.length === 0 || words.every((word) => textOf(row).includes(word));
}

/** The attempts that belong together with a row: the same request, with one of its ids, again after each that did not succeed. */
export function attemptsOf(rows: readonly Row[], row: Row): readonly Row[] {
  const alike = rows.filter(
    (one) =>
      one.method === row.method &&
      one.target === row.target &&
      ((row.requestId !== undefined && one.requestId === row.requestId) ||
        (row.correlationId !== undefined && one.correlationId === row.correlationId)),
  );
  const at = alike.findIndex(({ number }) => number === row.number);
  if (at < 0) return [row];
  let first = at;
  while (first > 0 && isRepeated(alike[first - 1])) first -= 1;
  let last = at;
  while (last < alike.length - 1 && isRepeated(alike[last])) last += 1;
  return alike.slice(first, last + 1);
}

/** Whether a client may ask again after it. */
function isRepeated(row: Row | undefined): boolean {
  if (row === undefined) return false;
  const { status } = row;
  return status === undefined || status === 401 || status === 429 || status >= 500;
}

function statusClass({ status }: Row): string {
  return status === undefined ? 'none' : `${Math.floor(status / 100)}xx`;
}

const texts = new WeakMap<Row, string>();

/** All that is searched. */
function textOf(row: Row): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const { method, target, operation, status, failure, requestId, correlationId, faults } = row;
  const found = [row.service, row.client].flatMap(({ violated }) =>
    violated.flatMap(({ requirement, message }) => [requirement, message]),
  );
  const words = [method, target, operation, status, failure, requestId, correlationId, ...faults, ...found];
  const text = words
    .filter((word) => word !== undefined)
    .join(' ')
    .toLowerCase();
  texts.set(row, text);
  return text;
}
