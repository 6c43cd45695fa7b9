import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KitError } from '../errors.js';
import { packageRoot } from '../files/package-root.js';
import { pageMarkup } from './page-markup.js';
import { style } from './style.js';

/** A file of the page, as it is served. */
export interface PageFile {
  readonly type: string;
  readonly content: string;
}

/** All files of the page, by path: nothing else is ever read. Throws KitError where the kit was not built. */
export function pageFiles(): ReadonlyMap<string, PageFile> {
  const folder = join(packageRoot, 'dist/src/console/page');
  let names: readonly string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.js'));
  } catch {
    throw new KitError("the console's page is not built; npm run build makes it");
  }
  const scripts = names.map((name) => {
    const content = readFileSync(join(folder, name), 'utf8');
    return [`/page/${name}`, { type: 'text/javascript; charset=utf-8', content }] as const;
  });
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', content: pageMarkup }],
    ['/page/console.css', { type: 'text/css; charset=utf-8', content: style }],
    ...scripts,
  ]);
}

/** What the page may load and ask: its own files and this console, and nothing that would make a text into markup. */
export function policyAt(host: string): string {
  const own = `http://${host}`;
  return [
    "default-src 'none'",
    `script-src ${own}/page/`,
    `style-src ${own}/page/console.css`,
    `connect-src ${own}/api/`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
