import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';

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

/** Starts a Chromium that asks nobody for anything; Playwright's own where the file is undefined. */
export function startChromium(executablePath: string | undefined): Promise<Browser> {
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: chromiumArguments(),
  });
}

/** What a page reports from now on: its errors, and whatever it writes to the console. */
export function problemsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => problems.push(message.text()));
  return problems;
}

/** It starts as root too. */
function chromiumArguments(): string[] {
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
