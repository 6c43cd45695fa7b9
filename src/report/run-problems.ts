import type { Report } from './report.js';

/** What keeps a run from being conformant though no requirement's verdict shows it. */
export interface RunProblem {
  readonly requirement?: string;
  /** `file:line` */
  readonly at?: string;
  readonly message: string;
}

/** The waivers that a run does not accept, and a run that judged nothing. */
export function runProblems({ waivers, verdict, requirements }: Report): readonly RunProblem[] {
  const refused = (waivers?.unsound ?? []).map(({ at, requirement, problem }) => ({
    requirement,
    at,
    message: `${requirement}: the waiver at ${at} is not accepted: ${problem}`,
  }));
  const nothing = { message: `nothing was judged: of ${requirements.length} requirements, none` };
  return verdict === 'skip' ? [...refused, nothing] : refused;
}
