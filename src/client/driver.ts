import type { Redactor } from '../http/redact.js';
import { shortLine } from './read-outcome.js';
import type { DriverOutcome, Stop } from './transcript.js';

/** How a client is started. */
export interface DriverCommand {
  readonly argv: readonly string[];
  /** One process for all calls, one line of JSON for each. */
  readonly persistent: boolean;
  /** How many run at once. */
  readonly jobs: number;
}

/** What a driver is given for one call, by the names of environment variables. */
export interface DriverValues {
  readonly PARTNER_CENTER_BASE_URL: string;
  readonly PARTNER_CENTER_ACCESS_TOKEN: string;
  readonly PARTNER_CENTER_CUSTOMER_ID: string;
  /** The operationId of what the client is to do; drivers that know one operation pass over it. */
  readonly PARTNER_CENTER_OPERATION?: string;
  /** What a write asks for, as the pages of the plural spell it. */
  readonly PARTNER_CENTER_QUALIFICATION?: string;
  /** What is sent with it; absent where nothing is. */
  readonly PARTNER_CENTER_VALIDATION_CODE?: string;
  readonly PARTNER_CENTER_EDUCATION_SEGMENT?: string;
  /** For clients that fetch their own token. */
  readonly PARTNER_CENTER_AUTHORITY: string;
  readonly PARTNER_CENTER_TENANT_ID: string;
  readonly PARTNER_CENTER_CLIENT_ID: string;
  readonly PARTNER_CENTER_CLIENT_SECRET: string;
}

/** How a call is watched. */
export interface CallOptions {
  readonly secrets: Redactor;
  /** Longest time for the call, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the call when the client will not stop asking. */
  readonly tooMany: AbortSignal;
}

/** What a call left behind. */
export interface DriverReport {
  readonly outcome: DriverOutcome;
  readonly exit?: string;
  readonly stopped?: Stop;
  readonly leaks: { readonly stdout: readonly string[]; readonly stderr: readonly string[] };
  /** The end of standard error, as it was written. */
  readonly stderr: string;
}

/** Makes the client under test read one customer's qualification, from the mock of a scenario and with that mock's token, and tells what the client made of it: one outcome for each call, however many requests the client sends. */
export interface Driver {
  /** Throws KitError when the command cannot be started. */
  call(values: DriverValues, watch: CallOptions): Promise<DriverReport>;
  /** From now on calls go to another process than before. */
  renew(): void;
  close(): Promise<void>;
}

/** The environment of the kit without what is meant for the kit or its runner, and with no proxy between driver and mock. */
export function driverEnvironment(values: Partial<DriverValues>): NodeJS.ProcessEnv {
  const ours = /^(PARTNER_CENTER_|QUALIFICATION_KIT_|PLAYWRIGHT_|PW_|TEST_(WORKER|PARALLEL)_INDEX$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !ours.test(name));
  const loopback = [process.env['NO_PROXY'] ?? process.env['no_proxy'] ?? '', '127.0.0.1', 'localhost']
    .filter((one) => one !== '')
    .join(',');
  return { ...Object.fromEntries(inherited), NO_PROXY: loopback, no_proxy: loopback, ...values };
}

/** The reason and the kind of an end that the kit brought about, as soon as it is due; `cancel` when it is not needed any more. */
export function stopWatch({ timeoutMs, tooMany }: CallOptions): {
  readonly stopped: Promise<Stop>;
  readonly cancel: () => void;
} {
  let cancel = () => {};
  const stopped = new Promise<Stop>((resolve) => {
    const timer = setTimeout(() => resolve('time'), timeoutMs);
    const abort = () => resolve('attempts');
    tooMany.addEventListener('abort', abort, { once: true });
    cancel = () => {
      clearTimeout(timer);
      tooMany.removeEventListener('abort', abort);
    };
  });
  return { stopped, cancel };
}

/** Why there is no outcome when the kit ended the call. `clean` takes the secrets from the last line that the driver printed. */
export function stopReason(stopped: Stop, lastLine: string, clean: (text: string) => string): string {
  if (stopped === 'attempts') return 'the client would not stop asking';
  const printed =
    lastLine.trim() === '' ? '' : `, and its last line was \`${shortLine(clean(lastLine.trim()))}\``;
  return `the driver was still running${printed}`;
}
