import { resolve } from 'node:path';
import { loadContract } from '../contract/load-contract.js';
import type { Diagnosis } from '../doctor/diagnosis.js';
import { examineMachine } from '../doctor/machine.js';
import { examineTarget } from '../doctor/target.js';
import { paintFor, wrap } from '../report/text.js';
import { nameOrOnly, readTargets, targetNamed } from '../target/targets-file.js';

export interface DoctorOptions {
  /** Absent: the only one of the file. */
  readonly target?: string;
  readonly targets: string;
  readonly output: string;
  readonly timeout: number;
}

/** Looks at all that a run against a target needs, one thing after the other, and says of each problem what to do. Ends the process with 0 when nothing is wrong, else with 2. */
export async function doctor(given: DoctorOptions): Promise<void> {
  const { targets, output, timeout } = given;
  const contract = loadContract();
  const file = readTargets(targets, contract);
  const target = nameOrOnly(file, given.target);
  targetNamed(file, target);
  const paint = paintFor(process.stdout, process.env);
  let problems = 0;
  const tell = ({ name, state, detail, next }: Diagnosis) => {
    if (state === 'problem') problems += 1;
    const style = state === 'well' ? 'green' : state === 'problem' ? 'red' : 'yellow';
    const word = state === 'well' ? 'OK' : state === 'problem' ? 'PROBLEM' : 'not seen';
    const lines = [
      wrap(detail, ' '.repeat(24), `${paint(style, word.padEnd(8))}  ${name.padEnd(12)} `),
      ...(next === undefined ? [] : [wrap(`${' '.repeat(24)}→ ${next}`, ' '.repeat(26))]),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  };
  for await (const diagnosis of examineMachine(resolve(output))) tell(diagnosis);
  for await (const diagnosis of examineTarget(file, target, contract, timeout)) tell(diagnosis);
  process.stdout.write(
    problems === 0
      ? `\n${wrap(`qualification-kit plan --target ${target} says what would be sent`, '  ', `${paint('green', `nothing is wrong with ${target}`)};`)}\n`
      : `\n${paint('red', `${problems} ${problems === 1 ? 'problem' : 'problems'} with ${target}`)}\n`,
  );
  process.exitCode = problems === 0 ? 0 : 2;
}
