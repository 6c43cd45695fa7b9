import { isAbsolute } from 'node:path';

/** A `file:line` taken apart. */
export interface Place {
  readonly file: string;
  readonly line: number;
  /** The catalogue lies outside the kit. */
  readonly absolute: boolean;
}

/** Takes a `file:line` apart; line 1 where there is none. */
export function placeOf(at: string): Place {
  const [, file = at, line = '1'] = /^(.*):(\d+)$/s.exec(at) ?? [];
  return { file, line: Math.max(1, Number(line)), absolute: isAbsolute(file) };
}
