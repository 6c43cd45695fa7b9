import {
  type ListedItem,
  surfacesItems,
  surfacesStatuses,
  surfacesUnknownItem,
  surfacesUnknownStatus,
} from '../../client/checks/lists.js';
import { surfacesError, surfacesValue } from '../../client/checks/outcomes.js';
import type { Scenario } from '../../client/scenario.js';
import { behavingAs } from '../../client/scenarios/serving.js';
import { changing, type Start } from '../../mock/behaviour.js';
import { success } from '../../mock/middleware.js';
import { withDelivery, withJson } from '../../mock/reply.js';
import { operation as self } from './operation.js';

/** A scenario of the list. */
function list(
  name: string,
  summary: string,
  judges: Scenario['judges'],
  serve: Start,
  more: Partial<Scenario> = {},
): Scenario {
  return { name, area: 'lists', summary, operations: [self.id], judges, serve, ...more };
}

/** Every list is this value. */
function listing(value: unknown): Start {
  return changing(success, (reply) => withJson(reply, value));
}

const approved = { qualification: 'Education', vettingStatus: 'Approved' };
const owned = { qualification: 'StateOwnedEntity' };
const dated = { vettingCreatedDate: '2020-12-03T10:37:38.885Z' };

/** These qualifications come out, each with its status. */
function items(id: string, ...listed: readonly ListedItem[]): Scenario['judges'] {
  return { [id]: surfacesItems(listed), 'CQL-005': surfacesStatuses(listed) };
}

const behaving = (
  id: string,
  name: string,
  behaviour: string,
  summary: string,
  more: Partial<Scenario> = {},
): Scenario => list(name, summary, items(id, approved), behavingAs(behaviour), more);

/** Situations of a client that reads all of a customer's qualifications. */
export const scenarios: readonly Scenario[] = [
  list(
    'list-array',
    'answers the list as an array',
    items('CQL-001', approved),
    listing([{ ...approved, ...dated }]),
  ),
  behaving('CQL-001', 'list-in-object', 'list-in-envelope', 'answers the list as the member of an object'),
  behaving(
    'CQL-001',
    'list-in-object-with-more',
    'list-in-envelope-with-links',
    'answers the list as the member of an object that has others',
  ),
  behaving('CQL-002', 'list-other-date', 'date-under-the-other-name', 'writes the date as vettingCreateDate'),
  behaving('CQL-002', 'list-both-dates', 'date-under-both-names', 'writes the date under both names'),
  behaving(
    'CQL-002',
    'list-date-with-offset',
    'date-with-offset',
    'writes the date with seven digits of a second and an offset',
  ),
  behaving('CQL-002', 'list-date-month-first', 'date-month-first', 'writes the date with the month first'),
  list('list-dateless', 'writes no date', items('CQL-002', approved), listing([approved])),
  list('list-empty', 'lists nothing', items('CQL-003'), listing([])),
  list(
    'list-empty-in-object',
    'lists nothing in an object',
    items('CQL-003'),
    listing({ qualifications: [] }),
  ),
  list('list-none', 'lists None', items('CQL-003'), listing([{ qualification: 'None' }])),
  list(
    'list-of-two',
    'lists Education and, without a status, StateOwnedEntity',
    items('CQL-004', approved, owned),
    listing([{ ...approved, ...dated }, owned]),
  ),
  list(
    'list-of-two-turned',
    'lists StateOwnedEntity in front of GovernmentCommunityCloud',
    items('CQL-004', owned, { qualification: 'GovernmentCommunityCloud', vettingStatus: 'Approved' }),
    listing([owned, { qualification: 'GovernmentCommunityCloud', vettingStatus: 'Approved' }]),
  ),
  list(
    'list-in-review',
    'lists Education that is in review',
    { 'CQL-005': surfacesStatuses([{ qualification: 'Education', vettingStatus: 'InReview' }]) },
    listing([{ qualification: 'Education', vettingStatus: 'InReview', ...dated }]),
  ),
  list(
    'list-denied',
    'lists Education that was denied, with the reason',
    { 'CQL-005': surfacesStatuses([{ qualification: 'Education', vettingStatus: 'Denied' }]) },
    listing([
      { qualification: 'Education', vettingStatus: 'Denied', vettingReason: 'Not an Academic Domain' },
    ]),
  ),
  list(
    'list-status-unknown',
    'lists a status that no document names',
    { 'CQL-006': surfacesUnknownStatus('Expired') },
    listing([{ qualification: 'Education', vettingStatus: 'Expired', ...dated }]),
  ),
  list(
    'list-value-unknown',
    'lists a qualification that no document names behind Education',
    { 'CQL-007': surfacesUnknownItem('Charity', [approved]) },
    listing([approved, { qualification: 'Charity', vettingStatus: 'Approved' }]),
  ),
  list(
    'list-value-unknown-alone',
    'lists nothing but a qualification that no document names',
    { 'CQL-007': surfacesUnknownItem('EducationPlus', []) },
    listing([{ qualification: 'EducationPlus', vettingStatus: 'Approved' }]),
  ),
  behaving('CQL-008', 'list-with-more', 'items-with-more', 'adds members that no document names'),
  list(
    'list-with-nulls',
    'writes null for members that it does not have',
    items('CQL-008', approved, owned),
    listing([
      { ...approved, vettingReason: null, vettingCreateDate: null },
      { ...owned, vettingStatus: null, vettingReason: null, vettingCreateDate: null },
    ]),
  ),
  list(
    'list-dripped',
    'sends a byte every 3 ms',
    { 'DEC-006': surfacesValue },
    changing(success, (reply) => withDelivery(reply, { kind: 'drip', pauseMs: 3, endless: false })),
  ),
  ...(
    [
      ['list-is-object', 'answers one object in place of the list', approved],
      ['list-is-string', 'answers a bare string in place of the list', 'education'],
      ['list-is-null', 'answers null in place of the list', null],
      ['list-missing', 'answers an object without the list', { totalCount: 1 }],
      ['list-of-strings', 'lists bare strings', ['Education']],
      ['list-is-member-null', 'answers null for the list in its object', { qualifications: null }],
    ] as const
  ).map(([name, summary, value]) => list(name, summary, { 'CQL-009': surfacesError }, listing(value))),
  ...(
    [
      ['list-lower-case', 'items-in-lower-case', 'lower case'],
      ['list-snake-case', 'items-in-snake-case', 'words joined by underscores'],
      ['list-camel-case', 'items-in-camel-case', 'camel case'],
    ] as const
  ).map(([name, behaviour, what]) =>
    list(
      name,
      `writes GovernmentCommunityCloud in ${what}`,
      items('CQL-010', { qualification: 'GovernmentCommunityCloud', vettingStatus: 'Approved' }),
      behavingAs(behaviour),
      { qualification: 'governmentcommunitycloud' },
    ),
  ),
];
