import { jsonText } from '../files/json-text.js';
import type { Report } from '../report/report.js';
import { viewOf } from '../report/view.js';
import type { Verdict } from '../verdict.js';

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
  const { heading, counts } = viewOf(report).verdict;
  const label = report.subject.selfCheck ? 'conformance self-check' : 'conformance';
  return { label, message: `${heading}: ${counts}`, color: colours[report.verdict] };
}

const colours: Readonly<Record<Verdict, string>> = {
  pass: '#2e7d32',
  fail: '#c62828',
  error: '#8a4b00',
  skip: '#8a4b00',
};

/** Verdana's widths in thousandths of its size; the words above have no other characters. */
const widths: Readonly<Record<string, number>> = {
  ...{
    ' ': 352,
    '-': 454,
    ',': 364,
    ':': 454,
    A: 684,
    D: 771,
    H: 751,
    L: 557,
    M: 843,
    O: 787,
    S: 684,
    T: 616,
    U: 732,
    Y: 615,
    '/': 454,
    a: 601,
    b: 623,
    c: 521,
    d: 623,
    e: 596,
    f: 352,
    g: 623,
  },
  ...{ h: 633, i: 274, j: 344, k: 592, l: 274, m: 973, n: 633, o: 607, p: 623, q: 623, r: 427, s: 521 },
  ...{ t: 394, u: 633, v: 592, w: 818, x: 592, y: 592, z: 525 },
};
const digit = 636;

function widthOf(text: string): number {
  const thousandths = [...text].reduce((sum, one) => sum + (widths[one] ?? digit), 0);
  return Math.ceil((thousandths * 11) / 1000);
}
