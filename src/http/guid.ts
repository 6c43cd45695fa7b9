const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A GUID in the form 8-4-4-4-12, in either letter case. */
export function isGuid(text: string): boolean {
  return guid.test(text);
}
