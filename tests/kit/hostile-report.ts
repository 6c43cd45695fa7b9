import { sentenceOf } from '../../src/finding.js';
import type { RecordedFinding } from '../../src/report/record.js';
import type { Judgement, Report, ReportedFinding } from '../../src/report/report.js';

/** What a service might answer to spoil a report: everything that some format gives a meaning. */
export const hostile = [
  ']]></failure><x a="\'&lt; <!-- <details> <img src=x onerror=alert(1)> <script>x</script>',
  '::error::pwned\r\n::set-output name=a::b\n  ##[error]pwned %0A::warning::pwned',
  'x ##vso[task.setvariable variable=a]b\n##vso[task.complete result=Succeeded]\n##[section]pwned',
  '\u200e\u200f\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069\u061c \u{e0041} the other way round',
  '| a | b |\n|---|---| `code` ``` *b* __i__ ~~s~~ [^1] $x^2$ :smile:\n# heading\n> quote',
  '@octocat @org/team #123 GH-1 a@evil.example www.evil.example https://evil.example/x',
  '![i](https://evil.example/i.png) [l](https://evil.example) <https://evil.example>',
  '\u0000\u0008\u001b[31mred\u0085\ud800 \udc00\u202e\u2028\ufffe{0} {{1}} \\ \u{1f600}',
].join('\n');

const finding = told({
  place: `body ${hostile.split('\n')[0]}`,
  expected: 'x',
  received: hostile,
  condition: hostile,
  exchange: {
    request: {
      method: 'GET',
      url: `https://service.example/v1/customers/${hostile}`,
      headers: [
        ['X-Id', hostile],
        ['X-Id', 'twice'],
      ],
    },
    response: { status: 200, headers: [['X-Id', hostile]], bytes: 5, text: hostile },
    startedAt: '2026-01-02T03:04:05.678Z',
    durationMs: 3,
  },
});

const huge = told({ place: 'body', expected: 'x', received: '`|<&\ud800'.repeat(1_000_000) });

const silent = told({
  place: 'exchange',
  expected: 'a response',
  received: 'none',
  scenario: hostile,
  call: 1,
  attempt: 2,
  exchange: {
    request: { method: 'GET', url: 'not an address', headers: [] },
    failure: hostile,
    startedAt: '2026-01-02T03:04:05.678Z',
    durationMs: 3,
  },
});

function told(finding: RecordedFinding): ReportedFinding {
  return { message: sentenceOf(finding), ...finding };
}

/** A real report in which every text that comes from outside is hostile, with every kind of outcome in it. */
export function hostileReport(report: Report): Report {
  const waiver = {
    requirement: 'HDR-001',
    target: hostile,
    reason: hostile,
    owner: hostile,
    ticket: hostile,
    expires: '2027-01-01',
  };
  const outcomes: readonly Pick<Judgement, 'verdict' | 'level' | 'findings' | 'reason' | 'waiver'>[] = [
    { verdict: 'fail', level: 'MUST', findings: [finding, silent] },
    { verdict: 'fail', level: 'SHOULD', findings: [finding] },
    { verdict: 'fail', level: 'MAY', findings: [silent] },
    { verdict: 'fail', level: 'MUST', findings: [finding], waiver },
    { verdict: 'error', level: 'MUST', findings: [], reason: hostile },
    { verdict: 'skip', level: 'MUST', findings: [], reason: hostile },
  ];
  const enormous = { verdict: 'fail', level: 'MAY', findings: [huge] } as const;
  const requirements = report.requirements.map((one, index) => ({
    ...one,
    ...((index === 2 ? enormous : outcomes[index % (outcomes.length + 1)]) ?? {
      verdict: 'pass' as const,
      findings: [],
    }),
  }));
  const counts = { pass: 0, fail: 0, skip: 0, error: 0, waived: 0 };
  for (const { verdict, waiver: waived } of requirements) counts[waived ? 'waived' : verdict] += 1;
  return {
    ...report,
    subject: { ...report.subject, id: hostile, name: hostile, baseUrl: `https://service.example/${hostile}` },
    verdict: 'error',
    counts,
    waivers: {
      file: hostile,
      sha256: '0'.repeat(64),
      unsound: [{ at: 'waivers.yaml:7', requirement: 'HDR-001', problem: hostile }],
      others: [hostile],
    },
    requirements,
  };
}
