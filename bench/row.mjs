/** One line of the table: two numbers of one run and their ratio, held against `<= x` or `>= x` where there is a target. */
export function row(what, target, unit, measured, compared) {
  const ratio = measured / compared;
  const [sign, limit] = target?.split(' ') ?? [];
  const reached = target === null ? null : sign === '<=' ? ratio <= Number(limit) : ratio >= Number(limit);
  return { what, ratio, target, reached, measured, compared, unit };
}

/** The middle one of an odd count of numbers. */
export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
