import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/** Why a test that needs a browser is skipped. */
export const noChromium =
  'no Chromium was found: set CHROMIUM_PATH, install chromium, or run "npx playwright install chromium"';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** The file of a Chromium: CHROMIUM_PATH, else the first on PATH, else Playwright's own; undefined where there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = ['/usr/bin', ...(env['PATH'] ?? '').split(delimiter)].filter((folder) => folder !== '');
  const files = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [env['CHROMIUM_PATH'] ?? '', ...files, chromium.executablePath()].find(isExecutable);
}

/** Arguments for a Chromium that asks nobody for anything, and that starts as root too. */
export function chromiumArguments(): string[] {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...['--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    ...['--disable-sync', '--no-first-run'],
  ];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return file !== '';
  } catch {
    return false;
  }
}
