/** More of a file that an archive names is not read: it is no qualification. */
export const mostOfResource = 256 * 1024;

/** Whether a name leads to a file beside the archive, and nowhere else. */
export function isPlainName(name: string): boolean {
  return /^[\w-][\w.-]*$/.test(name);
}
