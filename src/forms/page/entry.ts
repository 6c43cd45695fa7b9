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
  const entries = [...found].flatMap(([id, all]): readonly Entry[] => {
    const [first] = all;
    if (!first) return [];
    const anchor = anchors.claim(id);
    const cells = all.map(({ target, judgement }) => ({
      target,
      judgement,
      state: stateOf(judgement, target.report.strict),
      anchor: targets.length === 1 ? anchor : anchors.claim(`${id}.${target.slug}`),
    }));
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
