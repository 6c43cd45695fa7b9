import type { Report } from '../report/report.js';
import { badgeJson, badgeSvg } from './badge.js';
import { ctrf } from './ctrf.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import { htmlOf } from './page/page.js';
import { sarif } from './sarif.js';

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
