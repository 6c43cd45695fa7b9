import { relative } from 'node:path';
import type { Place } from './examine.js';
import type { GateResult, Removal } from './leak-gate.js';

/** What a gate found, in lines: files and entries, secrets by name, requirements, and where the files are now. None when there is nothing to tell. */
export function gateLines({ leaks, unread, bounded, removals }: GateResult): readonly string[] {
  const files = [...new Set(leaks.map(({ file }) => file))];
  const told = files.flatMap((file) => {
    const own = leaks.filter((leak) => leak.file === file);
    const lines = own.slice(0, mostTold).map(({ secrets, requirements, ...place }) => {
      const at = requirements.length > 0 ? `, at ${requirements.join(' ')}` : '';
      return `  ${nameOfPlace(place)}: the ${secrets.join(', the ')}${at}`;
    });
    const removal = removals.get(file);
    if (own.length > mostTold) lines.push(`  and at ${own.length - mostTold} more places in it`);
    return [...lines, `    ${removal === undefined ? 'printed already' : outcomeOf(removal)}`];
  });
  const closed = unread
    .slice(0, mostTold)
    .map(({ reason, ...place }) => `  ${nameOfPlace(place)}: ${reason}`);
  if (unread.length > mostTold) closed.push(`  and ${unread.length - mostTold} more`);
  const deep = bounded.slice(0, mostTold).map((place) => `  ${nameOfPlace(place)}`);
  if (bounded.length > mostTold) deep.push(`  and ${bounded.length - mostTold} more`);
  return [
    ...(told.length > 0
      ? [
          'secrets got into what the run wrote, so it cannot be trusted; treat them as known to others:',
          ...told,
        ]
      : []),
    ...(closed.length > 0
      ? ['could not be read, so nobody knows whether it holds a secret:', ...closed]
      : []),
    ...(deep.length > 0 ? ['was searched as far as the gate decodes, and grows past that:', ...deep] : []),
  ];
}

/** Places of one kind; whoever reads them has seen enough. */
const mostTold = 20;

function nameOfPlace({ file, inside }: Place): string {
  return [file === '' ? 'the output folder' : file, ...inside].join(' > ');
}

function outcomeOf(removal: Removal): string {
  switch (removal.kind) {
    case 'moved':
      return `moved to ${relative(process.cwd(), removal.to)}`;
    case 'left':
      return 'left where it is: no run of the kit writes such a file';
    case 'stuck':
      return `could not be moved out of the output folder: ${removal.reason}`;
    default:
      return removal satisfies never;
  }
}
