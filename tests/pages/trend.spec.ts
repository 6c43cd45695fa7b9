import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { trendPage } from '../../src/forms/page/trend-page.js';
import { trendOf } from '../../src/report/trend.js';
import { findChromium, noChromium, problemsOf, startChromium } from './find-chromium.js';
import { finding, judgement, reportWith, violated } from './reports-to-show.js';

const executablePath = findChromium();
test.skip(executablePath === undefined, noChromium);

const skip = judgement('THR-001', { verdict: 'skip', reason: 'no occasion came', area: 'throttling' });
const runs = Array.from({ length: 9 }, (_, at) => ({
  report: reportWith(
    [
      at === 4 ? violated('HDR-002', [finding()]) : judgement('HDR-002'),
      at < 6 ? skip : judgement('THR-001', { area: 'throttling' }),
    ],
    { startedAt: `2026-05-0${at + 1}T10:20:30.000Z` },
  ),
  place: `runs/${at + 1}`,
  requests: 500 + at,
}));

test('the page of a trend asks nobody for anything, is filtered, and axe finds nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-trend-page-'));
  const browser = await startChromium(executablePath);
  try {
    const file = join(folder, 'trend.html');
    writeFileSync(file, trendPage(trendOf(runs)));
    for (const look of [
      { viewport: { width: 1280, height: 900 }, colorScheme: 'light' as const },
      { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
    ]) {
      const context = await browser.newContext(look);
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      const problems = problemsOf(page);
      page.on('request', (request) => {
        if (!request.url().startsWith('file:')) problems.push(request.url());
      });
      await page.goto(pathToFileURL(file).href);
      await expect(page.getByRole('heading', { name: '9 runs of contoso' })).toBeVisible();
      await expect(page.locator('#changes')).toContainText('HDR-002 pass → fail');
      await page.getByRole('searchbox').fill('THR-001');
      await expect(page.locator('#shown')).toHaveText('1 of 2 requirements shown');
      await page.getByRole('searchbox').fill('');
      await page.locator('#changes').getByRole('link', { name: 'HDR-002' }).first().click();
      await expect(page.locator('details[data-id="HDR-002"]')).toHaveAttribute('open', '');
      expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      await page.evaluate(
        readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
      );
      const found = await page.evaluate<string[]>(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes.map(({ html }) => html.slice(0, 120))))',
      );
      expect(found).toEqual([]);
      expect(problems).toEqual([]);
      await context.close();
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
