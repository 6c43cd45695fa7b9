import { join } from 'node:path';
import { packageRoot } from '../files/package-root.js';
import type { ReportSubject } from '../report/report.js';
import type { DriverCommand } from './driver.js';

/** What is judged when Playwright is started by hand and no driver was named: the kit's own example. */
export function exampleDriver(): DriverCommand {
  const file = join(packageRoot, 'examples', 'clients', 'node-fetch.mjs');
  return { argv: [process.execPath, file], persistent: false, jobs: 2 };
}

/** The client as a report names it. */
export function clientSubject(driver: DriverCommand | undefined, id = 'client'): ReportSubject {
  const mode = driver?.persistent ? 'persistent' : 'one process per call';
  if (driver === undefined)
    return { id: 'example', kind: 'client', name: "the kit's example client", selfCheck: true, mode };
  return { id, kind: 'client', name: `the client ${shown(driver.argv)}`, selfCheck: false, mode };
}

const secretOption = /(token|secret|password|passwd|pwd|key|credential)/i;

/** The command line without what may be a secret in it. */
function shown(argv: readonly string[]): string {
  return argv
    .map((word, index) => {
      const before = argv[index - 1] ?? '';
      if (/^-/.test(before) && !before.includes('=') && secretOption.test(before)) return '…';
      const [name = '', ...value] = word.split('=');
      if (value.length > 0 && secretOption.test(name)) return `${name}=…`;
      return /^eyJ[\w-]+\./.test(word) ? '…' : word;
    })
    .join(' ');
}
