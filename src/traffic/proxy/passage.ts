import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { TLSSocket } from 'node:tls';
import { messageOf } from '../../errors.js';
import type { ConnectionOptions } from '../../http/connection-options.js';
import { type Ending, originForm } from '../../http/exchange.js';
import { openSocket } from '../../http/open-socket.js';
import { type RequestHead, RequestParser } from '../../http/request-parser.js';
import type { Reply } from '../../mock/reply.js';
import { deliver } from './deliver.js';
import { Due, keptBytes, left, replyOf } from './due.js';
import type { FaultDraw } from './fault-draw.js';
import { ownReply } from './own-reply.js';
import type { Passed } from './passed.js';
import { type Route, rewritten } from './route.js';

/** What all connections of a proxy have in common; none of it is about another connection. */
export interface Rules {
  readonly route: Route;
  /** What stands in front of the contract's paths. */
  readonly prefix: string;
  readonly connection: ConnectionOptions;
  /** Longest time for a connection to the target to open. */
  readonly timeoutMs: number;
  /** Requests other than reads pass. */
  readonly writes: boolean;
  readonly faults: FaultDraw | undefined;
  /** Is told every exchange when it is over. */
  readonly passed: (passed: Passed) => void;
  /** Is told of what could not be read, or not be passed on, beside exchanges. */
  readonly told: (line: string) => void;
}

const reads = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A client's connection, and the one to the target that is opened for it and for nothing else. Bytes pass as they come;
 * what reads them only looks on, and cuts in between two messages.
 */
export class Passage {
  readonly #client: Socket;
  readonly #number: number;
  readonly #rules: Rules;
  readonly #due: Due[] = [];
  #target: Socket | undefined;
  #tlsVersion: string | undefined;
  #request = new RequestParser(keptBytes);
  /** The request that is under way; undefined before its header is whole. */
  #current: Due | undefined;
  /** Bytes of the client that wait until something is settled, in their order. */
  #input: Buffer[] = [];
  /** Bytes of the target that wait until a changed answer has left. */
  #output: Buffer[] = [];
  /** The header for which the connection to the target is opened. */
  #first: Buffer | undefined;
  #answering = false;
  /** What comes from the target can no longer be read, and passes as it is. */
  #raw = false;
  /** What comes from the client is no HTTP any more. */
  #switched = false;
  #answered = 0;
  #clientEnded = false;
  #targetEnded = false;
  #over = false;

  constructor(client: Socket, number: number, rules: Rules) {
    this.#client = client;
    this.#number = number;
    this.#rules = rules;
    client.on('data', (bytes: Buffer) => this.#fromClient(bytes));
    client.on('end', () => this.#endOfClient());
    client.on('error', () => {});
    client.on('close', () => this.#closed());
    client.on('drain', () => this.#target?.resume());
  }

  /** Ends both connections at once. */
  destroy(): void {
    this.#client.destroy();
    this.#target?.destroy();
  }

  #fromClient(bytes: Buffer): void {
    if (this.#over) return;
    if (this.#switched) this.#send(bytes);
    else if (this.#blocked) {
      this.#input.push(bytes);
      this.#client.pause();
    } else this.#read(bytes);
  }

  /** Nothing more is read of the client until the target is there, or an answer of the proxy's own has left. */
  get #blocked(): boolean {
    return this.#first !== undefined || this.#due.some(({ own }) => own !== undefined);
  }

  #read(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && !this.#over) {
      if (this.#blocked) {
        this.#input.unshift(bytes.subarray(at));
        this.#client.pause();
        return;
      }
      const from = at;
      at = this.#request.take(bytes, from);
      const { problem, head } = this.#request;
      if (problem !== undefined) this.#refuseUnread(problem);
      if (problem !== undefined || !head) return;
      if (this.#current) {
        if (!this.#current.own) this.#send(bytes.subarray(from, at));
      } else this.#begin(head);
      if (this.#request.ended) this.#endOfRequest();
    }
  }

  #begin(head: RequestHead): void {
    const { route, faults, prefix } = this.#rules;
    const own = this.#refusal(head);
    const target = originForm(head.target);
    const waits = head.headers.some(([name]) => name.toLowerCase() === 'expect');
    const below = target.startsWith(prefix);
    const drawn =
      own || waits || !below ? [] : (faults?.draw(head.method, target.slice(prefix.length)) ?? []);
    const early = drawn.some(({ when }) => when === 'before');
    const answer = own ?? (early ? ownReply(200, '') : undefined);
    const due = new Due(this.#request, head, route, this.#number, {
      faults: drawn,
      ...(answer ? { own: answer } : {}),
    });
    this.#current = due;
    if (answer) {
      // Whoever waits to be told to go on is told what comes of it.
      if (waits) this.#endOfRequest();
      return;
    }
    this.#due.push(due);
    this.#send(rewritten(head, route));
  }

  /** What is answered to what may not pass. */
  #refusal({ method, headers }: RequestHead): Reply | undefined {
    const last = headers.some(([name]) => name.toLowerCase() === 'expect');
    if (method === 'CONNECT') return ownReply(405, 'it is no proxy to connect through', true);
    if (this.#rules.writes || reads.has(method)) return undefined;
    return ownReply(
      403,
      `${method} was not passed on, because it may write; start the proxy with --writes to let it pass`,
      last,
    );
  }

  #endOfRequest(): void {
    const due = this.#current;
    this.#current = undefined;
    this.#request = new RequestParser(keptBytes);
    if (!due?.own) return;
    this.#due.push(due);
    this.#settle();
  }

  /** Where a request ends cannot be told, so that what follows could be anything. */
  #refuseUnread(problem: string): void {
    this.#rules.told(`a request that cannot be passed on: ${problem}`);
    if (this.#current) {
      this.#end('reset');
      return;
    }
    const nothing = Buffer.alloc(0);
    const head: RequestHead = { method: '', target: '', httpVersion: '1.1', headers: [], bytes: nothing };
    this.#current = new Due(this.#request, head, this.#rules.route, this.#number, {
      faults: [],
      own: ownReply(400, `the request cannot be read, so it was not passed on: ${problem}`, true),
    });
    this.#endOfRequest();
  }

  #send(bytes: Buffer): void {
    if (!this.#target) {
      this.#first = bytes;
      this.#open();
    } else if (!this.#target.write(bytes)) this.#client.pause();
  }

  #open(): void {
    const { route, connection, timeoutMs } = this.#rules;
    openSocket(route.origin, connection, 'http/1.1', timeoutMs, performance.now())
      .catch((thrown): { readonly ending: Ending } => ({
        ending: { kind: 'unreachable', message: messageOf(thrown) },
      }))
      .then((opened) => {
        const first = this.#first;
        this.#first = undefined;
        if ('ending' in opened) this.#notThere(opened.ending);
        else if (this.#over || this.#client.destroyed) opened.socket.destroy();
        else {
          this.#tlsVersion = opened.tlsVersion;
          this.#connect(opened.socket);
          if (first) this.#send(first);
          this.#goOn();
        }
      });
  }

  #connect(target: Socket): void {
    this.#target = target;
    target.allowHalfOpen = true;
    target.on('data', (bytes: Buffer) => this.#fromTarget(bytes));
    target.on('end', () => this.#endOfTarget());
    target.on('error', (error: Error) => this.#brokenTarget(messageOf(error)));
    target.on('drain', () => {
      if (!this.#blocked) this.#client.resume();
    });
    target.on('close', () => this.#endOfTarget());
  }

  /** Answers by itself what waits for a target that cannot be reached. */
  #notThere(ending: Ending): void {
    const message = 'message' in ending ? ending.message : '';
    this.#rules.told(`no connection to ${this.#rules.route.origin}: ${message}`);
    const [due] = this.#due.splice(0);
    if (!due || this.#client.destroyed) {
      this.#end('close');
      return;
    }
    const reply = ownReply(502, `no connection to the target: ${message}`, true);
    this.#rules.passed(due.passed(undefined, reply));
    this.#over = true;
    void deliver(reply, due.head.method, this.#client);
  }

  /** Reads on in what waited. */
  #goOn(): void {
    while (this.#input.length > 0 && !this.#blocked && !this.#over) {
      const [bytes] = this.#input.splice(0, 1);
      if (bytes) this.#read(bytes);
    }
    if (this.#blocked || this.#over) return;
    if (this.#clientEnded) this.#endOfInput();
    else this.#client.resume();
  }

  #endOfClient(): void {
    this.#clientEnded = true;
    if (!this.#blocked && this.#input.length === 0) this.#endOfInput();
  }

  /** A client that says no more may still listen. */
  #endOfInput(): void {
    if (this.#target) this.#target.end();
    else if (this.#due.length === 0) this.#client.end();
  }

  #closed(): void {
    const due = this.#due.splice(0);
    for (const one of due) if (!one.own) this.#rules.passed(one.passed(left));
    this.#over = true;
    if (!this.#target || this.#target.destroyed) return;
    if (this.#clientEnded || this.#target instanceof TLSSocket) this.#target.destroy();
    else this.#target.resetAndDestroy();
  }

  #fromTarget(bytes: Buffer): void {
    if (this.#over) return;
    if (this.#answering) {
      this.#output.push(bytes);
      this.#target?.pause();
      return;
    }
    let at = 0;
    while (at < bytes.length) {
      const [due] = this.#due;
      const rest = bytes.subarray(at);
      if (this.#raw || !due || due.own) {
        // Nobody asked for it.
        this.#raw = true;
        this.#write(rest);
        return;
      }
      const ending = due.answer.push(rest);
      const taken = ending ? rest.length - due.answer.rest.length : rest.length;
      at += taken;
      if (due.held) this.#hold(due, due.held, rest.subarray(0, taken));
      else this.#write(taken === rest.length ? rest : rest.subarray(0, taken));
      if (!ending) continue;
      this.#finish(due, ending);
      if (!this.#answering) continue;
      if (at < bytes.length) this.#output.push(bytes.subarray(at));
      return;
    }
  }

  #write(bytes: Buffer): void {
    if (bytes.length > 0 && !this.#client.write(bytes)) this.#target?.pause();
  }

  /** Holds an answer back, unless it is too large to be changed. */
  #hold(due: Due, held: Buffer[], bytes: Buffer): void {
    held.push(bytes);
    if (due.answer.size <= keptBytes) return;
    due.held = undefined;
    for (const piece of held) this.#write(piece);
  }

  /** Tells an exchange when its answer is over. */
  #finish(due: Due, ending: Ending): void {
    this.#due.shift();
    due.tlsVersion = this.#tlsVersion;
    this.#answered += 1;
    if (ending.kind !== 'answered') this.#unreadable(ending);
    const reply = due.held && ending.kind === 'answered' ? replyOf(ending.answer) : undefined;
    if (reply) {
      this.#answering = true;
      void this.#change(due, ending, reply);
      return;
    }
    for (const piece of due.held ?? []) this.#write(piece);
    this.#rules.passed(due.passed(ending));
    this.#settle();
  }

  /** Where the next answer begins is not known any more. */
  #unreadable(ending: Ending): void {
    this.#raw = true;
    const switched = ending.kind === 'broken' && /switched to another protocol/.test(ending.message);
    if (!switched) return;
    this.#switched = true;
    if (this.#rules.writes) return;
    this.#rules.told('the service switched to another protocol, in which a write could not be seen');
    this.#end('reset');
  }

  async #change(due: Due, ending: Ending, reply: Reply): Promise<void> {
    const { faults, prefix } = this.#rules;
    let changed = reply;
    try {
      changed = (await faults?.apply(due.faults, due.call(prefix), reply)) ?? reply;
    } catch (thrown) {
      this.#rules.told(`${due.faults.map(({ name }) => name).join(', ')} cannot be: ${messageOf(thrown)}`);
    }
    this.#rules.passed(changed === reply ? due.passed(ending) : due.passed(ending, changed));
    if (changed === reply) for (const piece of due.held ?? []) this.#write(piece);
    else if ((await deliver(changed, due.head.method, this.#client)) === 'over') this.#end('close');
    else this.#release();
  }

  /** Answers by itself what is due, when it is its turn. */
  #settle(): void {
    const [due] = this.#due;
    if (!due?.own || this.#answering) return;
    if (this.#raw && !this.#targetEnded) this.#end('close');
    else {
      this.#answering = true;
      void this.#answerBySelf(due, due.own);
    }
  }

  async #answerBySelf(due: Due, own: Reply): Promise<void> {
    const { faults, prefix } = this.#rules;
    const early = due.faults.length > 0;
    const reply = early ? ((await faults?.apply(due.faults, due.call(prefix), own)) ?? own) : own;
    this.#due.shift();
    if (due.head.method !== '') this.#rules.passed(due.passed(undefined, reply));
    if ((await deliver(reply, due.head.method, this.#client)) === 'over') this.#end('close');
    else this.#release();
  }

  /** Goes on after an answer that was not the target's. */
  #release(): void {
    this.#answering = false;
    const waiting = this.#output.splice(0);
    for (const bytes of waiting) this.#fromTarget(bytes);
    if (this.#answering) return;
    if (this.#targetEnded) this.#endDue();
    if (this.#answering) return;
    this.#settle();
    if (this.#answering) return;
    if (this.#targetEnded) this.#client.end();
    else {
      this.#target?.resume();
      this.#goOn();
    }
  }

  #endOfTarget(): void {
    if (this.#targetEnded) return;
    this.#targetEnded = true;
    if (this.#answering) return;
    this.#endDue();
    this.#settle();
    if (!this.#answering) this.#client.end();
  }

  #brokenTarget(how: string): void {
    if (this.#targetEnded) return;
    this.#targetEnded = true;
    this.#endDue(how);
    this.#end('reset');
  }

  /** What waits for a target that said its last. */
  #endDue(how?: string): void {
    for (let [due] = this.#due; due && !due.own && !this.#answering; [due] = this.#due) {
      // A server may close a kept connection just as the next request leaves, which says nothing of it.
      const lawful = how === undefined && due.answer.received === 0 && this.#answered > 0;
      this.#finish(due, lawful ? closedBetween : due.answer.close(how));
    }
  }

  #end(how: 'reset' | 'close'): void {
    this.#over = true;
    if (this.#client.destroyed) this.#closed();
    else if (how === 'reset') this.#client.resetAndDestroy();
    else this.#client.destroy();
  }
}

const closedBetween: Ending = {
  kind: 'unreachable',
  message: 'the connection was closed between requests',
};
