import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/files/package-root.js';
import { quarantineOf } from '../../src/gate/quarantine.js';
import type { Mock } from '../../src/mock/server.js';
import type { Report } from '../../src/report/report.js';
import { refusedVariables } from '../../src/target/refused-tokens.js';
import type { RefusedKind } from '../../src/target/target.js';

/** What a run of the real command left behind. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The run's conformance.json, if it wrote one. */
  readonly report: Report | undefined;
  /** What the leak gate moved out of the output folder, by its path. */
  readonly quarantined: readonly string[];
}

export const commandFile = join(packageRoot, 'dist', 'src', 'cli.js');

/** The environment without anything that a person's shell may hold for the kit. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const own = /^(PARTNER_CENTER_|QUALIFICATION_KIT_|PLAYWRIGHT_|PW|TEST_|FORCE_COLOR|GITHUB_|CI$)/;
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name))),
    NO_COLOR: '1',
  };
}

/** Runs the command as a person does, with an output folder of its own that is gone afterwards. */
export async function runCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  whileRunning?: (pid: number) => void,
  cwd: string = process.cwd(),
): Promise<CommandResult> {
  const output = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const [command = '', ...rest] = args;
  const given = command === 'service' || command === 'client' ? [command, '--output', output, ...rest] : args;
  const child = spawn(process.execPath, [commandFile, ...given], {
    cwd,
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  if (child.pid !== undefined) whileRunning?.(child.pid);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  try {
    const quarantined = filesBelow(quarantineOf(output));
    return { code, stdout, stderr, report: reportIn(output), quarantined };
  } finally {
    rmSync(quarantineOf(output), { recursive: true, force: true });
    rmSync(output, { recursive: true, force: true });
  }
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name !== '.gitignore');
}

function reportIn(folder: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'conformance.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The environment that names a mock as the service to judge. */
export async function environmentFor(mock: Mock): Promise<NodeJS.ProcessEnv> {
  return {
    PARTNER_CENTER_BASE_URL: mock.baseUrl,
    PARTNER_CENTER_APP_TOKEN: await mock.authority.mint('app'),
    PARTNER_CENTER_USER_TOKEN: await mock.authority.mint('user'),
    ...Object.fromEntries(
      Object.entries(await mock.authority.mintWrong()).map(([kind, token]) => [
        refusedVariables[kind as RefusedKind],
        token,
      ]),
    ),
    PARTNER_CENTER_CUSTOMERS: mock.customers
      .map(({ id, qualification }) => `${id}=${qualification}`)
      .join(','),
    PARTNER_CENTER_WRITABLE_CUSTOMERS: mock.customers
      .filter(({ writable }) => writable === true)
      .map(({ id }) => id)
      .join(','),
    PARTNER_CENTER_VALIDATION_CODE: mock.store.codes[0] ?? '',
  };
}

/** The ids with a verdict, in the report's order. */
export function idsWith(report: Report | undefined, verdict: string): readonly string[] {
  return report?.requirements.filter((one) => one.verdict === verdict).map(({ id }) => id) ?? [];
}
