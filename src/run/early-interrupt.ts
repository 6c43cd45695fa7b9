/** Until Playwright listens for it, Ctrl-C ends the process with 2 and a word, because nothing was judged. */
export function watchEarlyInterrupt(): void {
  process.on('SIGINT', stopAtOnce);
}

/** To be called when Playwright has begun: from now on it ends the run and the report is written. */
export function leaveInterruptToPlaywright(): void {
  process.off('SIGINT', stopAtOnce);
}

function stopAtOnce(): void {
  process.stderr.write('qualification-kit: interrupted before the first request, so nothing was judged\n');
  process.removeAllListeners('exit');
  process.exit(2);
}
