import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../files/package-root.js';

/** What stands at the end of a command's help. */
interface Closing {
  readonly examples: readonly [string, string];
  /** The name of a guide in docs/. */
  readonly guide: string;
}

/** By the name of the command; '' is the kit itself. */
const closings: Readonly<Record<string, Closing>> = {
  '': { examples: ['service --mock', 'help client'], guide: 'service.md' },
  service: {
    examples: ['service --target contoso', 'service --mock --only HDR-002'],
    guide: 'service.md',
  },
  init: { examples: ['init', 'init --file sandbox/targets.yaml'], guide: 'service.md' },
  doctor: { examples: ['doctor', 'doctor --target contoso --timeout 30000'], guide: 'service.md' },
  plan: { examples: ['plan', 'plan --target contoso --only headers'], guide: 'service.md' },
  client: {
    examples: ['client -- python3 my_driver.py', 'client --only healthy -- node my-driver.mjs'],
    guide: 'client.md',
  },
  check: {
    examples: ['check traffic.har', 'check browser.har evidence.ndjson --side client'],
    guide: 'traffic.md',
  },
  statement: {
    examples: [
      'statement release-4.2',
      'statement release-4.2 --organization Contoso --name Qualifier --version 4.2',
    ],
    guide: 'release.md',
  },
  diff: {
    examples: ['diff release-4.1 release-4.2', 'diff sandbox production --across --format markdown'],
    guide: 'release.md',
  },
  mock: {
    examples: ['mock > mock.env', 'mock --port 8080 --fault correlation-id-lost'],
    guide: 'service.md',
  },
  proxy: {
    examples: [
      'proxy --target contoso --port 8080',
      'proxy --base-url https://api.example --fault throttled-in-seconds --rate 0.2',
    ],
    guide: 'traffic.md',
  },
  merge: { examples: ['merge parts', 'merge parts/1 parts/2 --output merged'], guide: 'ci.md' },
  verify: { examples: ['verify results', 'verify release-4.2'], guide: 'release.md' },
  rejudge: {
    examples: ['rejudge results', 'rejudge release-4.2 --contract openapi.yaml'],
    guide: 'report.md',
  },
  replay: { examples: ['replay results HDR-002', 'replay release-4.2 HDR-002/3'], guide: 'release.md' },
  list: { examples: ['list --side client', 'list --only headers --format markdown'], guide: 'report.md' },
  explain: { examples: ['explain HDR-002', 'explain correlation-id-lost'], guide: 'report.md' },
  report: { examples: ['report results', 'report release-4.2'], guide: 'report.md' },
  trend: { examples: ['trend runs', 'trend release-4.1 release-4.2'], guide: 'release.md' },
  completion: { examples: ['completion bash', 'completion fish'], guide: 'service.md' },
  help: { examples: ['help', 'help client'], guide: 'service.md' },
};

/** Two examples of a command, and where its guide is, for the end of its help; nothing for a command without any. */
export function closingOf(command: string): string {
  const closing = closings[command];
  if (!closing) return '';
  const guide = join(packageRoot, 'docs', closing.guide);
  // The package has no docs, to stay small.
  const address = existsSync(guide) ? guide : `docs/${closing.guide}, in the kit's repository`;
  const lines = closing.examples.map((example) => `  qualification-kit ${example}`);
  return `\nExamples:\n${lines.join('\n')}\n\nGuide: ${address}`;
}

/** The names of the commands that have examples. */
export function commandNames(): readonly string[] {
  return Object.keys(closings).filter((name) => name !== '');
}
