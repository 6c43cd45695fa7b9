import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, isIP } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Contract } from '../contract/contract.js';
import { KitError, messageOf } from '../errors.js';
import { kitVersion } from '../files/package-root.js';
import { isLoopback } from '../http/loopback.js';
import { Authority } from './authority/authority.js';
import type { Behaviour, MockContext, TlsVersions } from './behaviour.js';
import { type Call, callPath } from './call.js';
import { type Customer, seedCustomers } from './customers.js';
import { Journal, type JournalEntry } from './journal.js';
import { documentReply, type Reply } from './reply.js';
import { Responder } from './respond.js';
import { send } from './send.js';

export interface MockOptions {
  readonly contract: Contract;
  readonly seed: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free port. */
  readonly port?: number;
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
  /** By default one for each qualification of the contract. */
  readonly customers?: readonly Customer[];
  /** Sees every call with its reply, before the reply leaves. */
  readonly watch?: (entry: JournalEntry) => void;
}

/** A running mock. */
export interface Mock {
  /** `http://host:port`, or `https:` */
  readonly origin: string;
  readonly authority: Authority;
  readonly customers: readonly Customer[];
  readonly journal: Journal;
  /** How many connections brought nothing that could be read as HTTP. */
  readonly unreadable: number;
  close(): Promise<void>;
}

const maxHeaderBytes = 16 * 1024;
const maxBodyBytes = 64 * 1024;
/** So few that an entry is gone before the garbage collector has copied it twice. */
const defaultJournal = 100;

/** Starts a service that follows the contract. Throws KitError for a host or a port it cannot have. */
export async function startMock(options: MockOptions): Promise<Mock> {
  const { contract, seed, host = '127.0.0.1', port = 0 } = options;
  if (!isLoopback(host) && !options.allowRemote) {
    throw new KitError(
      `the mock answers other machines when it listens on ${host}; say --allow-remote if that is meant`,
    );
  }
  const untold = options.tls ? undefined : options.behaviours?.find((behaviour) => behaviour.tls);
  if (untold) throw new KitError(`${untold.name} is about TLS, and this mock speaks plain HTTP; say --tls`);
  const authority = options.authority ?? (await Authority.create(seed));
  const customers = options.customers ?? seedCustomers(contract, seed);
  const context: MockContext = { contract, customers, authority, seed };
  const journal = new Journal(options.journalEntries ?? defaultJournal);
  const answer = pipeline(context, options);
  let calls = 0;
  const serve: RequestListener = (request, response) => {
    calls += 1;
    const number = calls;
    const begin = (body: Uint8Array) => {
      const call = callOf(request, number, body);
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
  const limits = { maxHeaderSize: maxHeaderBytes, requestTimeout: 30_000, keepAliveTimeout: 5_000 };
  const server = options.tls
    ? createTlsServer({ ...limits, ...versionsOf(options), ...options.tls }, serve)
    : createServer(limits, serve);
  let unreadable = 0;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code?.startsWith('HPE_')) unreadable += 1;
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  const shown = isIP(address.address) === 6 ? `[${address.address}]` : address.address;
  return {
    origin: `${schemeOf(options)}://${shown}:${address.port}`,
    authority,
    customers,
    journal,
    get unreadable() {
      return unreadable;
    },
    close: () => close(server),
  };
}

const empty = new Uint8Array();

function schemeOf({ tls }: MockOptions): string {
  return tls ? 'https' : 'http';
}

/** What its behaviours say of TLS; the outermost has the last word. */
function versionsOf({ behaviours = [] }: MockOptions): TlsVersions {
  return Object.assign({}, ...behaviours.map(({ tls }) => tls).reverse());
}

/** Documents about the mock, then its authority, then the API, the latter two with their behaviours around them. */
function pipeline(context: MockContext, options: MockOptions): (call: Call) => Reply | Promise<Reply> {
  const responder = new Responder(context);
  const scheme = schemeOf(options);
  const authority = around(context, options.authorityBehaviours, (call) =>
    context.authority.answer(call, scheme),
  );
  const api = around(context, options.behaviours, (call) => responder.answer(call));
  return (call) => about(context, call) ?? (context.authority.isFor(call) ? authority(call) : api(call));
}

/** What answers in health, with behaviours around it; itself when there are none, so that it may answer at once. */
function around(
  context: MockContext,
  behaviours: readonly Behaviour[] = [],
  healthy: (call: Call) => Reply | Promise<Reply>,
): (call: Call) => Reply | Promise<Reply> {
  if (behaviours.length === 0) return healthy;
  return behaviours
    .map((behaviour) => behaviour.start(context))
    .reduceRight<(call: Call) => Promise<Reply>>(
      (next, wrap) => async (call) => wrap(call, next),
      async (call) => healthy(call),
    );
}

const health = '/health';

function about({ contract }: MockContext, call: Call): Reply | undefined {
  const path = callPath(call);
  if (path === health) {
    return documentReply(
      200,
      'application/json',
      JSON.stringify({
        name: 'qualification-kit mock',
        version: kitVersion,
        contract: { version: contract.version, sha256: contract.sha256 },
      }),
    );
  }
  return path === '/openapi.yaml' ? documentReply(200, 'application/yaml', contract.text) : undefined;
}

function callOf(request: IncomingMessage, number: number, body: Uint8Array): Call {
  const { rawHeaders } = request;
  const headers: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2)
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  return {
    number,
    method: request.method ?? '',
    target: request.url ?? '',
    headers,
    body,
    receivedAt: performance.now(),
  };
}

/** Read from the raw fields: `request.headers` makes Node parse and join all of them. */
function hasContent({ rawHeaders }: IncomingMessage): boolean {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase();
    if (name === 'transfer-encoding' || (name === 'content-length' && rawHeaders[index + 1] !== '0'))
      return true;
  }
  return false;
}

function readContent(
  request: IncomingMessage,
  response: ServerResponse,
  done: (body: Uint8Array) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
    else if (!response.headersSent)
      response.writeHead(413, { Connection: 'close', 'Content-Length': 0 }).end(() => request.destroy());
  });
  request.on('end', () => {
    if (size <= maxBodyBytes) done(Buffer.concat(chunks));
  });
  request.on('error', () => response.destroy());
}

function fail(response: ServerResponse, thrown: unknown): void {
  process.stderr.write(`mock: ${messageOf(thrown)}\n`);
  if (!response.headersSent) response.writeHead(500, { 'Content-Length': 0 });
  response.end();
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const advice =
        error.code === 'EADDRINUSE' ? 'choose another --port, or none for a free one' : error.message;
      reject(new KitError(`the mock cannot listen on ${host}:${port}: ${advice}`));
    });
    server.listen(port, host, () => resolve());
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
