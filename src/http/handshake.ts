import { connect, type TLSSocket } from 'node:tls';
import { messageOf } from '../errors.js';
import { type ConnectionOptions, explainTrust, oldestVersion, rootsOf } from './connection-options.js';

/** Which versions of TLS are offered: those in use today (1.2 and 1.3), or those deprecated since (1.0 and 1.1). */
export type Offer = 'current' | 'deprecated';

/** What came of a handshake. */
export type Handshake =
  /** Such as `TLSv1.3`, and the end of the certificate's validity as Node writes it. */
  | { readonly kind: 'agreed'; readonly version: string; readonly certificateUntil: string }
  /** The other side said no, in TLS itself. */
  | { readonly kind: 'refused'; readonly alert: RefusalAlert; readonly message: string }
  /** The connection was accepted and then ended without a word: that may have been anybody on the way. */
  | { readonly kind: 'cut'; readonly message: string }
  /** The OpenSSL of this machine does not make the offer. */
  | { readonly kind: 'not-offered'; readonly message: string }
  /** Everything else: no connection, no trust, no end in time, another alert. */
  | { readonly kind: 'failed'; readonly message: string };

/** The alerts that say that nothing offered will do. */
export type RefusalAlert = 'protocol_version' | 'handshake_failure';

const offers = {
  current: { minVersion: oldestVersion, maxVersion: 'TLSv1.3' },
  // Security level 0: from level 1 on, OpenSSL 3 offers nothing that TLS 1.1 could be spoken with.
  deprecated: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
} as const;

/** Shakes hands with a server, directly, and hangs up: nothing is sent inside. Never throws for what the other side does. */
export function handshake(
  url: URL,
  offer: Offer,
  connection: ConnectionOptions,
  timeoutMs: number,
): Promise<Handshake> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    let connected = false;
    let socket: TLSSocket | undefined;
    const end = (shaken: Handshake) => {
      clearTimeout(timer);
      resolve(shaken);
      socket?.destroy();
    };
    const timer = setTimeout(
      () => end({ kind: 'failed', message: `no TLS connection within ${timeoutMs} ms` }),
      timeoutMs,
    );
    try {
      const opened = connect({
        host,
        port: Number(url.port || 443),
        servername: /^[\d.]+$|:/.test(host) ? '' : host,
        rejectUnauthorized: true,
        ...offers[offer],
        ...rootsOf(connection),
        ...connection.client,
      });
      socket = opened;
      opened.once('connect', () => {
        connected = true;
      });
      opened.once('secureConnect', () =>
        end({
          kind: 'agreed',
          version: opened.getProtocol() ?? '',
          certificateUntil: opened.getPeerCertificate().valid_to ?? '',
        }),
      );
      opened.once('error', (error) => end(failureOf(error, connected)));
    } catch (thrown) {
      end(failureOf(thrown, false));
    }
  });
}

/** Whether a failed handshake shows that the other side speaks nothing as recent as TLS 1.2. */
export function speaksOnlyDeprecated(thrown: Error): boolean {
  const said = saidBy(thrown);
  return alertIn(said) === 'protocol_version' || said.includes('UNSUPPORTED_PROTOCOL');
}

function failureOf(thrown: unknown, connected: boolean): Handshake {
  const code = String((thrown as NodeJS.ErrnoException).code ?? '');
  const said = saidBy(thrown);
  const alert = alertIn(said);
  if (alert !== undefined) return { kind: 'refused', alert, message: `refused with the alert ${alert}` };
  if (/NO_(PROTOCOLS|CIPHERS)_AVAILABLE|NO_CIPHER_MATCH|INVALID_COMMAND|LEGACY_SIGALG/.test(said))
    return { kind: 'not-offered', message: `this machine's OpenSSL does not offer it (${code})` };
  if (connected && (code === 'ECONNRESET' || code === 'EPIPE'))
    return { kind: 'cut', message: `the connection was cut in the handshake (${code})` };
  return { kind: 'failed', message: explainTrust(code, messageOf(thrown).split('\n')[0] || code) };
}

/** Code and message in the letters of Node's codes: where something was written before the handshake, the message alone has OpenSSL's reason. */
function saidBy(thrown: unknown): string {
  const { code = '' } = thrown as NodeJS.ErrnoException;
  return `${code} ${messageOf(thrown)}`.toUpperCase().replaceAll(' ', '_');
}

/** Newer releases of OpenSSL begin the names of some alerts otherwise. */
function alertIn(said: string): RefusalAlert | undefined {
  const [, name] = /_ALERT_(PROTOCOL_VERSION|HANDSHAKE_FAILURE)/.exec(said) ?? [];
  if (name === undefined) return undefined;
  return name === 'PROTOCOL_VERSION' ? 'protocol_version' : 'handshake_failure';
}
