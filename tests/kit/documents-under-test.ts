import { expect, test } from '@playwright/test';
import { type DocumentShell, openDocumentShell } from './document-shell.js';
import { has, type Session, type Step, sessions } from './documented-commands.js';
import { commandsOf, documents, missing } from './markdown.js';

/** What the documents show of a command's output, wherever it stands. */
export function shownOf(command: string): readonly { readonly at: string; readonly text: string }[] {
  return documents()
    .flatMap(commandsOf)
    .filter((one) => one.command === command)
    .flatMap(({ shown }) => shown.map(({ file, line, text }) => ({ at: `${file}:${line}`, text })));
}

/** Runs a command of the documents: it has to end as it is said to, and to print what the documents show. */
export async function take(step: Step, shell: DocumentShell, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const { command, instead = {}, code = 0, goesOn, before, meanwhile, says = '' } = step;
  before?.(shell);
  const typed = Object.entries(instead).reduce((text, [word, other]) => text.replace(word, other), command);
  if (goesOn) return shell.start(typed, goesOn.file, goesOn.text);
  let acted = false;
  const result = await shell.run(typed, env, (printed) => {
    if (acted || !meanwhile || !printed.includes(meanwhile.text)) return;
    acted = true;
    void meanwhile.act(printed);
  });
  expect(result.code, `${command}\n${result.printed}`).toBe(code);
  expect(result.printed).toContain(says);
  for (const { at, text } of shownOf(command))
    expect(missing(text, result.printed), `${at}: ${command} prints\n${result.printed}`).toBeUndefined();
}

/** Declares a test for each session of a project. */
export function declareSessions(project: Session['project']): void {
  for (const { name, needs = [], open, steps } of sessions.filter((session) => session.project === project)) {
    test(`commands of the documents: ${name}`, async () => {
      test.skip(process.platform === 'win32', 'the documents are written for a POSIX shell');
      for (const program of needs) test.skip(!has(program), `${program} is not installed`);
      const shell = openDocumentShell();
      const stage = await open?.(shell);
      try {
        for (const step of steps) await test.step(step.command, () => take(step, shell, stage?.env));
      } finally {
        await shell.close();
        await stage?.close();
      }
    });
  }
}
