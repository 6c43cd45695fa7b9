const line = (what, ratio, target, reached, raw) =>
  `${what.padEnd(37)}${ratio.padStart(6)}  ${target.padEnd(6)}  ${reached.padEnd(7)}  ${raw}`;

const short = (number) => (number >= 100 ? number.toFixed(0) : number.toFixed(2));

/** The first line of the table: the names of its columns. */
export function headOf() {
  return line('what', 'ratio', 'target', 'reached', 'raw numbers');
}

/** A row of the table as a line of at most 80 columns. */
export function lineOf({ what, ratio, target, reached, measured, compared, unit }) {
  const answer = reached === null ? '-' : reached ? 'yes' : 'no';
  return line(what, ratio.toFixed(2), target ?? '-', answer, `${short(measured)}/${short(compared)} ${unit}`);
}
