import { type Family, injections, malformedIds } from '../../http/malformed-ids.js';
import { decodedSegment } from '../../http/path-segment.js';
import type { MockContext } from '../../mock/behaviour.js';
import { seeded } from '../../seeded.js';
import { renewsCorrelationId } from '../checks/ids.js';
import { encodesMalformedId } from '../checks/malformed-id.js';
import { triesAtMost } from '../checks/retries.js';
import { checksOfWrites, universalClientChecks } from '../checks/universal.js';
import type { Scenario } from '../scenario.js';

const requestRules = Array.from({ length: 10 }, (_, index) => `REQ-${String(index + 1).padStart(3, '0')}`);

const drawn = 3;

/** Ids that one change of a good one made malformed. */
function ofFamily(family: Family, summary: string): Scenario {
  return {
    name: `id-${family}`,
    area: 'request',
    summary: `is never to be asked for ${summary}`,
    judges: { 'REQ-014': encodesMalformedId },
    malform: (customer, { seed }) => {
      const ids = malformedIds(family, customer.id, seed)
        .map(({ segment }) => decodeURIComponent(segment))
        .filter(isPassable);
      return seeded(seed, `ids of ${family}`).helpers.arrayElements(ids, drawn);
    },
  };
}

/** An environment variable holds no NUL. */
function isPassable(id: string): boolean {
  return !id.includes('\0');
}

/** Another customer, whom an id that is not encoded would lead to. */
function anotherOf({ customers }: MockContext, id: string): string {
  return customers.find((customer) => customer.id !== id)?.id ?? id;
}

/** What is asked for: a visible customer, once and in turn, and ids that are malformed. */
export const requestScenarios: readonly Scenario[] = [
  {
    name: 'healthy',
    area: 'request',
    summary: 'answers as documented',
    judges: { 'REQ-016': triesAtMost(1) },
    // That one call's id is another one than that of the next takes two calls.
    alsoShows: [...universalClientChecks.keys()].filter((id) => id !== 'REQ-011' && !checksOfWrites.has(id)),
  },
  {
    name: 'calls-in-turn',
    area: 'request',
    summary: 'is read three times, one after the other',
    calls: 3,
    renews: true,
    judges: { 'REQ-012': renewsCorrelationId },
    alsoShows: [...requestRules, 'REQ-011', 'REQ-017'],
  },
  ofFamily('length', 'a GUID that is too long or too short'),
  ofFamily('alphabet', 'a GUID with a letter that is no hexadecimal digit'),
  ofFamily('hyphens', 'a GUID with its hyphens elsewhere'),
  ofFamily('affix', 'a GUID with something around it'),
  {
    name: 'id-traversal',
    area: 'request',
    summary: 'is never to be asked for an id that leads to another path',
    judges: { 'REQ-014': encodesMalformedId },
    malform: ({ id }, context) => {
      const other = anotherOf(context, id);
      return [
        `../customers/${other}`,
        `${id}/../${other}`,
        `..%2F${other}`,
        `${id}/qualification`,
        `..\\${other}`,
      ];
    },
  },
  {
    name: 'id-injection',
    area: 'request',
    summary: 'is never to be asked for an id that means something to an interpreter',
    judges: { 'REQ-014': encodesMalformedId },
    malform: ({ id }, { seed }) => {
      const texts = injections(id)
        .map(([, segment]) => decodedSegment(segment))
        .filter((text) => text !== undefined)
        .filter((text) => isPassable(text) && text.length < 200);
      const some = seeded(seed, 'injections').helpers.arrayElements(texts, drawn);
      return [`${id}?code=1`, `${id}#part`, `${id} HTTP/1.1\r\nX-Injected: 1`, ...some];
    },
  },
];
