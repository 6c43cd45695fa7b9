import { badgeJson, badgeSvg } from './formats/badge.js';
import { ctrf } from './formats/ctrf.js';
import { junit } from './formats/junit.js';
import { markdown } from './formats/markdown.js';
import { sarif } from './formats/sarif.js';
import { htmlOf } from './html/page.js';
import type { Report } from './report.js';

/** The name of the summary for a pull request. */
export const summaryName = 'summary.md';

/** Every file that is made of a report and of nothing else, by its name: the same report makes the same bytes. */
export const formats: Readonly<Record<string, (report: Report) => string>> = {
  'ctrf.json': ctrf,
  'conformance.sarif': sarif,
  'report.html': (report) => htmlOf([report]),
  [summaryName]: markdown,
  'junit.xml': junit,
  'badge.json': badgeJson,
  'badge.svg': badgeSvg,
};
