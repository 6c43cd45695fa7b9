import { loadContract } from '../contract/load-contract.js';
import { targetFromEnvironment } from '../target/environment.js';
import { type ByHand, handDown, type JudgeService, type Plan, type ServiceUnderTest } from './task.js';

/** What a task sends to. By hand, the first process that asks parses the environment, and hands what it found down to the others. Throws KitError for an environment that describes no service well. */
export function serviceUnderTest(task: JudgeService | Plan | ByHand): ServiceUnderTest {
  if (task.kind !== 'by-hand') return task.target;
  if (task.target !== undefined) return task.target;
  const target = targetFromEnvironment(process.env, loadContract(task.choices.contract)) ?? 'mock';
  handDown({ ...task, target });
  return target;
}
