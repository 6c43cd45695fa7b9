import type { Course } from './course.js';
import { tellDifferences } from './differences.js';
import { tellPlan } from './plan.js';
import { Publication, type PublicationOptions } from './publication.js';
import type { SideOfRun } from './side-of-run.js';
import { tellAgain } from './tell-again.js';

/** The course of a side of a run, by its task. */
export function courseOf(run: SideOfRun, options: PublicationOptions): Course {
  const { task } = run;
  switch (task.kind) {
    case 'judge-service':
    case 'judge-client':
    case 'listen':
    case 'pass-on':
    case 'merge':
    case 'check':
    case 'by-hand':
      return new Publication(run, options);
    case 'plan':
      return silent((collected) => tellPlan(run, task, collected));
    case 'rejudge':
      return silent((collected) =>
        task.again ? tellAgain(run, task.again, collected) : tellDifferences(run, task, collected),
      );
    default:
      return task satisfies never;
  }
}

function silent(finish: Course['finish']): Course {
  const nothing = () => {};
  return { begin: nothing, keep: nothing, expect: nothing, start: nothing, show: nothing, finish };
}
