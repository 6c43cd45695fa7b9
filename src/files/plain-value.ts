/**
 * A value without what its way here left around it: spaces, line ends, a byte order mark, and one pair of quotes, which
 * `docker --env-file`, Windows' `set` and a command that prints JSON keep.
 */
export function plainValue(text: string): string {
  const bare = text.trim();
  const [, , within] = /^(["'])(.*)\1$/s.exec(bare) ?? [];
  return within === undefined ? bare : within.trim();
}

/** The plain value of a variable; undefined where it is not set. */
export function plainIn(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = env[name];
  return text === undefined ? undefined : plainValue(text);
}
