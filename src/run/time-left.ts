/** How far a run is. */
export interface Pace {
  readonly elapsedMs: number;
  /** Tests that ended, of how many. */
  readonly done: number;
  readonly total: number;
  /** What those sent. */
  readonly requests: number;
  /** Most requests in a second; absent: as fast as it goes. */
  readonly perSecond?: number;
}

/** Milliseconds that a run still takes: as long for each test as until now, and never less than its pace allows for as many requests. Undefined as long as no test has ended. */
export function timeLeft({ elapsedMs, done, total, requests, perSecond }: Pace): number | undefined {
  if (done === 0) return undefined;
  const left = Math.max(0, total - done);
  const byTime = (elapsedMs / done) * left;
  const byPace = perSecond === undefined ? 0 : ((requests / done) * left * 1000) / perSecond;
  return Math.max(byTime, byPace);
}

/** `45 s` or `3 min`; no time at all is `1 s`. */
export function roughly(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
