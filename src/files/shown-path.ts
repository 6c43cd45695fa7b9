import { isAbsolute, relative, sep } from 'node:path';

/** How a file is printed: below a folder that a person named, as they wrote the folder; else relative to the working directory, unless that leads out of it. */
export function shownPath(file: string, folder?: { readonly path: string; readonly as?: string }): string {
  if (folder?.as !== undefined) {
    const below = relative(folder.path, file);
    if (below === '') return folder.as;
    if (!leadsOut(below)) return `${folder.as.replace(/[\\/]+$/, '')}${sep}${below}`;
  }
  const path = relative(process.cwd(), file);
  return path === '' || leadsOut(path) ? file : path;
}

function leadsOut(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}
