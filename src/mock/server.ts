import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, isIP } from 'node:net';
import type { Contract } from '../contract/contract.js';
import { KitError, messageOf } from '../errors.js';
import { listenOn } from '../http/listen-on.js';
import { isLoopback } from '../http/loopback.js';
import { Authority } from './authority/authority.js';
import type { Behaviour, MockContext, TlsVersions } from './behaviour.js';
import { type Customer, seedCustomers } from './customers.js';
import { Journal, type JournalEntry } from './journal.js';
import { pipeline } from './pipeline.js';
import { QualificationStore } from './qualification-store.js';
import { callOf, hasContent, readContent } from './receive.js';
import type { Reply } from './reply.js';
import { send } from './send.js';
import { maxHeaderBytes, unreadReason } from './unread.js';

export interface MockOptions {
  readonly contract: Contract;
  readonly seed: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** What stands in front of the contract's paths, such as `/partner/api`; default nothing. The authority's paths have none. */
  readonly prefix?: string;
  /** Lets `host` be an address that other machines can reach. */
  readonly allowRemote?: boolean;
  /** Ways in which this mock is not healthy, outermost first. */
  readonly behaviours?: readonly Behaviour[];
  /** Ways in which its authority is not healthy, outermost first. */
  readonly authorityBehaviours?: readonly Behaviour[];
  /** PEM. With it the mock speaks HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** How many of the latest calls are kept; default 100. */
  readonly journalEntries?: number;
  /** An authority to share between mocks; by default each has its own. */
  readonly authority?: Authority;
  /** By default one for each qualification of the contract, and some to write to. */
  readonly customers?: readonly Customer[];
  /** Sees every call with its reply, before the reply leaves. */
  readonly watch?: (entry: JournalEntry) => void;
  /** Is told why a connection brought nothing that could be read as HTTP. */
  readonly unread?: (reason: string) => void;
}

/** A running mock. */
export interface Mock {
  /** `http://host:port`, or `https:` */
  readonly origin: string;
  /** The origin, and the prefix behind it. */
  readonly baseUrl: string;
  readonly authority: Authority;
  readonly customers: readonly Customer[];
  /** What is stored of them, with the clock of vetting; `reset()` forgets all writes. */
  readonly store: QualificationStore;
  /** What its behaviours see of it. */
  readonly context: MockContext;
  readonly journal: Journal;
  /** How many connections brought nothing that could be read as HTTP. */
  readonly unreadable: number;
  /** Why, each reason once. */
  readonly unreadReasons: readonly string[];
  close(): Promise<void>;
}

/** So few that an entry is gone before the garbage collector has copied it twice. */
const defaultJournal = 100;

/** Starts a service that follows the contract. Throws KitError for a host, a port or a prefix it cannot have. */
export async function startMock(options: MockOptions): Promise<Mock> {
  const { contract, seed, host = '127.0.0.1', port = 0 } = options;
  if (!isLoopback(host) && !options.allowRemote) {
    throw new KitError(
      `the mock answers other machines when it listens on ${host}; say --allow-remote if that is meant`,
    );
  }
  if (options.prefix && !/^(\/[\w.~-]*[\w~-])+$/.test(options.prefix))
    throw new KitError(`the prefix "${options.prefix}" is no path such as /partner/api`);
  const untold = options.tls ? undefined : options.behaviours?.find((behaviour) => behaviour.tls);
  if (untold) throw new KitError(`${untold.name} is about TLS, and this mock speaks plain HTTP; say --tls`);
  const authority = options.authority ?? (await Authority.create(seed));
  const customers = options.customers ?? seedCustomers(contract, seed);
  const store = new QualificationStore(customers, seed);
  const context: MockContext = { contract, customers, authority, seed, store };
  const journal = new Journal(options.journalEntries ?? defaultJournal);
  const scheme = options.tls ? 'https' : 'http';
  const { behaviours = [], authorityBehaviours = [], prefix = '' } = options;
  const answer = pipeline(context, { scheme, prefix, behaviours, authorityBehaviours });
  let calls = 0;
  let opened = 0;
  const connections = new WeakMap<object, number>();
  const serve: RequestListener = (request, response) => {
    calls += 1;
    const number = calls;
    const known = connections.get(request.socket);
    const connection = known ?? opened + 1;
    if (known === undefined) {
      opened = connection;
      connections.set(request.socket, connection);
    }
    const begin = (body: Uint8Array) => {
      const call = callOf(request, { number, connection }, body);
      const finish = (reply: Reply) => {
        const entry = { call, reply };
        journal.write(entry);
        options.watch?.(entry);
        send(reply, response);
      };
      const reply = answer(call);
      if (reply instanceof Promise) reply.then(finish, (thrown) => fail(response, thrown));
      else finish(reply);
    };
    if (hasContent(request)) readContent(request, response, begin);
    else begin(empty);
  };
  const limits = {
    maxHeaderSize: maxHeaderBytes,
    // Whatever NODE_OPTIONS says.
    insecureHTTPParser: false,
    // Node would refuse it and tell nobody.
    requireHostHeader: false,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
  };
  const server = options.tls
    ? createTlsServer({ ...limits, ...versionsOf(behaviours), ...options.tls }, serve)
    : createServer(limits, serve);
  let unreadable = 0;
  const unreadReasons = new Set<string>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const reason = unreadReason(error);
    if (reason !== undefined) {
      unreadable += 1;
      unreadReasons.add(reason);
      options.unread?.(reason);
    }
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  await listenOn(server, {
    ...{ host, port, who: 'the mock' },
    ifTaken: 'the port is taken by another program; choose another --port, or none for a free one',
  });
  const address = server.address() as AddressInfo;
  const shown = isIP(address.address) === 6 ? `[${address.address}]` : address.address;
  const origin = `${scheme}://${shown}:${address.port}`;
  return {
    origin,
    baseUrl: origin + prefix,
    authority,
    customers,
    store,
    context,
    journal,
    get unreadable() {
      return unreadable;
    },
    get unreadReasons() {
      return [...unreadReasons];
    },
    close: () => close(server),
  };
}

const empty = new Uint8Array();

/** What its behaviours say of TLS; the outermost has the last word. */
function versionsOf(behaviours: readonly Behaviour[]): TlsVersions {
  return Object.assign({}, ...behaviours.map(({ tls }) => tls).reverse());
}

function fail(response: ServerResponse, thrown: unknown): void {
  process.stderr.write(`mock: ${messageOf(thrown)}\n`);
  if (!response.headersSent) response.writeHead(500, { 'Content-Length': 0 });
  response.end();
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
