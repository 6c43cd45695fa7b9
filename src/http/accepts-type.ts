/** Whether an Accept field allows a media type; the most specific range that covers it decides (RFC 9110, 12.5.1). */
export function acceptsType(field: string, type: string): boolean {
  const ranges = acceptedRanges(field);
  const best = [type, `${type.split('/')[0]}/*`, '*/*']
    .map((candidate) => ranges.find(({ range }) => range === candidate))
    .find((range) => range !== undefined);
  return best !== undefined && best.weight > 0;
}

/** The members of an Accept or Accept-Encoding field in lower case, with their weights; 0 refuses. */
export function acceptedRanges(
  field: string,
): readonly { readonly range: string; readonly weight: number }[] {
  return field.split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    return { range, weight: q === undefined ? 1 : Number(q.slice(2)) };
  });
}
