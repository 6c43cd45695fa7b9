import { surfacesValue } from '../../client/checks/outcomes.js';
import { reportsWhatWasTold } from '../../client/checks/writes.js';
import type { Scenario } from '../../client/scenario.js';
import { behavingAs } from '../../client/scenarios/serving.js';
import { operation as self } from './operation.js';

/** A scenario of the request for a qualification. */
function creating(name: string, summary: string, more: Partial<Scenario>): Scenario {
  const judges = { 'CWR-007': surfacesValue, 'CWR-010': reportsWhatWasTold };
  return { name, area: 'writing', summary, operations: [self.id], judges, ...more };
}

/** Situations of a client that asks for a qualification. */
export const scenarios: readonly Scenario[] = [
  creating('create-higher-education', 'sets Education for an institution of higher education', {
    change: () => ({ qualification: 'education', educationSegment: 'HigherEducation' }),
    alsoShows: ['CWR-006'],
  }),
  creating('create-state-owned', 'sets StateOwnedEntity', {
    change: () => ({ qualification: 'stateownedentity' }),
    alsoShows: ['CWR-002'],
  }),
  creating('create-answered-200', 'answers 200 with the list in its object', {
    serve: behavingAs('create-answers-200'),
  }),
  creating('create-answered-list', 'answers 201 with a list', { serve: behavingAs('create-answers-list') }),
  creating('create-statusless', 'answers a success without the status of vetting', {
    serve: behavingAs('create-without-status'),
  }),
];
