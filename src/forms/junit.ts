import type { Report } from '../report/report.js';
import { shown } from '../report/shown.js';
import { having, type Item, type ReportView, viewOf } from '../report/view.js';
import { waiverText } from '../report/waivers/waiver.js';
import { findingText, violationText } from './findings-text.js';

/** The report as JUnit XML: a test case for each requirement, and one for each problem of the run. JUnit knows no violation that is waived or does not bind: it is `skipped`, which says so. */
export function junit(report: Report): string {
  const { durationMs, startedAt, subject, kit } = report;
  const view = viewOf(report);
  const { items, problems } = view;
  const counts = {
    name: `${kit.name} ${subject.kind}`,
    tests: items.length + problems.length,
    failures: having(view, 'violated').length,
    errors: having(view, 'undecided').length + problems.length,
    time: (durationMs / 1000).toFixed(3),
  };
  const { name, ...others } = counts;
  const skipped = having(view, 'skipped', 'waived', 'advised').length;
  const cases = [
    ...items.map(caseOf),
    ...problems.map(({ requirement, message }) =>
      testCase(
        requirement === undefined ? 'the run' : `${requirement} waiver`,
        'run',
        requirement,
        element('error', { type: 'error', message }, message),
      ),
    ),
  ];
  const suite = [properties(propertiesOf(report, view)), ...cases].join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites${attributes({ name, ...others })}>
<testsuite${attributes({ ...counts, skipped, timestamp: startedAt })}>
${suite}
</testsuite>
</testsuites>
`;
}

function propertiesOf(report: Report, view: ReportView): Readonly<Record<string, string>> {
  const { subject, contract, catalogue, seed, strict, verdict } = report;
  return {
    ...(view.notice === undefined ? {} : { notice: view.notice }),
    verdict,
    closing: view.verdict.sentence,
    subject: subject.name,
    ...(subject.baseUrl === undefined ? {} : { baseUrl: subject.baseUrl }),
    contract: `${contract.version} ${contract.sha256}`,
    catalogue: catalogue.sha256,
    seed: String(seed),
    strict: String(strict),
  };
}

function caseOf(item: Item): string {
  const { id, statement, area } = item.judgement;
  return testCase(`${id} ${statement}`, area, id, ...outcomeOf(item));
}

function outcomeOf({ judgement: one, state }: Item): readonly string[] {
  const { id, level, reason = 'no reason given', findings, waiver } = one;
  const [first] = findings;
  const finding = first ? findingText(first) : reason;
  switch (state) {
    case 'held':
      return [];
    case 'violated':
      return [element('failure', { type: level, message: `${id} ${finding}` }, violationText(one))];
    case 'undecided':
      return [element('error', { type: 'error', message: `${id} could not be judged: ${reason}` }, '')];
    case 'skipped':
      return [element('skipped', { message: reason }, '')];
    case 'waived':
      return [element('skipped', { message: waiver ? waiverText(waiver) : 'waived' }, violationText(one))];
    case 'advised': {
      const message = `${id} is violated, but a ${level} does not bind: ${finding}`;
      return [element('skipped', { message }, violationText(one))];
    }
    default:
      return state satisfies never;
  }
}

function testCase(name: string, area: string, id: string | undefined, ...outcome: readonly string[]): string {
  const own = id === undefined ? [] : [properties({ requirement: id })];
  return `<testcase${attributes({ name, classname: area })}>${[...own, ...outcome].join('')}</testcase>`;
}

function properties(values: Readonly<Record<string, string>>): string {
  const all = Object.entries(values).map(([name, value]) => element('property', { name, value }, ''));
  return `<properties>${all.join('')}</properties>`;
}

function element(name: string, values: Readonly<Record<string, string>>, text: string): string {
  return `<${name}${attributes(values)}>${escaped(text, /[&<>]/g)}</${name}>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value), /[&<>"\n\t]/g)}"`)
    .join('');
}

/** Character references for what XML gives a meaning; in attributes, line ends have one too. */
function escaped(text: string, special: RegExp): string {
  return shown(text, 100_000).replaceAll(special, (one) => `&#${one.charCodeAt(0)};`);
}
