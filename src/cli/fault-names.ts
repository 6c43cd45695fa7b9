import { loadCatalogue } from '../catalogue/catalogue.js';
import { faults } from '../mock/faults.js';
import { wrap } from '../report/text.js';

/** The names of all faults, by the area of the first requirement that catches each, in lines of 80 columns. */
export function faultNamesByArea(): string {
  const catalogue = loadCatalogue();
  const byArea = new Map<string, string[]>();
  for (const { name, requirements } of faults) {
    const [first = ''] = requirements;
    const { area } = catalogue.get(first);
    byArea.set(area, [...(byArea.get(area) ?? []), name]);
  }
  const longest = Math.max(...[...byArea.keys()].map((area) => area.length));
  const lines = [...byArea].map(([area, names]) =>
    wrap(`  ${area.padEnd(longest)}  ${names.join(', ')}`, ' '.repeat(longest + 4)),
  );
  return `\nFaults, by area; explain NAME describes a fault:\n${lines.join('\n')}`;
}
