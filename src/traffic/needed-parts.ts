import type { Gap, Part } from './traffic-exchange.js';

const requestIds: readonly Part[] = ['request header ms-requestid', 'request header ms-correlationid'];
const answerIds: readonly Part[] = ['answer header ms-requestid', 'answer header ms-correlationid'];

/** What each requirement that is judged on exchanges looks at beside request line and status. */
const needed: Readonly<Record<string, readonly Part[]>> = {
  'RTE-004': ['answer header allow'],
  'AUT-012': ['content', 'answer headers'],
  'AUT-013': ['credential', 'content', 'answer headers'],
  'AUT-014': ['answer header www-authenticate'],
  'HDR-001': ['request header ms-requestid', 'answer header ms-requestid'],
  'HDR-002': ['request header ms-correlationid', 'answer header ms-correlationid'],
  'HDR-003': [...requestIds, ...answerIds],
  'HDR-004': answerIds,
  'BDY-001': ['content', 'coding', 'request header accept-encoding', 'answer header content-encoding'],
  'BDY-002': ['answer header content-type'],
  'BDY-003': ['content', 'bytes'],
  'BDY-004': ['content', 'bytes'],
  'ERR-001': ['content', 'answer header content-type'],
  'THR-001': ['answer header retry-after'],
  'THR-002': ['answer header retry-after'],
  'AVL-001': ['ending', 'framing'],
  'HDR-018': ['framing'],

  'REQ-004': ['request content'],
  'REQ-006': ['credential', 'request header authorization'],
  'REQ-007': ['request header accept'],
  'REQ-008': ['request header ms-requestid'],
  'REQ-009': ['request header ms-correlationid'],
  'REQ-010': [...requestIds, 'request repeats'],
  'REQ-011': ['request header ms-requestid', 'times'],
  'REQ-013': ['request headers'],
  'REQ-015': ['host', 'request header host'],
  'REQ-017': requestIds,
  'SEC-003': ['credential'],
  'SEC-004': ['credential', 'request headers', 'request content'],
  'CWR-003': ['request header content-type'],
};

const ofContent = /^(BDY|ERR|QLS|THR-003)/;

/** The first gap of an exchange that keeps a requirement from being judged on it; undefined where there is all that it needs. */
export function gapFor(id: string, gaps: readonly Gap[]): Gap | undefined {
  if (gaps.length === 0) return undefined;
  const parts = needed[id] ?? (ofContent.test(id) ? ['content'] : []);
  return gaps.find(({ part }) => parts.some((one) => covers(part, one)));
}

/** Whether what is missing is what is needed, or all of a kind that it is of. */
function covers(missing: Part, wanted: Part): boolean {
  if (missing === wanted) return true;
  if (missing === 'request headers') return wanted.startsWith('request header ');
  if (missing === 'answer headers') return wanted.startsWith('answer header ');
  // Where fields are looked for one and all, each one that is hidden is missing.
  if (wanted === 'request headers') return missing.startsWith('request header ');
  return wanted === 'answer headers' && missing.startsWith('answer header ');
}
