/** The kit cannot go on: bad input, or a machine that does not let it work. The command line prints the message and its lines, nothing else, and exits with 2. */
export class KitError extends Error {
  override readonly name = 'KitError';
  /** What is to be printed below the message, a line each. */
  readonly lines: readonly string[];

  constructor(message: string, lines: readonly string[] = []) {
    super(message);
    this.lines = lines;
  }
}

/** What the command prints of whatever was thrown: a KitError in a line with its lines below it, anything else with its stack. */
export function linesOf(thrown: unknown): string {
  if (!(thrown instanceof KitError))
    return `qualification-kit: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`;
  const lines = [`qualification-kit: ${thrown.message}`, ...thrown.lines.map((line) => `  ${line}`)];
  return `${lines.map((line) => line.replaceAll('\n', ' ')).join('\n')}\n`;
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The first line of an error's message as Playwright hands it over: without colours and without the name of the error's class. */
export function firstLine(text: string): string {
  return (text.replaceAll(/\u001b\[\d+m/g, '').split('\n')[0] ?? '').replace(
    /^(Error|KitError|NotJudged|RunOver): /,
    '',
  );
}
