import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, type BrowserContextOptions, expect, type Page, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { htmlOf } from '../../src/forms/page/page.js';
import type { Evidence } from '../../src/http/evidence.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { startMock } from '../../src/mock/server.js';
import { curlLineOf } from '../../src/report/curl-line.js';
import type { Report } from '../../src/report/report.js';
import { visible } from '../../src/report/shown.js';
import { miniature } from '../kit/clients-under-test.js';
import { environmentFor, runCommand } from '../kit/command.js';
import { findChromium, noChromium, problemsOf, startChromium } from './find-chromium.js';
import { evidence, finding, judgement, manyReports, reportWith, violated } from './reports-to-show.js';

test.describe.configure({ mode: 'default' });

const executablePath = findChromium();
let folder = '';

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qualification-kit-page-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const waived = violated('HDR-003', [finding()], {
  waiver: {
    requirement: 'HDR-003',
    target: 'contoso',
    reason: 'The gateway drops the header; its next release does not.',
    owner: 'Ada Byron',
    ticket: 'PC-1234',
    expires: '2026-12-31',
  },
});

/** One requirement in every state, and all that a requirement can carry. */
const mixed = reportWith(
  [
    judgement('HDR-001', {
      reading: 'absent',
      readings: [{ id: 'absent', statement: 'A response without the header is accepted too.' }],
    }),
    violated('HDR-002', [
      finding(),
      finding({
        place: 'content',
        expected: 'JSON',
        received: 'a byte order mark',
        exchange: evidence({}, { base64: '77u/Im5vbmUi', bytes: 9 }),
      }),
    ]),
    waived,
    judgement('HDR-004', { verdict: 'skip', reason: 'no occasion came', area: 'body' }),
    judgement('HDR-005', {
      verdict: 'error',
      reason: 'no connection was opened',
      area: 'body',
      level: 'SHOULD',
    }),
    violated('HDR-006', [finding({ exchange: evidence({}, { text: ' "none"\u0007' }) })], {
      level: 'SHOULD',
    }),
  ],
  {
    waivers: {
      file: 'waivers.yaml',
      sha256: 'c'.repeat(64),
      unsound: [{ at: 'waivers.yaml:14', requirement: 'HDR-009', problem: 'it ended on 2026-01-01' }],
      others: [],
    },
  },
);

const other = reportWith(
  mixed.requirements.map((one) => (one.id === 'HDR-002' ? judgement('HDR-002') : one)),
  { subject: { ...mixed.subject, id: 'fabrikam', name: 'the target fabrikam' } },
);

test.describe('in a browser', () => {
  test.skip(executablePath === undefined, noChromium);

  let browser: Browser;
  let client: Report;

  test.beforeAll(async () => {
    browser = await startChromium(executablePath);
    client = await reportOf([
      ...['client', '--seed', '7', '--persistent', '--only', 'RTY-003', '--timeout', '6000'],
      ...['--', ...miniature('retry-after-in-milliseconds'), '--persistent'],
    ]);
  });

  test.afterAll(() => browser?.close());

  /** Opens a page from a file, as a person does, and closes it when the test is done with it. */
  async function reading(
    html: string,
    work: (page: Page, asked: readonly string[]) => Promise<void>,
    options: BrowserContextOptions = {},
    fragment = '',
  ): Promise<void> {
    const file = join(mkdtempSync(join(folder, 'page-')), 'report.html');
    writeFileSync(file, html);
    const context = await browser.newContext(options);
    const asked: string[] = [];
    context.on('request', (request) => asked.push(request.url()));
    const page = await context.newPage();
    const problems = problemsOf(page);
    try {
      await page.goto(pathToFileURL(file).href + fragment);
      await work(page, asked);
      expect(problems).toEqual([]);
    } finally {
      await context.close();
    }
  }

  test('a page asks nobody for anything', async () => {
    for (const html of [htmlOf([mixed]), htmlOf([mixed, other]), htmlOf([client])])
      await reading(html, async (page, asked) => {
        await openAll(page);
        await page.getByRole('searchbox').fill('header');
        expect(asked).toEqual([page.url().replace(/#.*/, '')]);
      });
  });

  test('its policy lets no other script run', async () => {
    const html = htmlOf([mixed]).replace('</main>', '<script>document.title = "taken over"</script></main>');
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.setContent(html);
    expect(await page.title()).toBe('Could not be judged: the target contoso');
    await context.close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const scripts of [true, false]) {
      for (const width of [1280, 360]) {
        const how = `${colorScheme}, ${scripts ? 'with' : 'without'} scripts, ${width} px wide`;
        test(`axe finds nothing and the page is no wider than its window: ${how}`, async () => {
          const lost = [{ name: 'adatum', reason: 'no token' }];
          const dense = manyReports(7, 5, 35);
          for (const html of [htmlOf([mixed]), htmlOf([mixed, other], lost), htmlOf([client]), htmlOf(dense)])
            await reading(
              // axe is a script itself, so that the page's own is taken out where none runs.
              scripts ? html : html.replace(/<script>[\s\S]*<\/script>/, ''),
              async (page) => {
                await openAll(page);
                expect(await violationsOf(page)).toEqual([]);
                expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
              },
              { colorScheme, viewport: { width, height: 800 } },
            );
        });
      }
    }
  }

  test('everything can be read without scripts', async () => {
    await reading(
      htmlOf([mixed]),
      async (page) => {
        await expect(page.locator('#filter')).toBeHidden();
        for (const one of mixed.requirements) {
          const item = page.locator('.req', { has: page.locator(`[id="${one.id}"]`) });
          for (const text of [one.id, one.statement, one.level, one.at, one.reason ?? ''])
            await expect(item).toContainText(text);
          // What is not violated needs no repair.
          const repairs = one.verdict === 'fail' ? 1 : 0;
          await expect(item.getByText(one.fix, { exact: true })).toHaveCount(repairs);
          for (const { title, section, says, date } of one.sources)
            for (const text of [title, section, says, date]) await expect(item).toContainText(text);
          for (const reading of one.readings ?? []) await expect(item).toContainText(reading.statement);
          for (const { exchange } of one.findings)
            for (const [name, value] of exchange?.response?.headers ?? [])
              await expect(item).toContainText(`${name}: ${value}`);
        }
        for (const text of [
          mixed.contract.sha256,
          mixed.catalogue.sha256,
          '2026-05-04 10:20:30 UTC',
          '4.3 s',
        ])
          await expect(page.locator('header')).toContainText(text);
        await expect(page.locator('header')).toContainText('waivers.yaml:14 HDR-009: it ended on 2026-01-01');
        await page.locator('.req summary', { hasText: 'HDR-004' }).click();
        await expect(page.getByText('Skipped: no occasion came')).toBeVisible();
      },
      { javaScriptEnabled: false },
    );
  });

  test('search and filter work by keyboard, are announced, and can be shared by the address', async () => {
    let shared = '';
    const rows = (page: Page) => page.locator('.req:visible');
    await reading(htmlOf([mixed]), async (page) => {
      const announced = page.getByRole('status');
      await expect(announced).toHaveText('6 of 6 requirements shown');
      await page.getByLabel('Result').focus();
      await page.keyboard.type('fail');
      await expect(rows(page)).toHaveCount(2);
      await expect(announced).toHaveText('2 of 6 requirements shown');
      await page.keyboard.press('Tab');
      await page.keyboard.type('SHOULD');
      await expect(rows(page)).toHaveCount(1);
      await expect(page.locator('.req:visible')).toHaveCount(1);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.type('hdr-006');
      await expect(rows(page)).toHaveCount(1);
      shared = new URL(page.url()).hash;
      expect(shared).toBe('#verdict=fail&level=SHOULD&q=hdr-006');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await expect(announced).toHaveText('6 of 6 requirements shown');
      expect(new URL(page.url()).hash).toBe('');
    });
    await reading(
      htmlOf([mixed]),
      async (page) => {
        await expect(page.getByRole('status')).toHaveText('1 of 6 requirements shown');
        await expect(page.getByRole('searchbox')).toHaveValue('hdr-006');
      },
      {},
      shared,
    );
  });

  test('a requirement and a finding have an address that opens them, however much stands before', async () => {
    const ids = Array.from({ length: 30 }, (_, at) => `AUT-${String(at + 1).padStart(3, '0')}`);
    const long = reportWith([
      ...ids.map((id) => violated(id, [finding(), finding()])),
      ...mixed.requirements,
    ]);
    for (const [name, text] of [
      ['HDR-004', 'Skipped: no occasion came'],
      ['HDR-002.2', 'a byte order mark'],
    ] as const)
      for (const javaScriptEnabled of [true, false])
        await reading(
          htmlOf([long]),
          async (page) => {
            await expect(page.locator(`[id="${name}"]`).getByText(text)).toBeInViewport();
          },
          { javaScriptEnabled },
          `#${name}`,
        );
  });

  test('a waived violation is told apart, and is no pass', async () => {
    await reading(htmlOf([mixed]), async (page) => {
      await expect(page.locator('.strip dt')).toHaveText([
        ...['pass', 'MUST violated', 'SHOULD violated', 'waived', 'not judged', 'skipped'],
      ]);
      await expect(page.locator('.strip dd')).toHaveText(['1', '1', '1', '1', '1', '1']);
      const item = page.locator('.req', { has: page.locator('[id="HDR-003"]') });
      await expect(item.locator('summary .badge').first()).toHaveText('waived');
      for (const text of ['The gateway drops the header', 'Ada Byron', 'PC-1234', '2026-12-31'])
        await expect(item.locator('.waiver')).toContainText(text);
      await expect(item.locator('.finding')).toHaveCount(1);
      await expect(page.locator('.group-of-state', { has: item }).locator('h2')).toHaveText(
        'Violated, and waived 1',
      );
    });
  });

  test("a client's violation has the scenario, the call, the attempt, and the times of the attempts", async () => {
    await reading(htmlOf([client]), async (page) => {
      const first = page.locator('[id="RTY-003.1"]');
      await expect(first.locator('.turn')).toHaveText(
        /^Scenario throttled \(the service .*\), call 1, attempt 2$/,
      );
      const call = client.scenarios?.find(({ name }) => name === 'throttled')?.calls[0];
      const rows = first.locator('.timeline tbody tr');
      await expect(rows).toHaveCount((call?.attempts.length ?? 0) + 1);
      await expect(first.locator('.timeline .marked th')).toHaveText('2');
      const [before, marked] = call?.attempts ?? [];
      const waited = (marked?.receivedAtMs ?? 0) - (before?.answeredAtMs ?? 0);
      const cells = rows.nth(1).locator('td.number');
      await expect(cells).toHaveText([waited, marked?.receivedAtMs, marked?.answeredAtMs].map(String));
      const wait = rows.nth(1).locator('rect.wait');
      const x = ((before?.answeredAtMs ?? 0) / (call?.durationMs ?? 1)) * 100;
      expect(Number.parseFloat((await wait.getAttribute('x')) ?? '')).toBeCloseTo(x, 1);
      await first.locator('.turn a').click();
      await expect(page.locator('[id="scenario.client.throttled"]')).toBeVisible();
    });
  });

  test('nothing that a report holds becomes more than text', async () => {
    const bad = `</script></style><script>document.title='taken'</script><img src=x onerror="document.title='taken'">"'&amp;\u0000\u001b\u202e\ud800\ufeff`;
    const report = hostile(mixed, bad);
    const scenarios = hostile(client, bad);
    const address = `javascript:document.title='taken'//https://`;
    const linked = reportWith(
      [
        'javascript:alert(1)',
        ' javascript:alert(1)',
        'data:text/html,x',
        'http:',
        address,
        'https://good.example/"><b>',
      ].map((url, at) =>
        judgement(`HDR-00${at}`, {
          sources: [{ title: 'T', section: 'S', says: 'x', url, date: '', evidence: '' }],
        }),
      ),
    );
    for (const html of [htmlOf([report]), htmlOf([scenarios]), htmlOf([report, scenarios]), htmlOf([linked])])
      await reading(html, async (page) => {
        await openAll(page);
        expect(await page.title()).not.toBe('taken');
        expect(await page.locator('img, iframe, object, embed, base').count()).toBe(0);
        expect(await page.locator('script').count()).toBe(1);
        const links = await page
          .locator('a')
          .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
        expect(links.filter((link) => !/^(#|https?:\/\/)/.test(link))).toEqual([]);
        expect(html.match(/[\u0000\u001b\u202e\ufeff]/)).toBeNull();
        expect(html).not.toMatch(/\p{Cs}/u);
      });
    expect(htmlOf([report])).toContain('&amp;amp;⟨U+0000⟩⟨U+001B⟩⟨U+202E⟩⟨U+D800⟩⟨U+FEFF⟩');
    await reading(htmlOf([linked]), async (page) => {
      const links = page.locator('.about a');
      await expect(links).toHaveCount(1);
      expect(await page.locator('.about').nth(0).textContent()).toContain('javascript:alert(1)');
    });
  });

  test('many targets make a matrix that leads to what each run found', async () => {
    await reading(
      htmlOf([mixed, other], [{ name: 'adatum', reason: 'no token could be had' }]),
      async (page) => {
        await expect(page.locator('h1')).toHaveText('Could not be judged');
        await expect(page.locator('header')).toContainText('adatum no token could be had');
        const row = page.getByRole('row', { name: /HDR-002/ });
        await expect(row.getByRole('cell')).toHaveText([
          mixed.requirements[1]?.statement ?? '',
          'fail',
          'pass',
        ]);
        await row.getByRole('link', { name: 'fail' }).click();
        await expect(page.locator('[id="HDR-002.contoso.1"]')).toBeInViewport();
      },
    );
  });

  test('a large page is no wider than its window, and finds what it does not draw', async () => {
    await reading(
      htmlOf(manyReports(50, 200, 11)),
      async (page) => {
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
        await expect(page.getByRole('status')).toHaveText('200 of 200 requirements shown');
        await page.getByRole('searchbox').fill('HEA-040');
        await expect(page.getByRole('status')).toHaveText('1 of 200 requirements shown');
      },
      { viewport: { width: 360, height: 800 } },
    );
  });

  test('the copy button has the command, to the letter', async () => {
    const line = curlLineOf(evidence().request)?.command ?? '';
    await reading(
      htmlOf([mixed]),
      async (page) => {
        const command = page.locator('[id="HDR-002.1"] .command');
        expect(await command.locator('pre').textContent()).toBe(line);
        await command.getByRole('button').click();
        await expect(command.getByRole('button')).toHaveText('Copied');
        expect(await page.evaluate('navigator.clipboard.readText()')).toBe(line);
      },
      { permissions: ['clipboard-read', 'clipboard-write'] },
    );
  });
});

test('a self-check leaves a page of less than 300 KB, which says first that it is one', async () => {
  const output = mkdtempSync(join(folder, 'run-'));
  const { code, stdout } = await runCommand(['service', '--output', output]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^page .*report\.html$/m);
  const file = join(output, 'report.html');
  expect(statSync(file).size).toBeLessThan(300_000);
  const html = readFileSync(file, 'utf8');
  expect(html).toContain('<title>Conformant in a self-check: the embedded mock</title>');
  const [, main = ''] = html.split('<main>');
  expect(main.trimStart()).toMatch(/^<header><p class="notice" role="note">Self-check: /);
});

test('a wrong service makes a page with its violations, their bytes and no token', async () => {
  const mock = await startMock({
    contract: loadContract(),
    seed: 5,
    behaviours: ['correlation-id-lost', 'byte-order-mark', 'gzip-claimed'].map((name) =>
      behaviourNamed(name),
    ),
  });
  try {
    const env = await environmentFor(mock);
    const report = await reportOf(['service'], env);
    const html = htmlOf([report]);
    for (const { id, findings } of report.requirements)
      findings.forEach((_, at) => {
        expect(html).toContain(`id="${id}.${at + 1}"`);
      });
    expect(html).toContain('<b>ef</b> <b>bb</b> <b>bf</b> 22');
    expect(html).not.toContain(env['PARTNER_CENTER_APP_TOKEN']);
    expect(html).toContain('&quot;$PARTNER_CENTER_APP_TOKEN&quot;');
  } finally {
    await mock.close();
  }
});

test('50 targets with 200 requirements make less than 5 MB, and say what is left out', () => {
  for (const every of [11, 1]) {
    const html = htmlOf(manyReports(50, 200, every));
    expect(Buffer.byteLength(html)).toBeLessThan(5_000_000);
    expect(html).toMatch(/\d+ more in conformance\.json of tenant-50\./);
  }
});

test('targets that were judged by other words are told so', () => {
  const older = reportWith([judgement('HDR-001', { statement: 'It was put otherwise.' })], {
    subject: { ...mixed.subject, id: 'fabrikam' },
  });
  const html = htmlOf([reportWith([judgement('HDR-001')]), older]);
  expect(html).toContain('By another catalogue, fabrikam was judged as MUST: It was put otherwise.');
});

test('targets without any report make a page that says so', () => {
  const html = htmlOf([], [{ name: 'adatum', reason: 'no token could be had' }]);
  expect(html).toContain('<h1 class="verdict error">Could not be judged</h1>');
  expect(html).toContain('<b>adatum</b> no token could be had');
});

test('a finding stands in its parts, whatever words they hold', () => {
  const parts = {
    condition: 'Accept: image/png; at status: expected 1, received 2',
    place: 'header MS-RequestId',
    expected: 'a, received b',
    received: 'one: expected two, received <three>',
  };
  const html = htmlOf([reportWith([violated('HDR-002', [finding(parts)])])]);
  expect(html).toContain(
    '<dl class="claim"><div><dt>sent</dt><dd><code>Accept: image/png; at status: expected 1, received 2</code></dd></div><div><dt>at</dt><dd><code>header MS-RequestId</code></dd></div><div><dt>expected</dt><dd><code>a, received b</code></dd></div><div><dt>received</dt><dd><code class="received">one: expected two, received &lt;three&gt;</code></dd></div></dl>',
  );
});

test('what cannot be seen is shown by its number', () => {
  expect(visible('a\tb\nc\r\u0000\u007f\u0085\u200b\u2066\u{e0041}\udc00')).toBe(
    'a\tb\nc⟨U+000D⟩⟨U+0000⟩⟨U+007F⟩⟨U+0085⟩⟨U+200B⟩⟨U+2066⟩⟨U+E0041⟩⟨U+DC00⟩',
  );
  expect(visible('Größe 東京 🎓 ﷺ')).toBe('Größe 東京 🎓 ﷺ');
});

const base = '/v1/customers/b6f2e0d1-6f0c-4a39-9b0e-0d2f3c1a5e77/qualification';
const requests: Readonly<Record<string, Partial<Evidence['request']> & { readonly target?: string }>> = {
  'as the kit sends it': {},
  'without Accept and with no header': { headers: [] },
  'with quotes, dollars, backslashes and backquotes': {
    headers: [
      ['X-Words', `it's "$HOME" \`id\` \\n %s !! ; | & * $(id)`],
      ['Accept', '*/*'],
      ['User-Agent', "a 'quoted' agent"],
    ],
  },
  'with bytes beyond ASCII and controls': {
    headers: [
      ['X-Name', 'caf\u00e9 \u0001\u007f 100% \\101'],
      ['X-Hyphen', '-n \u00ff'],
    ],
  },
  'with repeated and empty fields': {
    headers: [
      ['MS-RequestId', 'one'],
      ['MS-RequestId', 'two'],
      ['X-Empty', ''],
      ['authorization', 'Bearer [app token]'],
    ],
  },
  'with tokens of both flows in several places': {
    headers: [
      ['Authorization', 'Basic [user token]'],
      ['Cookie', 'a=[app token]; b=[other]'],
    ],
    target: `${base}?token=[app token]`,
  },
  'with a method of its own': { method: 'PATCH' },
  'with HEAD': { method: 'HEAD' },
  'with a path that leads up': { target: '/v1/customers/../../etc/./passwd?a=b&c={d,e}[1-3]' },
  'with a target in every character': { target: `/v1/a b"<>\\^\`{|}#frag?'$(id)\u00e9` },
  'with a file in a name': { headers: [['X@', '@/etc/passwd']], target: '/@/etc/passwd' },
};

for (const [name, { target = base, ...given }] of Object.entries(requests)) {
  test(`/bin/sh and curl send what the command says: ${name}`, async () => {
    const received = await rawRequest(async (origin) => {
      const request = { ...evidence().request, url: origin + target, ...given };
      const line = curlLineOf(request);
      await promisify(execFile)('/bin/sh', ['-c', line?.command ?? ''], {
        env: {
          PATH: process.env['PATH'],
          LC_ALL: 'C',
          PARTNER_CENTER_APP_TOKEN: "an app's $token",
          PARTNER_CENTER_USER_TOKEN: 'a "user" token',
        },
      });
    });
    const told = (text: string) =>
      text.replaceAll('[app token]', "an app's $token").replaceAll('[user token]', 'a "user" token');
    const { method = 'GET', headers = evidence().request.headers } = given;
    const sendable = headers.filter(([field]) => field !== 'X@');
    const [first, ...lines] = received.split('\r\n');
    expect(first).toBe(`${method} ${told(target)} HTTP/1.1`);
    expect(lines.filter((line) => line !== '' && !line.startsWith('Host: '))).toEqual(
      sendable.map(([field, value]) => (value === '' ? `${field}:` : `${field}: ${told(value)}`)),
    );
  });
}

test('what curl cannot send to an HTTP service makes no command', () => {
  for (const url of [
    'file:///etc/passwd',
    'https://user:word@host/',
    'javascript:alert(1)',
    '--help',
    'https://h/\n',
  ])
    expect(curlLineOf({ method: 'GET', url, headers: [] }), url).toBeUndefined();
  expect(curlLineOf({ method: 'GET;id', url: 'https://h/', headers: [] })).toBeUndefined();
});

test('the variable of a token that the kit made up is told to be one', () => {
  const line = curlLineOf({
    method: 'GET',
    url: 'https://h/',
    headers: [['Authorization', 'Bearer [64 characters]']],
  });
  expect(line?.command).toContain(`'Authorization: Bearer '"$PARTNER_CENTER_OTHER_TOKEN"`);
  expect(line?.notes).toHaveLength(1);
});

/** What arrives at a server when something sends it a request, byte by byte in Latin-1. */
async function rawRequest(send: (origin: string) => Promise<void>): Promise<string> {
  let text = '';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
      if (text.includes('\r\n\r\n')) socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await send(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
  return text;
}

/** The report that a run of the real command makes. */
async function reportOf(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Report> {
  const { report, stdout, stderr } = await runCommand(args, env);
  if (!report) throw new Error(`no report: ${stdout}${stderr}`);
  return report;
}

async function openAll(page: Page): Promise<void> {
  await page.locator('details').evaluateAll((all) => {
    for (const one of all) one.setAttribute('open', '');
  });
}

/** What axe has against a page, one line for each. */
async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      readonly axe: {
        run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`),
    );
  });
}

/** The report with a bad text at the end of every text in it that a service, a client or a file may have put there. */
function hostile(report: Report, bad: string): Report {
  const kept = /^(verdict|level|side|kind|startedAt|base64)$/;
  const spoil = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return kept.test(key) ? value : value + bad;
    if (Array.isArray(value)) return value.map((one) => spoil(one, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoil(one, name)]));
  };
  return spoil(report, '') as Report;
}
