import { errorLine } from './checks/error-line.js';
import { describeOutcome } from './checks/outcomes.js';
import { outcomeForms } from './read-outcome.js';
import { attemptsOf, type Transcript } from './transcript.js';

/** Whether a client can be judged at all. */
export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly verdict: 'error'; readonly reason: string };

/** What a driver that knows one operation alone would have done. */
const usualRead = { bareString: true, effect: 'read' } as const;

/** What the healthy scenario says of the driver: one that prints no outcome there, or asks nothing, tells nothing anywhere else. */
export function readinessOf(healthy: Transcript): Readiness {
  const [call] = healthy.calls;
  if (!call) return { ready: false, verdict: 'error', reason: 'the driver was not called' };
  const { outcome, exit, stderr, stopped } = call;
  const { operation = usualRead } = healthy;
  const what = operation.effect;
  const attempts = attemptsOf(healthy).length;
  const hints = hintsOf(healthy);
  if (outcome.kind === 'none') {
    const how =
      stopped === undefined ? (exit ?? 'the process goes on') : `stopped after ${healthy.timeoutMs} ms`;
    const line = errorLine(stderr);
    const said = line === '' ? '' : `; standard error says \`${line}\``;
    return notReady(
      `the driver told no outcome of a healthy ${what}: expected ${outcomeForms(operation)} as its last line, received ${outcome.reason} (${how}, ${attempts} requests${said})${hints}`,
    );
  }
  if (attempts === 0)
    return notReady(
      `the driver sent no request to PARTNER_CENTER_BASE_URL (http://127.0.0.1:…) in a healthy ${what} and reported ${describeOutcome(outcome, healthy.secrets)}${hints}`,
    );
  return { ready: true };
}

/** What else arrived, which may be the cause. */
function hintsOf({ tokenRefusal, unreadable, unreadReasons = [], secrets }: Transcript): string {
  const token =
    tokenRefusal === undefined
      ? ''
      : `; the token endpoint at PARTNER_CENTER_AUTHORITY refused with ${secrets.text(tokenRefusal)}`;
  const bytes =
    unreadable === 0
      ? ''
      : `; ${unreadable} ${unreadable === 1 ? 'connection' : 'connections'} brought no HTTP request that could be read (${unreadReasons.join('; ') || 'TLS, or a malformed request line or header'})`;
  return token + bytes;
}

function notReady(reason: string): Readiness {
  return { ready: false, verdict: 'error', reason: reason.replaceAll(/\s+/g, ' ') };
}
