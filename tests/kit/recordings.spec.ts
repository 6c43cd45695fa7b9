import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import type { Side } from '../../src/catalogue/requirement.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { packageRoot } from '../../src/files/package-root.js';
import { type CheckedRecordings, checkRecordings } from '../../src/traffic/check-recordings.js';

const contract = loadContract();
const catalogue = loadCatalogue();
const file = (name: string) => join(packageRoot, 'tests', 'kit', 'recordings', name);

function check(...names: readonly string[]): Promise<CheckedRecordings> {
  return checkRecordings({ files: names.map(file), contract, catalogue });
}

function idsOf({ judge }: CheckedRecordings, side: Side, verdict: string): readonly string[] {
  const all = judge.finish(side).records.filter((record) => record.verdict === verdict);
  return [...new Set(all.map(({ id }) => id))];
}

/** What a recording shows, as somebody has read it entry by entry. */
interface Read {
  readonly name: string;
  readonly judged: number;
  readonly left: number;
  /** All that is violated. */
  readonly service: readonly string[];
  readonly client: readonly string[];
  /** Some of what holds. */
  readonly holds?: readonly string[];
  /** Some of what cannot be told. */
  readonly untold: readonly string[];
}

const decoded = ['BDY-003', 'BDY-004', 'AVL-001'];

const recordings: readonly Read[] = [
  {
    name: 'playwright-embed.har',
    judged: 3,
    left: 1,
    service: [],
    client: ['REQ-005', 'REQ-011', 'REQ-017', 'SEC-003'],
    holds: [
      'RTE-001',
      'HDR-001',
      'HDR-002',
      'BDY-001',
      'BDY-009',
      'QLS-001',
      'REQ-006',
      'REQ-010',
      'REQ-015',
    ],
    untold: decoded,
  },
  {
    name: 'playwright-minimal.har',
    judged: 3,
    left: 1,
    service: [],
    client: ['REQ-005', 'REQ-017', 'SEC-003'],
    holds: ['HDR-001', 'BDY-009', 'REQ-006'],
    untold: [...decoded, 'REQ-011'],
  },
  {
    name: 'playwright-omit.har',
    judged: 2,
    left: 1,
    service: [],
    client: [],
    holds: ['HDR-001', 'BDY-002', 'REQ-011'],
    untold: ['BDY-001', 'BDY-003', 'BDY-004', 'BDY-005', 'BDY-009', 'QLS-001', 'AUT-013', 'AVL-001'],
  },
  {
    name: 'playwright-attach.zip',
    judged: 2,
    left: 1,
    service: ['HDR-002'],
    client: [],
    holds: ['HDR-001', 'BDY-003', 'BDY-004', 'BDY-009', 'QLS-001'],
    untold: ['AVL-001'],
  },
  {
    name: 'chromium-cdp.har',
    judged: 2,
    left: 2,
    service: [],
    client: ['REQ-006', 'REQ-011'],
    holds: ['HDR-001', 'BDY-009', 'AUT-014'],
    untold: [...decoded, 'REQ-010'],
  },
  {
    name: 'mitmproxy.har',
    judged: 2,
    left: 0,
    service: [],
    client: ['RTY-003'],
    holds: ['THR-001', 'THR-002', 'THR-003', 'BDY-009', 'REQ-006', 'REQ-011', 'RTY-002'],
    untold: decoded,
  },
  {
    name: 'mitmproxy-curl-http2.har',
    judged: 2,
    left: 0,
    service: ['HDR-001'],
    client: ['REQ-002', 'REQ-009'],
    holds: ['HDR-002', 'BDY-009', 'REQ-013', 'SEC-004'],
    untold: [...decoded, 'REQ-015'],
  },
  {
    name: 'newman-mitmproxy.har',
    judged: 2,
    left: 0,
    service: [],
    client: ['REQ-009'],
    holds: ['HDR-001', 'BDY-009', 'QLS-001', 'REQ-008'],
    untold: decoded,
  },
  {
    name: 'kit-client.har',
    judged: 2,
    left: 0,
    service: [],
    client: [],
    holds: ['REQ-001', 'REQ-011', 'RTY-002', 'RTY-003'],
    untold: ['REQ-006', 'SEC-003', 'SEC-004'],
  },
  {
    name: 'kit-client.ndjson',
    judged: 2,
    left: 0,
    service: [],
    client: [],
    holds: ['REQ-001', 'REQ-011', 'RTY-002', 'RTY-003'],
    untold: ['REQ-006', 'SEC-003', 'SEC-004'],
  },
  {
    name: 'kit-service.har',
    judged: 8,
    left: 0,
    service: [],
    client: [],
    holds: ['RTE-001', 'HDR-001', 'BDY-001', 'BDY-003', 'BDY-004', 'BDY-009'],
    untold: ['AUT-013', 'AVL-001'],
  },
  {
    name: 'fiddler-dialect.har',
    judged: 3,
    left: 1,
    service: ['BDY-004', 'BDY-008'],
    client: [],
    holds: ['HDR-001', 'REQ-006'],
    untold: ['AVL-001'],
  },
  {
    name: 'charles-dialect.har',
    judged: 2,
    left: 0,
    service: ['HDR-001', 'HDR-002'],
    client: [],
    holds: ['BDY-003', 'BDY-009', 'REQ-006'],
    untold: ['AVL-001', 'REQ-015'],
  },
];

for (const { name, judged, left, service, client, holds = [], untold } of recordings)
  test(`${name} is judged as somebody who reads it judges it`, async () => {
    const checked = await check(name);
    const [recording] = checked.recordings;
    expect(recording?.judged).toBe(judged);
    expect([...(recording?.leftAlone.values() ?? [])].reduce((sum, one) => sum + one, 0)).toBe(left);
    expect(idsOf(checked, 'service', 'fail')).toEqual(service);
    expect(idsOf(checked, 'client', 'fail')).toEqual(client);
    const held = [...idsOf(checked, 'service', 'pass'), ...idsOf(checked, 'client', 'pass')];
    expect(held).toEqual(expect.arrayContaining([...holds]));
    expect(held.filter((id) => untold.includes(id))).toEqual([]);
    const skipped = [...idsOf(checked, 'service', 'skip'), ...idsOf(checked, 'client', 'skip')];
    expect(skipped).toEqual(expect.arrayContaining([...untold]));
    expect(idsOf(checked, 'service', 'error')).toEqual([]);
    expect(idsOf(checked, 'client', 'error')).toEqual([]);
    const told = JSON.stringify([
      checked.evidence,
      checked.judge.finish('service').records,
      checked.judge.finish('client').records,
    ]);
    expect(told).not.toContain('TOKEN-OF-THE-TEST');
  });

test('the same exchanges in HAR and evidence of one run count once', async () => {
  const { recordings: read } = await check('kit-client.har', 'kit-client.ndjson');
  expect(read.map(({ judged, repeated }) => [judged, repeated])).toEqual([
    [2, 0],
    [0, 2],
  ]);
});

test('several files are one run, with the violations of each', async () => {
  const checked = await check('mitmproxy.har', 'mitmproxy-curl-http2.har', 'newman-mitmproxy.har');
  expect(idsOf(checked, 'client', 'fail')).toEqual(['REQ-002', 'REQ-009', 'RTY-003']);
  expect(checked.judge.secrets.places.get('header Authorization')).toBe(4);
});
