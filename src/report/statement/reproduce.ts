import { ownFileOf } from '../own-file.js';
import type { Report } from '../report.js';

/** The command line that repeats a run, quoted for a POSIX shell. It has no secrets, for a report has none; a client's driver stands there as it is given, because a report does not hold its arguments as they were. */
export function commandFor(report: Report, driver = 'DRIVER'): string {
  const { subject, seed, strict, only, waivers, operations = [] } = report;
  const own = ownFileOf(report.requirements);
  const words = [
    ...['npx', '--no', 'qualification-kit'],
    ...whom(report),
    ...(subject.mode === 'persistent' ? ['--persistent'] : subject.mode === 'passive' ? ['--passive'] : []),
    ...only.flatMap((word) => ['--only', word]),
    // A client's report names operations only where they were chosen.
    ...(subject.kind === 'client' && !subject.recordings ? operations : []).flatMap(({ id }) => [
      '--operation',
      id,
    ]),
    ...(report.writes ? ['--writes'] : []),
    ...(strict ? ['--strict'] : []),
    ...['--seed', String(seed)],
    ...(waivers ? ['--waivers', waivers.file] : []),
    ...(own === undefined ? [] : ['--checks', own]),
  ].map(quoted);
  const called = subject.kind === 'client' && subject.mode !== 'passive' && !subject.recordings;
  const behind = called ? ['--', driver] : [];
  return [...words, ...behind].join(' ');
}

function whom(report: Report): readonly string[] {
  const { kind, recordings } = report.subject;
  if (recordings) return ['check', ...recordings.map(({ file }) => file), '--side', kind];
  return [kind, ...(kind === 'service' ? whichService(report) : nameOf(report))];
}

function whichService({ subject }: Report): readonly string[] {
  const { target, baseUrl = '', selfCheck } = subject;
  if (selfCheck) return ['--mock'];
  if (target !== undefined) return ['--target', target];
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  // A run refuses credentials in a URL; a file may have been made by other hands.
  return ['--base-url', url ? url.origin + url.pathname.replace(/\/$/, '') : baseUrl];
}

/** What the client was called, where somebody gave it a name. */
function nameOf({ subject }: Report): readonly string[] {
  return subject.selfCheck || subject.id === 'client' ? [] : ['--name', subject.id];
}

/** A word as a POSIX shell reads it back. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
