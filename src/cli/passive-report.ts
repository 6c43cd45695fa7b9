import { loadCatalogue } from '../catalogue/catalogue.js';
import { selectRequirements } from '../client/scenarios.js';
import { composeReport, type Findings } from '../report/compose.js';
import type { Report } from '../report/report.js';
import type { RunOptions } from '../run/run-options.js';

/** The report of a run that only listened. */
export function passiveReport(
  { seed, strict, only }: RunOptions,
  heard: Pick<Findings, 'contract' | 'subject' | 'startedAt' | 'records' | 'waivers'>,
): Report {
  const catalogue = loadCatalogue();
  return composeReport({
    ...heard,
    ...{ catalogue, seed, strict, only },
    scope: selectRequirements(catalogue, 'client', only),
    missing: 'not judged: no request arrived',
  });
}
