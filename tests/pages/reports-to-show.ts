import { sentenceOf } from '../../src/finding.js';
import type { Evidence } from '../../src/http/evidence.js';
import type { RecordedFinding } from '../../src/report/record.js';
import { type Judgement, type Report, type ReportedFinding, reportFormat } from '../../src/report/report.js';
import { countVerdicts, overallVerdict } from '../../src/report/run-verdict.js';

/** A report with these requirements, counted and judged as a run would. */
export function reportWith(
  requirements: readonly Judgement[],
  changes: Partial<Omit<Report, 'requirements' | 'counts'>> = {},
): Report {
  return {
    format: reportFormat,
    kit: { name: 'qualification-kit', version: '0.1.0' },
    contract: { title: 'Partner Center customer qualification', version: '1.0.0', sha256: 'a'.repeat(64) },
    catalogue: { sha256: 'b'.repeat(64) },
    total: requirements.length,
    subject: {
      id: 'contoso',
      kind: 'service',
      name: 'the target contoso',
      baseUrl: 'https://contoso.example',
      selfCheck: false,
    },
    seed: 11,
    strict: false,
    only: [],
    startedAt: '2026-05-04T10:20:30.000Z',
    durationMs: 4321,
    verdict: overallVerdict(requirements, false),
    ...changes,
    counts: countVerdicts(requirements),
    requirements,
  };
}

/** A requirement that holds, changed. */
export function judgement(id: string, changes: Partial<Judgement> = {}): Judgement {
  return {
    id,
    area: 'headers',
    side: 'service',
    level: 'MUST',
    statement: `What ${id} demands of a response is in it.`,
    verdict: 'pass',
    findings: [],
    sources: [
      {
        title: 'Partner Center REST headers',
        section: 'REST response headers',
        says: 'The response has the ids of the request.',
        url: 'https://learn.microsoft.com/partner-center',
        date: '2017-12-15',
        evidence: 'documentation',
      },
    ],
    fix: 'Copy the header of the request to the response.',
    at: 'specs/service/headers.yaml:12',
    ...changes,
  };
}

/** A violated requirement with these findings. */
export function violated(
  id: string,
  findings: readonly ReportedFinding[],
  changes: Partial<Judgement> = {},
): Judgement {
  return judgement(id, { verdict: 'fail', findings, ...changes });
}

/** A finding about a header, with an exchange. */
export function finding(changes: Partial<RecordedFinding> = {}): ReportedFinding {
  const recorded = {
    place: 'header MS-RequestId',
    expected: 'the one of the request',
    received: 'none',
    exchange: evidence(),
    ...changes,
  };
  return { message: sentenceOf(recorded), ...recorded };
}

/** An exchange with the headers that the kit sends. */
export function evidence(
  request: Partial<Evidence['request']> = {},
  response: Partial<NonNullable<Evidence['response']>> = {},
): Evidence {
  return {
    request: {
      method: 'GET',
      url: 'https://contoso.example/v1/customers/b6f2e0d1-6f0c-4a39-9b0e-0d2f3c1a5e77/qualification',
      headers: [
        ['Authorization', 'Bearer [app token]'],
        ['Accept', 'application/json'],
        ['MS-RequestId', 'f5735609-abf7-41f2-88e7-ae5d0f621695'],
        ['MS-CorrelationId', 'd701f66a-a329-4dd4-88c4-e4466ee8c150'],
      ],
      ...request,
    },
    response: {
      status: 200,
      headers: [
        ['Content-Type', 'application/json; charset=utf-8'],
        ['MS-CorrelationId', 'd701f66a-a329-4dd4-88c4-e4466ee8c150'],
        ['Date', 'Sun, 22 Nov 2026 13:53:56 GMT'],
      ],
      bytes: 11,
      text: '"education"',
      ...response,
    },
    startedAt: '2026-05-04T10:20:31.000Z',
    durationMs: 23,
  };
}

/** As many targets as a large partner has, each with as many requirements; one in `every` judgements is a violation with 20 findings. */
export function manyReports(targets: number, requirements: number, every: number): readonly Report[] {
  const areas = ['routing', 'authorization', 'headers', 'body', 'errors'];
  return Array.from({ length: targets }, (_, target) => {
    const id = `tenant-${target + 1}`;
    const all = Array.from({ length: requirements }, (_, at): Judgement => {
      const area = areas[at % areas.length] ?? '';
      const name = `${area.slice(0, 3).toUpperCase()}-${String(Math.floor(at / areas.length) + 1).padStart(3, '0')}`;
      if ((at * 31 + target * 17) % every === 0)
        return violated(
          name,
          Array.from({ length: 20 }, () => finding()),
          { area },
        );
      return (at + target) % 13 === 0
        ? judgement(name, { area, verdict: 'skip', reason: 'the service throttled no request' })
        : judgement(name, { area });
    });
    const subject = {
      id,
      kind: 'service',
      name: `the target ${id}`,
      baseUrl: `https://${id}.example`,
      selfCheck: false,
    } as const;
    return reportWith(all, { subject });
  });
}
