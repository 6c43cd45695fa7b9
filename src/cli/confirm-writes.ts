import { createInterface } from 'node:readline';
import { KitError } from '../errors.js';
import { wrap } from '../report/text.js';
import { tellWrites, type WriteNotice } from '../run/write-guard.js';

/** Says on standard error what a run is about to change, and asks, unless `yes` says that somebody agreed. Throws KitError where nobody agrees, or nobody can be asked. */
export async function confirmWrites(notices: readonly WriteNotice[], yes: boolean): Promise<void> {
  if (notices.length === 0) return;
  for (const line of tellWrites(notices)) process.stderr.write(`${wrap(line, '  ')}\n`);
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new KitError('--writes needs --yes where nobody can be asked; nothing was sent');
  const answer = await ask('Type yes to go on: ');
  if (answer.trim().toLowerCase() !== 'yes') throw new KitError('nobody agreed to write; nothing was sent');
}

/** The line that is typed; nothing where the input ends. */
function ask(question: string): Promise<string> {
  // Not as a terminal: Ctrl-C is to end the process as it does everywhere else.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  return new Promise<string>((resolve) => {
    process.stderr.write(question);
    lines.once('line', resolve).once('close', () => resolve(''));
  }).finally(() => lines.close());
}
