import type { RequestCounts } from '../run/side-of-run.js';

const type = 'requests';

/** What stands in a method's place for a TLS handshake that no request follows. */
export const handshakeOnly = 'handshake';

/** How many requests of which method a test made, as an annotation of the test. */
export function requestsMade(methods: readonly string[]): { type: string; description: string } {
  const counts: Record<string, number> = {};
  for (const method of methods) counts[method] = (counts[method] ?? 0) + 1;
  return { type, description: JSON.stringify(counts) };
}

/** Says of a test that the service may give it no occasion to judge its requirement. */
export const occasionalAnnotation = { type: 'occasional' } as const;

/** The counts among a test's annotations. */
export function requestsIn(
  annotations: readonly { readonly type: string; readonly description?: string }[],
): RequestCounts {
  const found = annotations.find((annotation) => annotation.type === type);
  return found?.description === undefined ? {} : JSON.parse(found.description);
}
