import { surfacesValue } from '../../client/checks/outcomes.js';
import { reportsWhatWasTold } from '../../client/checks/writes.js';
import type { Scenario } from '../../client/scenario.js';
import { behavingAs } from '../../client/scenarios/serving.js';
import { operation as self } from './operation.js';

/** Situations of a client that sets the one qualification. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'update-pascal-case',
    area: 'writing',
    summary: 'sets Education and writes it with a capital',
    operations: [self.id],
    judges: { 'CWR-007': surfacesValue, 'CWR-010': reportsWhatWasTold },
    serve: behavingAs('values-pascal-case'),
  },
];
