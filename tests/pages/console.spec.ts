import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, expect, type Page, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { type RunningConsole, startConsole } from '../../src/console/console.js';
import { MockConsole } from '../../src/console/mock-console.js';
import { environmentLines } from '../../src/console/mock-subject.js';
import type { ConsoleSubject } from '../../src/console/subject.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { packageRoot } from '../../src/files/package-root.js';
import { Redactor } from '../../src/http/redact.js';
import { environmentOf } from '../../src/mock/environment.js';
import { FaultSwitches } from '../../src/mock/fault-switches.js';
import { type Mock, startMock } from '../../src/mock/server.js';
import { seeded } from '../../src/seeded.js';
import { MockTraffic } from '../../src/traffic/mock-traffic.js';
import { seenExchange, violates } from '../kit/seen-exchanges.js';
import { findChromium, noChromium, problemsOf, startChromium } from './find-chromium.js';

test.describe.configure({ mode: 'default' });

const executablePath = findChromium();
test.skip(executablePath === undefined, noChromium);

const faker = seeded(31, 'console in a browser');
const secret = faker.string.alphanumeric(48);
const redactor = new Redactor(new Map([[secret, 'app token']]));
const bare: ConsoleSubject = {
  title: 'The mock at http://127.0.0.1:4010',
  environment: environmentLines([
    'PARTNER_CENTER_BASE_URL=http://127.0.0.1:4010',
    `PARTNER_CENTER_APP_TOKEN=${secret}`,
  ]),
  redactorOf: () => redactor,
};
const wide = { width: 1280, height: 800 };

let browser: Browser;

test.beforeAll(async () => {
  browser = await startChromium(executablePath);
});

test.afterAll(() => browser?.close());

/** Opens a page of a console, demands that it reports no problem, and closes it. */
async function looking(
  address: string,
  work: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser.newContext({ viewport: wide, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems = problemsOf(page);
  try {
    await page.goto(address);
    await page.getByText('connected', { exact: true }).waitFor();
    await work(page);
    expect(problems).toEqual([]);
  } finally {
    await context.close();
  }
}

async function withConsole(use: (running: RunningConsole) => Promise<void>): Promise<void> {
  const running = await startConsole(bare);
  try {
    await use(running);
  } finally {
    await running.close();
  }
}

/** A read of a client, as `fetch` makes it. */
type Read = (customer: number, headers?: Readonly<Record<string, string>>) => Promise<number>;

/** A mock with its console, as the command starts them. */
async function withMock(
  faults: readonly string[],
  use: (address: string, read: Read, mock: Mock) => Promise<void>,
): Promise<void> {
  const contract = loadContract();
  const switches = new FaultSwitches(faults);
  const opened = new MockConsole(new MockTraffic(contract, loadCatalogue()), switches);
  const mock = await startMock({ contract, seed: 7, behaviours: [switches.behaviour], watch: opened.watch });
  try {
    const token = await mock.authority.mint('app');
    const lines = [...environmentOf(mock), `PARTNER_CENTER_APP_TOKEN=${token}`];
    const address = await opened.open(mock, `The mock at ${mock.baseUrl}`, lines, 0);
    const read: Read = async (customer, headers = {}) => {
      const path = `/v1/customers/${mock.customers[customer]?.id}/qualification`;
      const own = { Authorization: `Bearer ${token}`, Accept: 'application/json', ...headers };
      const response = await fetch(mock.origin + path, { headers: own });
      await response.arrayBuffer();
      return response.status;
    };
    await use(address, read, mock);
  } finally {
    await opened.close();
    await mock.close();
  }
}

function ids(): Readonly<Record<string, string>> {
  return { 'MS-RequestId': faker.string.uuid(), 'MS-CorrelationId': faker.string.uuid() };
}

test('requests are shown as they come, with what they say of both sides', async () => {
  await withMock(['byte-order-mark'], async (address, read) => {
    await looking(address, async (page) => {
      await expect(page.getByText('No request has come yet.')).toBeVisible();
      await read(1, ids());
      await read(1);
      const rows = page.getByRole('row', { name: /GET/ });
      await expect(rows).toHaveCount(2);
      await expect(rows.first()).toContainText('getCustomerQualification');
      await expect(rows.first().locator('.service')).toContainText('BDY-004');
      await expect(rows.first().locator('.client')).toHaveText('pass');
      await expect(rows.last().locator('.client')).toContainText('REQ-008');
      await rows.first().click();
      const panel = page.getByRole('tabpanel');
      await expect(panel).toContainText('byte-order-mark');
      await expect(panel.getByRole('group', { name: 'Bytes' })).toContainText('ef bb bf');
      await expect(panel).toContainText('Bearer [');
    });
  });
});

test('the attempts of a call stand on one time line', async () => {
  await withConsole(async ({ address, watch }) => {
    const headers = Object.entries(ids());
    for (const [status, startedAt] of [
      [429, 0],
      [503, 900],
      [200, 2500],
    ] as const)
      watch(seenExchange({ status, startedAt: 1_777_777_777_000 + startedAt, durationMs: 40, headers }));
    await looking(address, async (page) => {
      await page.getByRole('row', { name: /503/ }).click();
      const line = page.getByRole('group', { name: 'Attempts of this call' });
      await expect(line.locator('tbody tr')).toHaveCount(3);
      await expect(line.locator('tbody tr.marked')).toContainText('860');
      await expect(line).toContainText('0 to 2540 ms');
    });
  });
});

test('the list is searched, filtered, paused and cleared', async () => {
  await withConsole(async ({ address, watch }) => {
    watch(seenExchange());
    watch(seenExchange({ status: 503, service: violates('THR-001') }));
    await looking(address, async (page) => {
      const rows = page.getByRole('row', { name: /GET/ });
      const told = page.locator('#shown');
      await expect(rows).toHaveCount(2);
      await page.getByRole('searchbox', { name: 'Search' }).fill('thr-001');
      await expect(rows).toHaveCount(1);
      await page.getByRole('searchbox', { name: 'Search' }).fill('');
      await page.getByLabel('Show').selectOption('client violates');
      await expect(rows).toHaveCount(0);
      await page.getByLabel('Show').selectOption('all');
      await page.getByRole('button', { name: 'Pause' }).click();
      watch(seenExchange({ status: 201 }));
      await expect(told).toHaveText('2 of 2 requests shown; paused, 1 more have come');
      await expect(rows).toHaveCount(2);
      await page.getByRole('button', { name: 'Pause' }).click();
      await expect(rows).toHaveCount(3);
      await page.getByRole('button', { name: 'Clear' }).click();
      await expect(rows).toHaveCount(0);
      await page.reload();
      await expect(page.getByText('No request has come yet.')).toBeVisible();
    });
  });
});

test('all of it works by keyboard', async () => {
  await withConsole(async ({ address, watch }) => {
    for (let status = 200; status < 240; status += 1) watch(seenExchange({ status }));
    await looking(address, async (page) => {
      const list = page.getByRole('grid', { name: 'Requests' });
      const selected = page.locator('[role=row][aria-selected=true]');
      await list.focus();
      await page.keyboard.press('End');
      await expect(selected).toContainText('239');
      await page.keyboard.press('ArrowUp');
      await expect(selected).toContainText('238');
      await page.keyboard.press('Home');
      await expect(selected).toContainText('200');
      await expect(list).toHaveAttribute('aria-activedescendant', 'row-1');
      await page.keyboard.press('PageDown');
      await expect(selected).not.toContainText('200');
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('tabpanel')).toBeFocused();
      await page.keyboard.press('Escape');
      await expect(list).toBeFocused();
      await page.getByRole('tab', { name: 'Exchange' }).focus();
      await page.keyboard.press('ArrowRight');
      await expect(page.getByRole('tab', { name: 'Connect' })).toBeFocused();
      await expect(page.getByRole('tabpanel', { name: 'Connect' })).toBeVisible();
    });
  });
});

test('a token is never shown, and copied by a click', async () => {
  await withConsole(async ({ address, watch }) => {
    watch(seenExchange({ headers: [['Authorization', `Bearer ${secret}`]], text: `"${secret}"` }));
    await looking(
      address,
      async (page) => {
        const copied = () => page.evaluate<string>('navigator.clipboard.readText()');
        await page.getByRole('row', { name: /GET/ }).click();
        await expect(page.getByRole('tabpanel')).toContainText('Bearer [app token]');
        await page.getByRole('tabpanel').getByRole('button', { name: 'Copy' }).click();
        expect(await copied()).toMatch(/^curl -q[\s\S]*"\$PARTNER_CENTER_APP_TOKEN"/);
        expect(await copied()).not.toContain(secret);
        await page.getByRole('tab', { name: 'Connect' }).click();
        expect(await page.content()).not.toContain(secret);
        await page.getByRole('button', { name: 'Copy PARTNER_CENTER_APP_TOKEN' }).click();
        await expect(page.getByRole('button', { name: 'Copied PARTNER_CENTER_APP_TOKEN' })).toBeVisible();
        expect(await copied()).toBe(secret);
        await page.getByRole('button', { name: 'Copy the environment' }).click();
        await expect.poll(copied).toContain(`PARTNER_CENTER_BASE_URL=http://127.0.0.1:4010\n`);
        expect(await page.content()).not.toContain(secret);
      },
      { permissions: ['clipboard-read', 'clipboard-write'] },
    );
  });
});

test('faults and the clock of vetting are switched from the page', async () => {
  await withMock([], async (address, read, mock) => {
    await looking(address, async (page) => {
      await page.getByRole('tab', { name: 'Faults' }).click();
      await page.getByRole('searchbox', { name: 'Search faults' }).fill('reads-answer-201');
      await page.getByRole('checkbox', { name: /reads-answer-201/ }).check();
      await expect(page.getByText('on: reads-answer-201')).toBeVisible();
      expect(await read(1)).toBe(201);
      await page.getByRole('button', { name: 'All off' }).click();
      await expect(page.getByText('none is on')).toBeVisible();
      expect(await read(1)).toBe(200);
      mock.store.record(mock.customers[0]?.id ?? '')?.add('education', 'vetted');
      await page.getByRole('tab', { name: 'Customers' }).click();
      await page.getByRole('button', { name: '1 hour on' }).click();
      await expect(page.getByText('1 h ahead of this machine')).toBeVisible();
      await expect(page.getByText('education (InReview)')).toBeVisible();
      await page.getByRole('button', { name: '1 day on' }).click();
      await expect(page.getByText('education (InReview)')).toHaveCount(0);
    });
  });
});

test('it stays quick with 10,000 requests', async () => {
  await withConsole(async ({ address, watch }) => {
    for (let at = 0; at < 10_000; at += 1)
      watch(seenExchange(at % 100 === 0 ? { status: 503, service: violates('THR-001') } : {}));
    await looking(address, async (page) => {
      await expect(page.locator('#shown')).toHaveText('10000 of 10000 requests shown');
      const list = page.getByRole('grid', { name: 'Requests' });
      await expect(list).toHaveAttribute('aria-rowcount', '10001');
      expect(await page.locator('#rows > *').count()).toBeLessThan(50);
      const slowest = await page.evaluate<number>(slowestFrame);
      // What a person sees as at once, with room for a machine that does other work.
      expect(slowest).toBeLessThan(500);
      await page.getByRole('searchbox', { name: 'Search' }).fill('thr-001');
      await expect(page.locator('#shown')).toHaveText('100 of 10000 requests shown');
      await list.focus();
      await page.keyboard.press('End');
      await expect(page.getByRole('tabpanel')).toContainText('THR-001');
    });
  });
});

test('axe finds nothing, wide and narrow, light and dark', async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await withMock(['byte-order-mark'], async (address, read) => {
    for (let at = 0; at < 12; at += 1) await read(1, at % 2 ? ids() : {});
    const looks: readonly BrowserContextOptions[] = [
      { viewport: wide, colorScheme: 'light' },
      { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
    ];
    for (const look of looks)
      await looking(
        address,
        async (page) => {
          for (const tab of ['Exchange', 'Connect', 'Faults', 'Customers']) {
            if (tab === 'Exchange')
              await page
                .getByRole('row', { name: /BDY-004|fail/ })
                .first()
                .click();
            else await page.getByRole('tab', { name: tab }).click();
            const session = await page.context().newCDPSession(page);
            // The policy lets no script in; the debugger of the browser asks no policy.
            await session.send('Runtime.evaluate', { expression: axe });
            const { result } = await session.send('Runtime.evaluate', {
              expression: `axe.run().then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])))`,
              awaitPromise: true,
              returnByValue: true,
            });
            expect(JSON.parse(String(result.value)), `${look.colorScheme}, ${tab}`).toEqual([]);
          }
          const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          expect(overflow).toBeLessThanOrEqual(0);
        },
        look,
      );
  });
});

test('a page of another origin can neither read nor switch anything', async () => {
  await withMock([], async (address, read) => {
    await read(1, ids());
    const { origin, hash } = new URL(address);
    const key = hash.slice(1);
    const server = createServer((_, response) => response.end('<!doctype html><title>elsewhere</title>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      // Both another port and another name of the same machine; with the key, which no such page has.
      for (const host of ['127.0.0.1', 'localhost']) {
        await page.goto(`http://${host}:${port}/`);
        const got = await page.evaluate(`(${attack})(${JSON.stringify(origin)}, ${JSON.stringify(key)})`);
        expect(got).toEqual({
          ...{ read: 'refused', page: 'refused', change: 'refused', event: 'refused' },
          // A simple request leaves, and what comes of it nobody is told: the switch below is still off.
          ...{
            data: 'refused',
            script: 'refused',
            frame: 'refused',
            simple: expect.stringMatching(/sent|refused/),
          },
        });
        expect(await read(1)).toBe(200);
      }
    } finally {
      await context.close();
      server.close();
    }
  });
});

test('a page that has the wrong key says so', async () => {
  await withConsole(async ({ address }) => {
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(address.replace(/#.*/, '#wrong'));
      await expect(page.getByText('this is not the address that it printed')).toBeVisible();
    } finally {
      await context.close();
    }
  });
});

test('whatever a client sends is a text in the page', async () => {
  await withConsole(async ({ address, watch }) => {
    const evil = '<img src=x onerror=document.title="taken"><script>document.title="taken"</script>\u202e';
    watch(
      seenExchange({
        target: `/${evil}`,
        operation: evil,
        text: evil,
        headers: [
          ['X-Evil', evil],
          ['MS-RequestId', evil],
        ],
        client: violates('REQ-008', evil),
      }),
    );
    await looking(address, async (page) => {
      await page.getByRole('row', { name: /GET/ }).click();
      await expect(page.getByRole('tabpanel')).toContainText('<img src=x');
      await expect(page.getByRole('tabpanel')).toContainText('⟨U+202E⟩');
      expect(await page.title()).toBe(bare.title);
      expect(await page.locator('main img').count()).toBe(0);
    });
  });
});

/** With 1 in this variable the picture in docs/traffic.md is made again. */
const picturesVariable = 'QUALIFICATION_KIT_PICTURES';

test('the picture in the guide is the console as it is', async () => {
  const file = join(packageRoot, 'docs', 'console.png');
  await withConsole(async ({ address, watch }) => {
    const begun = Date.parse('2026-05-04T10:20:30.000Z');
    const call = Object.entries(ids());
    const mark = {
      text: '\ufeff"education"',
      service: violates(
        'BDY-004',
        'at content: expected the JSON text from the first byte on, received bytes ef bb bf 22 65 64 75 63',
      ),
    };
    const bare = { client: violates('REQ-008', 'at header MS-RequestId: expected a GUID, received none') };
    const all = [
      { headers: Object.entries(ids()) },
      { headers: Object.entries(ids()), operation: 'getCustomerQualifications' },
      bare,
    ];
    all.forEach((one, at) => {
      watch(seenExchange({ startedAt: begun + at * 310, ...one }));
    });
    const tries = [
      { status: 429, faults: ['throttled'] },
      { status: 503, faults: ['unavailable'] },
      { ...mark, faults: ['byte-order-mark'] },
    ];
    tries.forEach((one, at) => {
      watch(
        seenExchange({
          startedAt: begun + 2000 + at * 1100,
          durationMs: 12 + at * 30,
          headers: call,
          ...one,
        }),
      );
    });
    await looking(
      address,
      async (page) => {
        await page.getByRole('grid').focus();
        await page.keyboard.press('End');
        await expect(page.getByRole('tabpanel')).toContainText('0 to 2272 ms');
        const picture = await page.screenshot({ animations: 'disabled' });
        if (process.env[picturesVariable] === '1') writeFileSync(file, picture);
        // Fonts differ from machine to machine; that it is a picture of this size does not.
        expect(sizeOf(readFileSync(file))).toEqual(sizeOf(picture));
      },
      { viewport: { width: 1280, height: 860 }, timezoneId: 'UTC' },
    );
  });
});

/** Width and height of a PNG, which stand in its first chunk. */
function sizeOf(png: Buffer): readonly number[] {
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

/** Scrolls and searches as fast as it can, and tells how long the slowest of it took to be drawn, in milliseconds. */
const slowestFrame = `(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const times = [];
  const timed = async (act) => {
    const begun = performance.now();
    act();
    await frame();
    await frame();
    times.push(performance.now() - begun);
  };
  const grid = document.querySelector('[role=grid]');
  const search = document.querySelector('[name=q]');
  for (let step = 0; step < 20; step += 1)
    await timed(() => { grid.scrollTop = (grid.scrollHeight / 20) * step; });
  for (const word of ['t', 'thr', 'thr-001', ''])
    await timed(() => {
      search.value = word;
      search.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
  return Math.max(...times);
})()`;

/** What a page of another origin tries, given the console's origin and its key, and what came of each. */
const attack = `async (own, key) => {
  const tried = async (act) => {
    try { return await act(); } catch { return 'refused'; }
  };
  const headers = { 'X-Console-Key': key, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ name: 'reads-answer-201', on: true });
  const event = () => new Promise((resolve) => {
    const events = new EventSource(own + '/api/events?key=' + key);
    events.addEventListener('about', () => resolve('read'));
    events.addEventListener('error', () => resolve('refused'));
  });
  const loaded = (path) => new Promise((resolve) => {
    const made = document.createElement('script');
    made.addEventListener('load', () => resolve('loaded'));
    made.addEventListener('error', () => resolve('refused'));
    made.src = own + path;
    document.body.append(made);
  });
  const framed = () => new Promise((resolve) => {
    const made = document.createElement('iframe');
    made.addEventListener('load', () => {
      try { resolve(made.contentDocument === null ? 'refused' : 'read'); } catch { resolve('refused'); }
    });
    made.src = own + '/';
    document.body.append(made);
  });
  const simple = async () => {
    await fetch(own + '/api/fault?key=' + key, { method: 'POST', mode: 'no-cors', body });
    return 'sent';
  };
  return {
    read: await tried(() => fetch(own + '/api/exchange?number=1', { headers }).then((one) => one.text())),
    page: await tried(() => fetch(own + '/').then((one) => one.text())),
    change: await tried(() => fetch(own + '/api/fault', { method: 'POST', headers, body }).then((one) => one.text())),
    event: await event(),
    data: await loaded('/api/exchange?number=1&key=' + key),
    script: await loaded('/page/main.js'),
    frame: await framed(),
    simple: await tried(simple),
  };
}`;
