import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadContract } from '../../src/contract/load-contract.js';
import { packageRoot } from '../../src/files/package-root.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { startMock } from '../../src/mock/server.js';
import { environmentFor } from './command.js';
import type { DocumentShell } from './document-shell.js';
import { openSandbox } from './sandbox.js';

/** A command of a document, as a test runs it. */
export interface Step {
  /** As it stands in the documents. */
  readonly command: string;
  /** What stands in for a word of it here. */
  readonly instead?: Readonly<Record<string, string>>;
  /** Default 0. */
  readonly code?: number;
  /** What it prints besides what the documents show. */
  readonly says?: string;
  /** It goes on until the session ends; this file holds this text when it is ready. */
  readonly goesOn?: { readonly file: string; readonly text: string };
  /** What the reader does before it. */
  readonly before?: (shell: DocumentShell) => void;
  /** What somebody does once it has printed the text. */
  readonly meanwhile?: { readonly text: string; readonly act: (printed: string) => Promise<void> };
}

/** Commands that are run one after the other in one folder, as a reader does. */
export interface Session {
  readonly name: string;
  /** The project that runs it; what takes long is not for `npm test`. */
  readonly project: 'kit' | 'examples';
  /** Programs without which it is skipped. */
  readonly needs?: readonly string[];
  /** What is there before the first command. */
  readonly open?: (shell: DocumentShell) => Promise<Stage>;
  readonly steps: readonly Step[];
}

/** What a session runs against. */
export interface Stage {
  readonly env: NodeJS.ProcessEnv;
  readonly close: () => Promise<void>;
}

const ready = 'Ctrl-C stops';

/** Writes a block of a document to a file of the session. */
function writeBlock(shell: DocumentShell, name: string, text: string): void {
  writeFileSync(join(shell.folder, name), text);
}

/** An application that reads once through a proxy that printed where it is, with a token that nobody knows. */
async function readThrough(printed: string): Promise<void> {
  const [, base = ''] = /PARTNER_CENTER_BASE_URL=(\S+)/.exec(printed) ?? [];
  const response = await fetch(`${base}/v1/customers/${randomUUID()}/qualification`, {
    headers: {
      Authorization: `Bearer ${randomUUID()}`,
      'MS-RequestId': randomUUID(),
      'MS-CorrelationId': randomUUID(),
    },
  }).catch(() => undefined);
  await response?.text();
}

/** A tenant of the mock's, with its targets.yaml where the reader would have filled one in. */
async function tenant(shell: DocumentShell, faults: readonly string[]): Promise<Stage & { fillIn(): void }> {
  const sandbox = await openSandbox(faults.map((name) => behaviourNamed(name)));
  // The mock's authority takes a refresh token once; a session asks for tokens several times.
  const entry = sandbox.entry(sandbox.appAlone);
  sandbox.write({ contoso: entry, fabrikam: entry });
  const fillIn = () => {
    for (const name of ['targets.yaml', 'ca.pem'])
      cpSync(join(sandbox.folder, name), join(shell.folder, name));
  };
  return { env: sandbox.env, close: () => sandbox.close(), fillIn };
}

const fillIn = new WeakMap<DocumentShell, () => void>();

async function openTenant(shell: DocumentShell, faults: readonly string[] = []): Promise<Stage> {
  const stage = await tenant(shell, faults);
  fillIn.set(shell, stage.fillIn);
  return stage;
}

/** A client that is right in all that the documents' driver can show; what it is wrong in does not matter here. */
const myClient = `
import http.client, json, signal, uuid
from urllib.parse import quote, urlsplit

def late(*_):
    raise TimeoutError("no answer in time")

signal.signal(signal.SIGALRM, late)

class ApiError(Exception):
    def __init__(self, status, code, text):
        super().__init__(text)
        self.status, self.code = status, code

class Client:
    def __init__(self, base, token):
        self.base, self.token = urlsplit(base), token

    def qualification(self, customer):
        uuid.UUID(customer)
        if len(customer) != 36:
            raise ValueError("no GUID")
        signal.alarm(3)
        link = http.client.HTTPConnection(self.base.netloc, timeout=5)
        link.request("GET", f"/v1/customers/{quote(customer, safe='')}/qualification", headers={
            "Authorization": f"Bearer {self.token}", "Accept": "application/json",
            "MS-RequestId": str(uuid.uuid4()), "MS-CorrelationId": str(uuid.uuid4())})
        answer = link.getresponse()
        body = answer.read()
        signal.alarm(0)
        if answer.status != 200:
            raise ApiError(answer.status, None, "refused")
        return json.loads(body)
`;

/** The documents' own drivers, as files. */
function writeDrivers(shell: DocumentShell): void {
  const blocks = readFileSync(new URL('../../docs/client.md', import.meta.url), 'utf8').split('```python\n');
  const [once = '', again = ''] = blocks.slice(1).map((block) => block.split('```')[0] ?? '');
  writeBlock(shell, 'my_client.py', myClient);
  writeBlock(shell, 'my_driver.py', once);
  writeBlock(shell, 'my_persistent_driver.py', again);
}

/** An application that reads once, from the mock that a passive run printed. */
async function readOnce(printed: string): Promise<void> {
  const values = Object.fromEntries(printed.split('\n').map((line) => line.split('=', 2)));
  await fetch(
    `${values['PARTNER_CENTER_BASE_URL']}/v1/customers/${values['PARTNER_CENTER_CUSTOMER_ID']}/qualification`,
    {
      headers: {
        Authorization: `Bearer ${values['PARTNER_CENTER_ACCESS_TOKEN']}`,
        'MS-RequestId': randomUUID(),
        'MS-CorrelationId': randomUUID(),
      },
    },
  );
}

const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

/** waivers.yaml, as somebody fills in what the run left to consider. */
function fillInWaivers({ folder }: DocumentShell): void {
  const text = readFileSync(join(folder, 'release-4.2', 'waivers-to-consider.yaml'), 'utf8')
    .replaceAll('reason: TODO', 'reason: The gateway drops the header.')
    .replaceAll('owner: TODO', 'owner: qa@contoso.example')
    .replaceAll('ticket: TODO', 'ticket: QA-17')
    .replaceAll(/expires: .*/g, `expires: ${day}`);
  writeFileSync(join(folder, 'waivers.yaml'), text);
}

/** Every command of the documents that is run, once, however often it stands there. */
export const sessions: readonly Session[] = [
  {
    name: 'the front page: the self-check and what is done with its folder',
    project: 'kit',
    steps: [
      { command: 'npm run conformance' },
      { command: 'npx --no qualification-kit verify results' },
      { command: 'npx --no qualification-kit report results' },
      { command: 'npx --no qualification-kit list' },
      { command: 'npx --no qualification-kit list --side client --format markdown' },
      { command: 'npx --no qualification-kit explain HDR-002' },
      { command: 'npx --no qualification-kit explain ids-doubled' },
      { command: 'npx --no qualification-kit explain id-traversal' },
    ],
  },
  {
    name: 'a target, from nothing to its report',
    project: 'kit',
    open: (shell) => openTenant(shell),
    steps: [
      { command: 'npx --no qualification-kit init' },
      {
        command: 'npx --no qualification-kit doctor --target contoso',
        before: (shell) => fillIn.get(shell)?.(),
      },
      { command: 'npx --no qualification-kit plan --target contoso' },
      { command: 'npx --no qualification-kit service --target contoso' },
    ],
  },
  {
    name: 'between a client and a service',
    project: 'kit',
    open: (shell) => openTenant(shell),
    steps: [
      {
        command: 'npx --no qualification-kit proxy --target contoso --port 8080 --for 10m',
        instead: { '8080': '0', '10m': '2s' },
        before: (shell) => fillIn.get(shell)?.(),
        meanwhile: { text: '# listening', act: readThrough },
      },
      {
        command:
          'npx --no qualification-kit proxy --target contoso --fault unavailable-in-seconds,byte-order-mark --rate 0.2 --seed 7 --for 10m',
        instead: { '10m': '1s' },
        // Nobody called.
        code: 2,
      },
      {
        command: 'npx --no qualification-kit mock --console > mock.env',
        goesOn: { file: 'mock.env', text: ready },
      },
      {
        command: 'npx --no qualification-kit client --passive --console --for 60s',
        instead: { '60s': '2s' },
        says: '# console: http://127.0.0.1:',
        meanwhile: { text: '# listening', act: readOnce },
      },
      {
        command: 'npx --no qualification-kit proxy --target contoso --console --for 10m',
        instead: { '10m': '2s' },
        says: '# console: http://127.0.0.1:',
        meanwhile: { text: '# listening', act: readThrough },
      },
    ],
  },
  {
    name: 'a service that is wrong on purpose',
    project: 'kit',
    steps: [
      {
        command: 'npx --no qualification-kit mock --fault correlation-id-lost > mock.env',
        goesOn: { file: 'mock.env', text: ready },
      },
      { command: '(set -a; . ./mock.env; npx --no qualification-kit service --only HDR-002)', code: 1 },
      {
        command: 'npx --no qualification-kit mock --fault ids-doubled > mock.env',
        // A terminal of its own; the file would be read before it is written again.
        instead: { 'mock.env': 'doubled.env' },
        goesOn: { file: 'doubled.env', text: ready },
      },
      {
        command: 'node --env-file=mock.env bin/qualification-kit.cjs service --only headers',
        instead: { '--env-file=mock.env': '--env-file=doubled.env' },
        code: 1,
      },
    ],
  },
  {
    name: 'clients without another language',
    project: 'examples',
    steps: [
      {
        command:
          'npx --no qualification-kit client --name example --only request -- node examples/clients/node-fetch.mjs',
      },
      {
        command:
          'npx --no qualification-kit client --operation getCustomerQualifications -- node examples/clients/node-fetch.mjs',
      },
      {
        command:
          'npx --no qualification-kit client --operation createCustomerQualification -- node examples/clients/node-fetch.mjs',
      },
      {
        command:
          'npx --no qualification-kit client --only byte-order-mark -- node dist/tests/miniatures/driver.js mark-kept',
        code: 1,
      },
      {
        command: 'npx --no qualification-kit client --passive --port 8080 --for 60s',
        instead: { '8080': '0', '60s': '2s' },
        meanwhile: { text: '# listening', act: readOnce },
      },
    ],
  },
  {
    name: 'what was recorded',
    project: 'kit',
    open: async (shell) => {
      const recording = (name: string) => join(packageRoot, 'tests', 'kit', 'recordings', name);
      cpSync(recording('mitmproxy.har'), join(shell.folder, 'traffic.har'));
      cpSync(recording('chromium-cdp.har'), join(shell.folder, 'browser.har'));
      cpSync(recording('playwright-attach.zip'), join(shell.folder, 'proxied.zip'));
      cpSync(recording('kit-client.ndjson'), join(shell.folder, 'evidence.ndjson'));
      return { env: {}, close: async () => {} };
    },
    steps: [
      { command: 'npx --no qualification-kit check traffic.har' },
      {
        command: 'npx --no qualification-kit check browser.har proxied.zip evidence.ndjson --side client',
        code: 1,
        says: 'REQ-006 must',
      },
    ],
  },
  {
    name: 'what a run left, judged again',
    project: 'examples',
    open: async (shell) => {
      await shell.run('npm run conformance');
      return { env: {}, close: async () => {} };
    },
    steps: [{ command: 'npx --no qualification-kit rejudge results' }],
  },
  {
    name: 'a service that the environment describes',
    project: 'examples',
    open: async (shell) => {
      const mock = await startMock({ contract: loadContract(), seed: 7 });
      const lines = Object.entries(await environmentFor(mock)).map(([name, value]) => `${name}='${value}'`);
      writeBlock(shell, 'service.env', `${lines.join('\n')}\n`);
      return { env: {}, close: () => mock.close() };
    },
    steps: [{ command: '(set -a; . ./service.env; npx --no qualification-kit service)' }],
  },
  {
    name: 'a mock over TLS',
    project: 'examples',
    steps: [
      {
        command: 'npx --no qualification-kit mock --tls --fault tls-1-1-too > tls.env',
        goesOn: { file: 'tls.env', text: ready },
      },
      { command: '(set -a; . ./tls.env; npx --no qualification-kit service --only transport)', code: 1 },
    ],
  },
  {
    name: 'targets side by side',
    project: 'examples',
    open: async (shell) => {
      const stage = await openTenant(shell);
      fillIn.get(shell)?.();
      return stage;
    },
    steps: [{ command: 'npx --no qualification-kit service --all-targets' }],
  },
  {
    name: 'a release',
    project: 'examples',
    open: async (shell) => {
      const stage = await openTenant(shell, ['correlation-id-lost']);
      fillIn.get(shell)?.();
      return stage;
    },
    steps: [
      { command: 'npx --no qualification-kit service --target contoso --output release-4.2', code: 1 },
      { command: 'npx --no qualification-kit replay release-4.2 HDR-002', code: 1 },
      {
        command:
          'npx --no qualification-kit service --target contoso --output release-4.2 --waivers waivers.yaml',
        before: (shell) => {
          cpSync(join(shell.folder, 'release-4.2'), join(shell.folder, 'release-4.1'), { recursive: true });
          fillInWaivers(shell);
        },
      },
      {
        command:
          'npx --no qualification-kit statement release-4.2 --organization Contoso --name Qualifier --version 4.2',
      },
      {
        command:
          'npx --no qualification-kit statement release-4.2 --organization Contoso --name Qualifier --version 4.2 --url https://contoso.example/qualifier --contact qa@contoso.example',
      },
      { command: 'npx --no qualification-kit diff release-4.1 release-4.2' },
      {
        command: 'npx --no qualification-kit trend release-4.1 release-4.2 --output releases.html',
        says: 'page  releases.html',
      },
      { command: 'npx --no qualification-kit verify release-4.2' },
      { command: 'npx --no qualification-kit rejudge release-4.2' },
    ],
  },
  {
    name: "a client with the documents' driver",
    project: 'examples',
    needs: ['python3'],
    steps: [
      {
        command: 'npx --no qualification-kit client --only healthy -- python3 my_driver.py',
        before: writeDrivers,
      },
      // It keeps a byte order mark and has no code: what the guide's reader has to find out.
      { command: 'npx --no qualification-kit client -- python3 my_driver.py', code: 1 },
      {
        command: 'npx --no qualification-kit client --persistent -- python3 my_persistent_driver.py',
        code: 1,
      },
    ],
  },
  {
    name: 'shards of a run',
    project: 'examples',
    steps: [
      { command: 'npx --no qualification-kit service --mock --seed 7 --shard 1/2 --output parts/1' },
      { command: 'npx --no qualification-kit service --mock --seed 7 --shard 2/2 --output parts/2' },
      { command: 'npx --no qualification-kit merge parts' },
    ],
  },
];

/** Commands of the worked examples, which are run in a changed copy of the kit. */
export const workedExamples: readonly Step[] = [
  { command: 'npm run build' },
  {
    command:
      'npx playwright test --project=kit --project=faults catalogue every-requirement services -g "every requirement|HDR-099"',
    says: 'killed   date-of-another-form',
  },
  { command: 'npx --no qualification-kit service --only HDR-099' },
  {
    command: 'npx --no qualification-kit mock --fault date-of-another-form > mock.env',
    goesOn: { file: 'mock.env', text: ready },
  },
  { command: 'node --env-file=mock.env bin/qualification-kit.cjs service --only HDR-099', code: 1 },
  {
    command:
      'npx playwright test --project=kit --project=faults every-requirement clients -g "every requirement|REQ-099"',
    says: 'killed   expects-continue',
  },
  {
    command: 'npx --no qualification-kit client --only REQ-099 -- node dist/tests/miniatures/driver.js good',
  },
  {
    command:
      'npx --no qualification-kit client --only REQ-099 -- node dist/tests/miniatures/driver.js expects-continue',
    code: 1,
  },
  { command: 'npx --no qualification-kit service --operation getCustomerSegment', says: 'segment ' },
  {
    command: 'npx --no qualification-kit mock --fault segment-in-small-letters > mock.env',
    goesOn: { file: 'mock.env', text: ready },
  },
  {
    command:
      'node --env-file=mock.env bin/qualification-kit.cjs service --operation getCustomerSegment --only SEG-001',
    code: 1,
  },
];

/** A command that no test of documents runs, why, and what runs its equal: text that stands in a file. */
export interface NotRun {
  readonly command: string;
  readonly because: string;
  readonly equal: { readonly file: string; readonly says: string };
}

const packed = { file: 'tests/package/fresh-project.ts', says: 'export function pack(' };
const ci = (says: string) => ({ file: '.github/workflows/ci.yml', says });

export const notRun: readonly NotRun[] = [
  {
    command: 'docker build --tag qualification-kit .',
    because: 'it needs an engine',
    equal: { file: 'Dockerfile', says: 'docker build --tag qualification-kit .' },
  },
  {
    command:
      'docker run --rm --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --user "$(id -u):$(id -g)" --volume "$PWD:/work" --env CONTOSO_SECRET qualification-kit service --target contoso',
    because: 'it needs an engine',
    equal: { file: 'Dockerfile', says: 'docker run --rm --read-only --tmpfs /tmp --cap-drop ALL' },
  },
  { command: 'npm ci', because: 'it would install this folder anew', equal: ci('run: npm ci') },
  { command: 'npm pack', because: 'the tests of the package do', equal: packed },
  {
    command: 'npm install --save-dev ./qualification-kit-0.1.0.tgz',
    because: 'the tests of the package do, in a project of their own',
    equal: packed,
  },
  { command: 'npm run check', because: 'CI runs it before any test', equal: ci('run: npm run check') },
  { command: 'npm test', because: 'it would run itself', equal: ci('run: npm test') },
  { command: 'npm run test:faults', because: 'it takes minutes', equal: ci('run: npm run test:faults') },
  { command: 'npm run test:matrix', because: 'it takes many minutes', equal: ci('run: npm run test:matrix') },
  {
    command: 'npx playwright test --project=service',
    because: 'Playwright by hand writes to results/ of the clone, where this run has its own files',
    equal: { file: 'tests/kit/leak-gate.spec.ts', says: "'@playwright', 'test', 'cli.js'" },
  },
  {
    command: 'npx playwright test --project=client',
    because: 'Playwright by hand writes to results/ of the clone, where this run has its own files',
    equal: { file: 'tests/kit/client-command.spec.ts', says: "'@playwright', 'test', 'cli.js'" },
  },
  {
    command: 'npx playwright test --project=service -g HDR-099',
    because: 'the requirement is not in the catalogue; the worked example runs it by the command',
    equal: { file: 'docs/add-a-requirement.md', says: 'service --only HDR-099' },
  },
  {
    command: 'prism mock --host 127.0.0.1 --port PORT --verboseLevel silent openapi/qualification.yaml',
    because: "Prism is no package of the kit's",
    equal: { file: 'docs/field-notes.md', says: 'Every verdict but a pass was then repeated by hand' },
  },
  {
    command:
      'PARTNER_CENTER_BASE_URL=http://127.0.0.1:PORT PARTNER_CENTER_APP_TOKEN=any PARTNER_CENTER_USER_TOKEN=other PARTNER_CENTER_CUSTOMERS=c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2=education npx --no qualification-kit service',
    because: 'Prism is what answers there',
    equal: { file: 'tests/kit/documented-commands.ts', says: 'a service that the environment describes' },
  },
];

/** Whether a program answers. */
export function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
