import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { composeReport, type Findings } from '../../src/report/compose.js';
import { withoutOperations } from '../../src/report/judge-all.js';
import type { RequirementRecord } from '../../src/report/record.js';
import type { Report } from '../../src/report/report.js';
import type { Waiver, WaiversFile } from '../../src/report/waivers/waiver.js';
import type { Verdict } from '../../src/verdict.js';

const catalogue = loadCatalogue();
const contract = loadContract();

/** The report of a run that found these verdicts, by id, and was about nothing else. */
export function reportOf(
  verdicts: { readonly [id: string]: Verdict },
  changes: Partial<Findings> = {},
  readings: { readonly [id: string]: string } = {},
): Report {
  const records = Object.entries(verdicts).map(
    ([id, verdict]): RequirementRecord => ({
      id,
      verdict,
      ...(verdict === 'skip' || verdict === 'error' ? { reason: `no occasion for ${id}` } : {}),
      readings: readings[id] === undefined ? [] : [readings[id]],
      findings: verdict === 'fail' ? [{ place: 'status', expected: '200', received: '500' }] : [],
    }),
  );
  return composeReport({
    catalogue,
    contract,
    subject: {
      id: 'contoso',
      kind: 'service',
      name: 'the target contoso',
      target: 'contoso',
      baseUrl: 'https://api.example',
      selfCheck: false,
    },
    seed: 7,
    strict: false,
    only: [],
    startedAt: new Date('2026-06-15T23:30:00Z'),
    scope: withoutOperations(Object.keys(verdicts).map((id) => catalogue.get(id))),
    records,
    missing: 'not judged',
    ...changes,
  });
}

/** A file of waivers for contoso; each takes six lines, from line 2 on. */
export function waiversFor(...waivers: readonly Partial<Waiver>[]): WaiversFile {
  return {
    file: 'waivers.yaml',
    sha256: 'a'.repeat(64),
    entries: waivers.map((changes, index) => ({
      waiver: {
        requirement: 'HDR-002',
        target: 'contoso',
        reason: 'the gateway is replaced in autumn',
        owner: 'qa@contoso.example',
        ticket: 'QA-17',
        expires: '2026-12-31',
        ...changes,
      },
      at: `waivers.yaml:${2 + 6 * index}`,
      first: 2 + 6 * index,
      last: 7 + 6 * index,
    })),
  };
}
