/** As many as Node shows. */
const shown = 10;

/**
 * Has this process write stack traces as Node does, where what it runs is compiled. Playwright maps each frame of each
 * stack back to TypeScript, and takes a stack of fifty for every step of every test: a third of a worker's time in a run.
 */
export function writePlainStacks(): void {
  if (!import.meta.url.endsWith('.js')) return;
  Error.prepareStackTrace = (error, frames) =>
    [String(error), ...frames.slice(0, shown).map((frame) => `    at ${frame}`)].join('\n');
}
