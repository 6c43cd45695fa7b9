import { lookup } from 'node:dns/promises';
import { createServer, type Socket } from 'node:net';
import { KitError } from '../../errors.js';
import { listenOn } from '../../http/listen-on.js';
import { isLoopback } from '../../http/loopback.js';
import { Passage, type Rules } from './passage.js';

/** What a proxy is started with. */
export interface ProxyOptions extends Omit<Rules, 'route'> {
  /** The target's scheme, host and port. */
  readonly origin: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Host stays as the client sent it. */
  readonly keepHost: boolean;
}

/** A running proxy. */
export interface RunningProxy {
  /** What clients call in the target's place, with the target's prefix behind it. */
  readonly baseUrl: string;
  /** How many connections are open. */
  readonly open: number;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Starts a reverse proxy on loopback in front of a target. Throws KitError for a port that it cannot have, and where the target would be the proxy itself. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { origin, port, keepHost, prefix } = options;
  await demandAnother(origin, port);
  const passages = new Map<Socket, Passage>();
  let count = 0;
  let rules: Rules | undefined;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    if (!rules) return;
    count += 1;
    passages.set(socket, new Passage(socket, count, rules));
    socket.once('close', () => passages.delete(socket));
  });
  const listening = await listenOn(server, {
    ...{ host: '127.0.0.1', port, who: 'the proxy' },
    ifTaken: 'choose another --port, or none for a free one',
  });
  const own = ['127.0.0.1', 'localhost', '[::1]'].flatMap((name) =>
    listening === 80 ? [name, `${name}:80`] : [`${name}:${listening}`],
  );
  rules = { ...options, route: { own, origin, host: new URL(origin).host, keepHost } };
  return {
    baseUrl: `http://127.0.0.1:${listening}${prefix}`,
    get open() {
      return passages.size;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const passage of passages.values()) passage.destroy();
      }),
  };
}

/** Throws KitError where the target is at the port on this machine at which the proxy is to listen. */
async function demandAnother(origin: string, port: number): Promise<void> {
  const url = new URL(origin);
  const theirs = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (theirs !== port) return;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = await lookup(host, { all: true }).catch(() => []);
  if (isLoopback(host) || found.some(({ address }) => isLoopback(address)))
    throw new KitError(`the target ${origin} is where the proxy is to listen; choose another --port`);
}
