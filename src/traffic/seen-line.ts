import type { SeenExchange } from './seen-exchange.js';

/** `GET /v1/customers/b6f2…/qualification → 429  HDR-003 fail`: an exchange in a line for a terminal. @param masked puts names in the place of secrets */
export function seenLine(seen: SeenExchange, masked: (text: string) => string): string {
  const { request, ending } = seen.exchange;
  const path = masked(request.target).replaceAll(ids, '$1…');
  const short = path.length > mostOfPath ? `${path.slice(0, mostOfPath - 1)}…` : path;
  const came = ending.kind === 'answered' ? String(ending.answer.status) : masked(ending.message);
  const violated = [...seen.service.violated, ...seen.client.violated].map(({ requirement }) => requirement);
  const parts = [
    `${masked(request.method)} ${short} → ${came}`,
    ...(seen.faults ?? []).map((name) => `fault ${name}`),
    ...[...new Set(violated)].map((id) => `${id} fail`),
  ];
  return parts.join('  ').replaceAll(controls, '\ufffd');
}

const mostOfPath = 58;
const ids = /([0-9a-f]{4})[0-9a-f]{4}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** What would move the cursor or turn the direction of text. */
const controls = /[\0-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
