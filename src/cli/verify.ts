import { examineFiles, readManifest, unlistedFilesIn } from '../evidence/manifest.js';
import type { GateOutcome } from '../report/gate-record.js';
import { paintFor, wrap } from '../report/text.js';

/** What a run never leaves without listing it. */
const essential = /^(conformance(-client)?\.json|evidence(-client)?\.ndjson|overview\.json)$/;

/** Tells whether what a run left is as it was written. Ends the process with 0 when it is, 1 when something was changed or is missing. */
export function verify(folder: string): void {
  const paint = paintFor(process.stdout, process.env);
  const { manifest, sha256 } = readManifest(folder);
  const states = examineFiles(folder, manifest);
  const lines = states.map(({ file, problem, records }) => {
    const well = records === undefined ? 'as it was written' : `${records} records, an unbroken chain`;
    const line = wrap(`  ${file.padEnd(22)}  ${problem ?? well}`, ' '.repeat(26));
    return problem === undefined ? line : paint('red', line);
  });
  const strangers = unlistedFilesIn(folder, manifest);
  const { leakGate } = manifest;
  const gate = leakGate ? foundBy(leakGate) : 'none: Playwright was started without the command';
  const broken = states.filter(({ problem }) => problem !== undefined).length;
  const odd = [
    ...(broken > 0 ? [`${broken} of ${states.length} files`] : []),
    ...(leakGate?.clean === false ? ['the leak gate was red'] : []),
    ...(states.some(({ file }) => essential.test(file)) ? [] : ['the manifest lists no report']),
    ...strangers.filter((name) => essential.test(name)).map((name) => `the manifest does not list ${name}`),
  ];
  const verdict =
    odd.length === 0
      ? paint('green', wrap(`intact: ${states.length} files are as the run wrote them`, '  '))
      : paint('red', wrap(`not intact: ${odd.join('; ')}`, '  '));
  process.stdout.write(
    [
      ...lines,
      ...(strangers.length > 0 ? [wrap(`  not of the run: ${strangers.join(', ')}`, '    ')] : []),
      '',
      `manifest  ${sha256}`,
      `leak gate of the run  ${gate}`,
      verdict,
      '',
    ].join('\n'),
  );
  process.exitCode = odd.length === 0 ? 0 : 1;
}

function foundBy({ clean, leaks, unread, bounded = 0 }: GateOutcome): string {
  const found = clean ? 'clean' : `${leaks} files held a secret, ${unread} could not be read`;
  return bounded === 0 ? found : `${found}; ${bounded} places hide more than it decodes`;
}
