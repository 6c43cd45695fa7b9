import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import { messageOf } from '../errors.js';
import {
  type ConnectionOptions,
  explainTrust,
  isTrustFailure,
  proxyFor,
  tlsOptionsOf,
} from './connection-options.js';
import type { Ending, UnreachableCause } from './exchange.js';
import { speaksOnlyDeprecated } from './handshake.js';
import { openTunnel } from './tunnel.js';

/** The protocol that a TLS handshake offers (ALPN, RFC 7301). */
export type Protocol = 'http/1.1' | 'h2';

/** A socket that is ready for requests, or why there is none. */
export type Opened =
  | {
      readonly socket: Socket;
      /** What the other side chose of the offer; absent over plain HTTP, and where it chose nothing. */
      readonly protocol?: Protocol;
      /** Absent over plain HTTP, and behind a proxy. */
      readonly tlsVersion?: string;
    }
  | {
      readonly ending: Extract<Ending, { readonly kind: 'unreachable' }>;
      /** The other side speaks TLS, and nothing that was offered inside of it. */
      readonly otherProtocol?: true;
    };

/**
 * Connects to an origin, through the proxy there is for it, and verifies its certificate, whatever Node was told.
 * @param begin when the time limit began to run, as `performance.now()` says
 * Throws KitError when HTTPS_PROXY is no URL.
 */
export function openSocket(
  origin: string,
  options: ConnectionOptions,
  offer: Protocol,
  timeoutMs: number,
  begin: number,
): Promise<Opened> {
  const url = new URL(origin);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  const port = Number(url.port || (secure ? 443 : 80));
  const proxy = proxyFor(origin, options);
  const through = proxy === undefined ? '' : ` (through the proxy ${proxy.host})`;
  return new Promise((resolve) => {
    let current: Socket | undefined;
    const timer = setTimeout(
      () => fail(`no connection within ${timeoutMs} ms`),
      Math.max(1, begin + timeoutMs - performance.now()),
    );
    const end = (opened: Opened) => {
      clearTimeout(timer);
      if ('ending' in opened) current?.destroy();
      resolve(opened);
    };
    const fail = (message: string) => end({ ending: { kind: 'unreachable', message: message + through } });
    let accepted = false;
    const failed = (error: NodeJS.ErrnoException) => {
      const code = error.code ?? '';
      if (proxy === undefined && speaksOnlyDeprecated(error)) end({ ending: tooOld });
      else {
        const message = explainTrust(code, messageOf(error) || code) + through;
        const other = /NO_APPLICATION_PROTOCOL/i.test(code + message);
        const cause = causeOf(code, accepted);
        end({
          ending: { kind: 'unreachable', message, ...(cause === undefined ? {} : { cause }) },
          ...(other ? { otherProtocol: true } : {}),
        });
      }
    };
    const ready = (socket: Socket) => {
      socket.removeListener('error', failed);
      // What fails from here on is told by whoever reads the socket; what fails after that, by nobody.
      socket.on('error', () => {});
      end({ socket, ...(secure ? agreedOf(socket as TLSSocket, proxy === undefined) : {}) });
    };
    const overTls = (under?: Socket) => {
      const socket = connectTls({
        ...(under ? { socket: under } : { host, port }),
        servername: /^[\d.]+$|:/.test(host) ? '' : host,
        ALPNProtocols: [offer],
        // Whatever NODE_TLS_REJECT_UNAUTHORIZED says, and behind a proxy too, where Node would compare another name.
        rejectUnauthorized: true,
        checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
        ...tlsOptionsOf(options),
      });
      current = socket;
      if (!under) {
        socket.setNoDelay(true);
        socket.once('connect', () => {
          accepted = true;
        });
      }
      socket.once('error', failed);
      socket.once('secureConnect', () => ready(socket));
    };
    try {
      if (proxy !== undefined)
        openTunnel(proxy, host, port, options, (socket) => {
          current = socket;
        }).then(overTls, (thrown) => fail(messageOf(thrown)));
      else if (secure) overTls();
      else {
        const socket = connect({ host, port, noDelay: true });
        current = socket;
        socket.once('error', failed);
        socket.once('connect', () => ready(socket));
      }
    } catch (thrown) {
      fail(messageOf(thrown));
    }
  });
}

/** Why somebody who was there could not be spoken to. */
function causeOf(code: string, accepted: boolean): UnreachableCause | undefined {
  if (isTrustFailure(code)) return 'certificate';
  return accepted || /^(EPROTO|ERR_SSL_)/.test(code) ? 'protocol' : undefined;
}

const tooOld = {
  kind: 'unreachable',
  message: 'it refuses TLS 1.2 and 1.3 for their version, or knows neither',
  tlsTooOld: true,
} as const;

function agreedOf(
  socket: TLSSocket,
  direct: boolean,
): { readonly protocol?: Protocol; readonly tlsVersion?: string } {
  const { alpnProtocol } = socket;
  return {
    ...(alpnProtocol === 'h2' || alpnProtocol === 'http/1.1' ? { protocol: alpnProtocol } : {}),
    ...(direct ? { tlsVersion: socket.getProtocol() ?? '' } : {}),
  };
}
