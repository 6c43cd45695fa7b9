/** A segment of a path with its percent-encoding undone; undefined where it cannot be undone. */
export function decodedSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** A segment of a path with its percent-encoding undone; as it stands where that cannot be undone. */
export function decodeSegment(segment: string): string {
  return decodedSegment(segment) ?? segment;
}
