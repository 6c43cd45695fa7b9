import type { Judgement } from '../../report/report.js';
import { type State, type StateWord, stateOf, wordOf, worstState } from '../../report/state.js';
import type { Anchors } from './anchors.js';
import { words } from './badge.js';
import type { Target } from './targets.js';

/** What one run says of a requirement. */
export interface Cell {
  readonly target: Target;
  readonly judgement: Judgement;
  readonly state: State;
  readonly anchor: string;
  /** The ids and anchors of violations that this one touches, as the report tells its causes. */
  readonly touches: readonly Link[];
  /** Those that touch it. */
  readonly touchedBy: readonly Link[];
}

/** Another cell of the same run. */
export interface Link {
  readonly id: string;
  readonly anchor: string;
}

/** One requirement, with what each run says of it. */
export interface Entry {
  readonly id: string;
  readonly anchor: string;
  readonly area: string;
  /** From the first run that has it; what does not depend on the run is taken from here. */
  readonly first: Judgement;
  readonly cells: readonly Cell[];
  readonly state: State;
}

/** The requirements of all runs, in the order in which they first occur, area by area. */
export function entriesOf(targets: readonly Target[], anchors: Anchors): readonly Entry[] {
  const found = new Map<string, { target: Target; judgement: Judgement }[]>();
  for (const target of targets) {
    for (const judgement of target.report.requirements) {
      const others = found.get(judgement.id);
      if (others) others.push({ target, judgement });
      else found.set(judgement.id, [{ target, judgement }]);
    }
  }
  const claimed = [...found].map(([id, all]) => {
    const anchor = anchors.claim(id);
    const own = ({ slug }: Target) => (targets.length === 1 ? anchor : anchors.claim(`${id}.${slug}`));
    return { id, anchor, all: all.map((one) => ({ ...one, anchor: own(one.target) })) };
  });
  const linksIn = (target: Target, ids: readonly string[]): readonly Link[] =>
    claimed.flatMap(({ id, all }) =>
      all
        .filter((one) => one.target === target && ids.includes(id))
        .map((one) => ({ id, anchor: one.anchor })),
    );
  const entries = claimed.flatMap(({ id, anchor, all }): readonly Entry[] => {
    const [first] = all;
    if (!first) return [];
    const cells = all.map((one): Cell => {
      const { report } = one.target;
      const causes = report.causes ?? [];
      const touches = causes.find(({ requirement }) => requirement === id)?.touches ?? [];
      const by = causes.filter((cause) => cause.touches.includes(id)).map(({ requirement }) => requirement);
      return {
        ...one,
        state: stateOf(one.judgement, report.strict),
        touches: linksIn(one.target, touches),
        touchedBy: linksIn(one.target, by),
      };
    });
    const state = worstState(cells.map((cell) => cell.state));
    return [{ id, anchor, area: first.judgement.area, first: first.judgement, cells, state }];
  });
  const areas = areasOf(entries);
  return areas.flatMap((area) => entries.filter((entry) => entry.area === area));
}

/** The areas in the order in which they first occur. */
export function areasOf(entries: readonly Entry[]): readonly string[] {
  return [...new Set(entries.map(({ area }) => area))];
}

/** How many cells have each state. */
export function tally(all: readonly State[]): Readonly<Record<StateWord, number>> {
  const counts = { pass: 0, skip: 0, waived: 0, error: 0, fail: 0 };
  for (const state of all) counts[wordOf(state)] += 1;
  return counts;
}

/** The counts that are not zero, in words, the worst first. */
export function tallyInWords(counts: Readonly<Record<StateWord, number>>): string {
  const found = [...words].reverse().filter((word) => counts[word] > 0);
  return found.map((word) => `${counts[word]} ${word}`).join(', ') || 'none';
}
