import type { Finding } from '../finding.js';
import type { RecordedFinding } from './record.js';

/** What deviates in an exchange, whichever requirement says so: findings on one exchange that agree in it tell the same. */
export function deviationOf({ place, expected, received }: Finding): string {
  switch (place) {
    // Each requirement has words of its own for what it expects; what came is one thing.
    case 'connection':
      return JSON.stringify([place, received]);
    case 'status':
      return JSON.stringify([place, received.slice(0, 3)]);
    default:
      return JSON.stringify([place, expected, received]);
  }
}

/** At most so many of the findings, in their order; the first of each that other requirements share differently stays. */
export function keptOf<Told extends Pick<RecordedFinding, 'alsoOf'>>(
  findings: readonly Told[],
  most: number,
): readonly Told[] {
  if (findings.length <= most) return findings;
  const firsts = new Map<string, Told>();
  for (const finding of findings) {
    const sharers = (finding.alsoOf ?? []).join(' ');
    if (!firsts.has(sharers)) firsts.set(sharers, finding);
  }
  const kept = new Set([...new Set([...firsts.values(), ...findings])].slice(0, most));
  return findings.filter((finding) => kept.has(finding));
}
