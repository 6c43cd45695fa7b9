import { type Change, type Difference, diffReports } from './diff.js';
import type { Report } from './report.js';
import { type State, stateOf } from './state.js';

/** One run among others. */
export interface Run {
  readonly report: Report;
  /** What it is called: where it lies. */
  readonly place: string;
  /** How many requests its evidence has; absent without evidence. */
  readonly requests?: number;
}

/** A requirement over runs. */
export interface Course {
  readonly id: string;
  readonly statement: string;
  /** One for each run; undefined where the run did not have it. */
  readonly states: readonly (State | undefined)[];
}

/** What a run brought in comparison with the one before it. */
export interface Turn {
  readonly run: Run;
  /** Newly violated, no longer waived, or newly an error. */
  readonly red: readonly Change[];
  /** Violated or an error before, and not any more. */
  readonly mended: readonly Change[];
  /** Skipped before, and shown to hold. */
  readonly shown: readonly Change[];
  /** Held, violated or waived before, and skipped. */
  readonly lost: readonly Change[];
  /** By what else the runs differ, such as the contract; not their seeds and addresses. */
  readonly differences: readonly Difference[];
}

/** Runs of one side in the order of time. */
export interface Trend {
  readonly runs: readonly Run[];
  readonly courses: readonly Course[];
  /** One for each run but the first. */
  readonly turns: readonly Turn[];
  /** The ids of those who were judged, in the order in which they first occur. */
  readonly subjects: readonly string[];
}

/** What differs from run to run and means nothing. */
const usual = new Set(['seed', 'base URL']);

/** What runs of one side say one after the other. */
export function trendOf(all: readonly Run[]): Trend {
  const runs = all.toSorted((a, b) => a.report.startedAt.localeCompare(b.report.startedAt));
  const found = new Map<string, string>();
  for (const { report } of runs)
    for (const { id, statement } of report.requirements) found.set(id, found.get(id) ?? statement);
  return {
    runs,
    courses: [...found].map(([id, statement]) => ({
      id,
      statement,
      states: runs.map(({ report }) => {
        const own = report.requirements.find((one) => one.id === id);
        return own && stateOf(own, report.strict);
      }),
    })),
    turns: runs.slice(1).map((run, at) => turnOf(runs[at] ?? run, run)),
    subjects: [...new Set(runs.map(({ report }) => report.subject.id))],
  };
}

function turnOf(before: Run, run: Run): Turn {
  const { changes, differences } = diffReports(before.report, run.report, true);
  const isBad = ({ from }: Change) => from === 'fail' || from === 'error';
  return {
    run,
    red: [...changes.newlyFailing, ...changes.unwaived, ...changes.newlyError],
    mended: [...changes.fixed, ...changes.newlyJudged, ...changes.noLongerError].filter(isBad),
    shown: changes.newlyJudged.filter((one) => !isBad(one)),
    lost: changes.noLongerJudged,
    differences: differences.filter(({ what }) => !usual.has(what)),
  };
}

/** When a run began, to the minute. */
export function beganAt({ report }: Run): string {
  return report.startedAt.slice(0, 16).replace('T', ' ');
}
