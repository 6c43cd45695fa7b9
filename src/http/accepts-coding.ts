import { acceptedRanges } from './accepts-type.js';

/** Whether an Accept-Encoding field allows a coding: by its name, with `x-` or without, else by `*` (RFC 9110, 12.5.3). */
export function acceptsCoding(field: string, coding: string): boolean {
  const ranges = acceptedRanges(field);
  const plain = (name: string) => name.replace(/^x-/, '');
  const best =
    ranges.find(({ range }) => plain(range) === plain(coding)) ?? ranges.find(({ range }) => range === '*');
  return best !== undefined && best.weight > 0;
}
