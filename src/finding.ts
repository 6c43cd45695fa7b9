/** What violates a requirement, at one place. */
export interface Finding {
  /** Such as `status`, `header Content-Type`, or a path into JSON that begins with `$`. */
  readonly place: string;
  readonly expected: string;
  readonly received: string;
  /** What was special about the request that was sent, such as `Accept: image/png`. */
  readonly condition?: string;
}

/** The one sentence of a finding: `at PLACE: expected X, received Y`, behind `sent CONDITION; ` where the request was special. */
export function sentenceOf({ place, expected, received, condition }: Finding): string {
  const sent = condition === undefined ? '' : `sent ${condition}; `;
  return `${sent}at ${place}: expected ${expected}, received ${received}`;
}

/** A finding with every one of its texts changed, such as by a redactor. */
export function mapFinding(finding: Finding, change: (text: string) => string): Finding {
  const { place, expected, received, condition } = finding;
  return {
    place: change(place),
    expected: change(expected),
    received: change(received),
    ...(condition === undefined ? {} : { condition: change(condition) }),
  };
}
