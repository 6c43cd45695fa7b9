import { jsonText } from '../files/json-text.js';
import type { Report } from '../report/report.js';
import { runProblems } from '../report/run-problems.js';
import { standingOf } from '../report/standing.js';

interface Badge {
  readonly label: string;
  readonly message: string;
  /** White text on it has a contrast of at least 4.5 to 1. */
  readonly color: string;
}

/** The badge for shields.io's endpoint. Nobody can make one green that is not. */
export function badgeJson(report: Report): string {
  const isError = report.verdict !== 'pass';
  return jsonText({ schemaVersion: 1, ...badgeOf(report), ...(isError ? { isError } : {}) });
}

/** The badge as a picture that asks nobody for anything. */
export function badgeSvg(report: Report): string {
  const { label, message, color } = badgeOf(report);
  const [left, right] = [widthOf(label) + 10, widthOf(message) + 10];
  const title = `${label}: ${message}`;
  const text = (x: number, words: string) =>
    `<text x="${x + 5}" y="14" textLength="${widthOf(words)}">${words}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${title}">
<title>${title}</title>
<clipPath id="r"><rect width="${left + right}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#444"/><rect x="${left}" width="${right}" height="20" fill="${color}"/></g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">${text(0, label)}${text(left, message)}</g>
</svg>
`;
}

function badgeOf(report: Report): Badge {
  const { verdict, counts, subject, requirements, strict, only } = report;
  const violated = requirements.filter((one) => standingOf(one, strict) === 'violated').length;
  const refused = runProblems(report).filter(({ requirement }) => requirement !== undefined).length;
  const many = violated > 0 ? ` ${violated} violated` : '';
  const waived = counts.waived > 0 ? `, ${counts.waived} waived` : '';
  const unsound = refused > 0 ? `, ${refused} waivers refused` : '';
  const label = subject.selfCheck ? 'conformance self-check' : 'conformance';
  const all = `${counts.pass}/${requirements.length}${only.length > 0 ? ' selected' : ''}`;
  const besides = waived + unsound;
  switch (verdict) {
    case 'pass':
      return { label, message: `conformant ${all}${besides}`, color: '#2e7d32' };
    case 'fail':
      return { label, message: `not conformant${many}${besides}`, color: '#c62828' };
    case 'error':
      return {
        label,
        message: `could not be judged${many === '' ? '' : `,${many}`}${besides}`,
        color: '#8a4b00',
      };
    case 'skip':
      return { label, message: `nothing was judged${besides}`, color: '#8a4b00' };
    default:
      return verdict satisfies never;
  }
}

/** Verdana's widths in thousandths of its size; the words above have no other characters. */
const widths: Readonly<Record<string, number>> = {
  ...{ ' ': 352, '-': 454, ',': 364, '/': 454, a: 601, b: 623, c: 521, d: 623, e: 596, f: 352, g: 623 },
  ...{ h: 633, i: 274, j: 344, k: 592, l: 274, m: 973, n: 633, o: 607, p: 623, q: 623, r: 427, s: 521 },
  ...{ t: 394, u: 633, v: 592, w: 818, x: 592, y: 592, z: 525 },
};
const digit = 636;

function widthOf(text: string): number {
  const thousandths = [...text].reduce((sum, one) => sum + (widths[one] ?? digit), 0);
  return Math.ceil((thousandths * 11) / 1000);
}
