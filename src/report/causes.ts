import { levels } from '../catalogue/requirement.js';
import type { Cause, Judgement } from './report.js';

/** What a cause is made of. */
type Violated = Pick<Judgement, 'id' | 'level' | 'verdict' | 'findings'>;

/**
 * The causes of all violations, in the order of the judgements. A requirement is touched by others where each of its
 * findings is the same deviation of the same exchange as one of theirs; any other finding makes it a cause of its own.
 */
export function causesOf(judgements: readonly Violated[]): readonly Cause[] {
  const violated = judgements.filter(({ verdict }) => verdict === 'fail');
  const inside = (one: Violated, other: Violated) => isCovered(one, [other]);
  // Of two that found the same, the first is the cause.
  const strictlyInside = (one: Violated, other: Violated, later: boolean) =>
    inside(one, other) && (later || !inside(other, one));
  let leading = violated.filter(
    (one, at) => !violated.some((other, place) => place !== at && strictlyInside(one, other, place < at)),
  );
  for (const one of [...leading].reverse()) {
    const others = leading.filter((other) => other !== one);
    if (isCovered(one, others)) leading = others;
  }
  return leading.map((lead) => ({
    requirement: lead.id,
    touches: violated
      .filter((one) => !leading.includes(one) && rootsOf(one, leading).includes(lead))
      .map(({ id }) => id),
  }));
}

/** The one cause that has all of it, else every cause that has a part. */
function rootsOf(touched: Violated, leading: readonly Violated[]): readonly Violated[] {
  const whole = leading.find((lead) => isCovered(touched, [lead]));
  return whole
    ? [whole]
    : leading.filter((lead) => touched.findings.some((finding) => shares(finding, lead)));
}

/** Whether each finding is one of the others' too, none of which is of a weaker level. */
function isCovered(one: Violated, others: readonly Violated[]): boolean {
  const roots = others.filter(({ level }) => levels.indexOf(level) <= levels.indexOf(one.level));
  return (
    one.findings.length > 0 && one.findings.every((finding) => roots.some((root) => shares(finding, root)))
  );
}

function shares({ alsoOf = [] }: Violated['findings'][number], { id }: Pick<Judgement, 'id'>): boolean {
  return alsoOf.includes(id);
}

/** A violation, and those that are told with it. */
export interface ToldTogether {
  readonly lead: Judgement;
  readonly touched: readonly Judgement[];
}

/** Violations as they are told: each with what it touches among them. What is touched from outside of them stands for itself. */
export function byCause(
  violations: readonly Judgement[],
  causes: readonly Cause[] = [],
): readonly ToldTogether[] {
  const told = new Set(violations.map(({ id }) => id));
  const shown = causes.filter(({ requirement }) => told.has(requirement));
  const touched = new Set(shown.flatMap(({ touches }) => touches));
  return violations
    .filter(({ id }) => !touched.has(id))
    .map((lead) => {
      const touches = shown.find(({ requirement }) => requirement === lead.id)?.touches ?? [];
      return { lead, touched: violations.filter(({ id }) => touches.includes(id)) };
    });
}
