import type { Finding } from '../finding.js';
import type { Answer } from '../http/exchange.js';
import type { Observation } from './observation.js';
import type { Outcome } from './outcome.js';

/** A requirement that does not come with the kit, as a file of `--checks` exports it. */
export interface OwnCheck {
  /** Three capital letters that no requirement of the kit begins with, a hyphen and three digits: `OWN-001`. */
  readonly id: string;
  readonly statement: string;
  readonly level: 'MUST' | 'SHOULD' | 'MAY';
  /** Where the requirement comes from. */
  readonly source: string;
  /** What to do when it is violated; default: what the statement says. */
  readonly fix?: string;
  /** A pure function of one exchange: a finding for each violation, none where the requirement holds; undefined where it does not apply. */
  check(answer: Answer, observation: Observation): readonly Finding[] | undefined;
}

let inUse: readonly OwnCheck[] = [];

/** The requirements of `--checks` that this process judges by. */
export function ownChecks(): readonly OwnCheck[] {
  return inUse;
}

/** Judges by these from now on, in place of those before. */
export function judgeByOwn(checks: readonly OwnCheck[]): void {
  inUse = checks;
}

/** What such a check says of an exchange; undefined where it does not apply. Throws Error for a check that throws, or returns anything but findings. */
export function judgeOwn(own: OwnCheck, answer: Answer, observation: Observation): Outcome | undefined {
  const findings: unknown = own.check(answer, observation);
  if (findings === undefined) return undefined;
  if (!Array.isArray(findings) || !findings.every(isFinding))
    throw new Error(
      'it must return an array of {place, expected, received}, three texts, or undefined, and not wait for anything',
    );
  return { findings };
}

function isFinding(value: unknown): value is Finding {
  const { place, expected, received } = Object(value);
  return [place, expected, received].every((text) => typeof text === 'string');
}
