import type { Side } from '../catalogue/requirement.js';
import { clientSubject } from '../client/client-subject.js';
import { loadContract } from '../contract/load-contract.js';
import type { ReportSubject } from '../report/report.js';
import { targetFromEnvironment } from '../target/environment.js';
import {
  type ByHand,
  type Check,
  handDown,
  type JudgeService,
  type Plan,
  type ServiceUnderTest,
  type Task,
} from './task.js';

/** What a task sends to. By hand, the first process that asks parses the environment, and hands what it found down to the others. Throws KitError for an environment that describes no service well. */
export function serviceUnderTest(task: JudgeService | Plan | ByHand): ServiceUnderTest {
  if (task.kind !== 'by-hand') return task.target;
  if (task.target !== undefined) return task.target;
  const target = targetFromEnvironment(process.env, loadContract(task.choices.contract)) ?? 'mock';
  handDown({ ...task, target });
  return target;
}

/** Who is judged on a side of a task, as reports name it. Throws KitError like serviceUnderTest. */
export function subjectOf(task: Task, side: Side): ReportSubject {
  switch (task.kind) {
    case 'judge-service':
    case 'plan':
      return serviceSubject(task.target);
    case 'judge-client':
      return clientSubject(task.driver, task.id);
    case 'listen':
      return { ...whoeverCalls, id: task.id, mode: 'passive' };
    case 'pass-on':
      return side === 'service'
        ? { ...serviceSubject(task.target), mode: 'observed' }
        : { ...whoeverCalls, id: task.id, mode: 'observed' };
    case 'check':
      return {
        id: task.id,
        kind: side,
        name: `the ${side} in ${filesInWords(task.recordings)}`,
        selfCheck: false,
        recordings: task.recordings,
        mode: 'observed',
      };
    case 'merge':
    case 'rejudge':
      return task.subject;
    case 'by-hand':
      return side === 'client' ? clientSubject(undefined) : serviceSubject(serviceUnderTest(task));
    default:
      return task satisfies never;
  }
}

const whoeverCalls = { kind: 'client', name: 'any client that calls', selfCheck: false } as const;

function filesInWords(recordings: Check['recordings']): string {
  const [first] = recordings;
  const more = recordings.length === 1 ? '' : ` and ${recordings.length - 1} more`;
  return `${first?.file}${more}`;
}

function serviceSubject(target: ServiceUnderTest): ReportSubject {
  if (target === 'mock') return { id: 'mock', kind: 'service', name: 'the embedded mock', selfCheck: true };
  const { id, name, origin, prefix, access } = target;
  const entry = access ? { target: id } : {};
  return { id, kind: 'service', name, ...entry, baseUrl: origin + prefix, selfCheck: false };
}
