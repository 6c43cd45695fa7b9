import type { Answer, Ending } from './exchange.js';
import { bytesToTell, foreign } from './foreign-protocol.js';
import { framingOf } from './framing.js';
import { HeaderLines } from './header-lines.js';

/** Bytes of a response's header, or of its trailers and chunk extensions, that are read at most: a limit of the kit, not of HTTP. */
export const maxHeaderBytes = 256 * 1024;

type State =
  | 'status'
  | 'fields'
  | 'length'
  | 'until-close'
  | 'chunk-size'
  | 'chunk'
  | 'chunk-end'
  | 'trailers';

const lineFeed = 10;

/** Reads one response of HTTP/1 from bytes as they come, interim responses before it left out. Nothing that Node is told changes what it takes. */
export class ResponseParser {
  readonly #method: string;
  readonly #maxBodyBytes: number;
  readonly #body: Buffer[] = [];
  readonly #extensions: string[] = [];
  #state: State = 'status';
  #first: Buffer = Buffer.alloc(0);
  #partial: Buffer[] = [];
  #lineBytes = 0;
  #extensionBytes = 0;
  #version = '';
  #status = 0;
  #head = new HeaderLines();
  #trailers = new HeaderLines();
  #size = 0;
  #due = 0;
  #received = 0;
  #rest: Buffer = Buffer.alloc(0);
  #ending: Ending | undefined;

  /** @param method of the request: a response to HEAD has no content */
  constructor(method: string, maxBodyBytes: number) {
    this.#method = method;
    this.#maxBodyBytes = maxBodyBytes;
  }

  /** How many bytes came so far. */
  get received(): number {
    return this.#received;
  }

  /** 0 before the header is whole. */
  get status(): number {
    return this.#state === 'status' || this.#state === 'fields' ? 0 : this.#status;
  }

  /** Bytes of content so far. */
  get size(): number {
    return this.#size;
  }

  /** What came behind the response. */
  get rest(): Buffer {
    return this.#rest;
  }

  /** Whether the connection may carry another request after the response. */
  get keeps(): boolean {
    if (this.#ending?.kind !== 'answered' || this.#state === 'until-close' || this.#method === 'CONNECT')
      return false;
    const options = this.#head.fields
      .filter(([name]) => name.toLowerCase() === 'connection')
      .flatMap(([, value]) => value.toLowerCase().split(','))
      .map((option) => option.trim());
    return this.#version === '1.0' ? options.includes('keep-alive') : !options.includes('close');
  }

  /** Takes what came; the ending, once there is one. */
  push(bytes: Buffer): Ending | undefined {
    this.#received += bytes.length;
    let at = 0;
    while (at < bytes.length && !this.#ending) at = this.#take(bytes, at);
    if (this.#ending) this.#rest = bytes.subarray(at);
    return this.#ending;
  }

  /** The ending when the connection ends here. @param how such as `read ECONNRESET`; undefined for a connection that was closed in order */
  close(how?: string): Ending {
    if (this.#state === 'until-close' && how === undefined) return this.#answered(false);
    const told = how ?? 'the connection was closed';
    if (this.status !== 0) return this.#cut(told);
    const part = this.#received === 0 ? '' : ', in its header';
    const message = `the connection ended without a response (${told}${part})`;
    return { kind: 'broken', breakage: 'reset', message };
  }

  #take(bytes: Buffer, at: number): number {
    switch (this.#state) {
      case 'status':
      case 'fields':
      case 'chunk-size':
      case 'chunk-end':
      case 'trailers':
        return this.#takeLine(bytes, at);
      case 'length':
      case 'chunk':
      case 'until-close':
        return this.#takeContent(bytes, at);
      default:
        return this.#state satisfies never;
    }
  }

  #takeLine(bytes: Buffer, at: number): number {
    if (this.#state === 'status' && this.#first.length < bytesToTell) {
      this.#first = Buffer.concat([this.#first, bytes.subarray(at, at + bytesToTell)]);
      const [byte] = this.#first;
      // Before a status line, an empty line may stand (RFC 9112, 2.2).
      this.#ending = byte === 13 || byte === lineFeed ? undefined : foreign(this.#first);
      if (this.#ending) return at;
    }
    if (
      this.#state === 'chunk-end' &&
      this.#partial.length === 0 &&
      bytes[at] !== 13 &&
      bytes[at] !== lineFeed
    ) {
      this.#ending = this.#cut('a chunk is longer than its size says');
      return at;
    }
    const end = bytes.indexOf(lineFeed, at);
    const next = end < 0 ? bytes.length : end + 1;
    this.#lineBytes += next - at;
    if (this.#lineBytes > maxHeaderBytes) {
      this.#ending = tooLong(this.#state === 'status' || this.#state === 'fields' ? 'header' : 'trailers');
      return at;
    }
    if (end < 0) this.#partial.push(bytes.subarray(at));
    else {
      const whole =
        this.#partial.length === 0 ? undefined : Buffer.concat([...this.#partial, bytes.subarray(at, end)]);
      const line = whole ? whole.toString('latin1') : bytes.toString('latin1', at, end);
      this.#partial = [];
      if (line.endsWith('\r')) this.#line(line.slice(0, -1));
      else {
        this.#head.flaw('line end', 'CR and LF', 'LF alone');
        this.#line(line);
      }
    }
    return next;
  }

  #line(line: string): void {
    switch (this.#state) {
      case 'status':
        this.#statusLine(line);
        return;
      case 'fields':
        if (line === '') this.#endOfHead();
        else this.#head.add(line);
        return;
      case 'chunk-size':
        this.#chunkSize(line);
        return;
      case 'chunk-end':
        this.#lineBytes = this.#extensionBytes;
        if (line === '') this.#state = 'chunk-size';
        else this.#ending = this.#cut('a chunk is longer than its size says');
        return;
      default:
        if (line === '') this.#ending = this.#answered(false);
        else this.#trailers.add(line);
    }
  }

  #statusLine(line: string): void {
    if (line === '') {
      this.#first = Buffer.alloc(0);
      return;
    }
    const [, version, status] = /^HTTP\/(1\.\d) +([1-9]\d\d)(?: .*)?$/s.exec(line) ?? [];
    if (version === undefined) {
      const message = `what came is no HTTP response (its status line is ${JSON.stringify(line.slice(0, bytesToTell))})`;
      this.#ending = { kind: 'broken', breakage: 'not-http', message };
      return;
    }
    this.#version = version;
    this.#status = Number(status);
    this.#state = 'fields';
  }

  #endOfHead(): void {
    if (this.#status === 101) {
      const message = 'the service switched to another protocol';
      this.#ending = { kind: 'broken', breakage: 'not-http', message };
    } else if (this.#status < 200) this.#startAnew();
    else this.#frame();
  }

  #startAnew(): void {
    this.#state = 'status';
    this.#first = Buffer.alloc(0);
    this.#lineBytes = 0;
    this.#head = new HeaderLines();
  }

  #frame(): void {
    const framing = framingOf(this.#method, this.#status, this.#head.fields);
    this.#lineBytes = 0;
    if (framing.kind === 'wrong') {
      const message = `where the response ends cannot be told (${framing.message})`;
      this.#ending = { kind: 'broken', breakage: 'not-http', message };
      return;
    }
    if (framing.flaw) this.#head.flaw(framing.flaw.place, framing.flaw.expected, framing.flaw.received);
    switch (framing.kind) {
      case 'none':
        this.#state = 'length';
        this.#ending = this.#answered(false);
        return;
      case 'length':
        this.#state = 'length';
        this.#due = framing.bytes;
        if (this.#due === 0) this.#ending = this.#answered(false);
        return;
      case 'chunked':
        this.#state = 'chunk-size';
        return;
      case 'until-close':
        this.#state = 'until-close';
        this.#due = Number.POSITIVE_INFINITY;
        return;
      default:
        framing satisfies never;
    }
  }

  #chunkSize(line: string): void {
    const [, digits, extension = ''] = /^([0-9a-f]{1,16})[ \t]*(;.*)?$/is.exec(line) ?? [];
    if (digits === undefined) {
      this.#ending = this.#cut(`${JSON.stringify(line.slice(0, 40))} is no size of a chunk`);
      return;
    }
    if (extension !== '') this.#extensions.push(extension);
    this.#extensionBytes += extension.length;
    this.#lineBytes = this.#extensionBytes;
    this.#due = Number.parseInt(digits, 16);
    this.#state = this.#due === 0 ? 'trailers' : 'chunk';
  }

  #takeContent(bytes: Buffer, at: number): number {
    const next = Math.min(bytes.length, at + this.#due);
    const room = this.#maxBodyBytes - this.#size;
    this.#size += next - at;
    this.#due -= next - at;
    if (room > 0) this.#body.push(bytes.subarray(at, Math.min(next, at + room)));
    if (this.#size > this.#maxBodyBytes) this.#ending = this.#answered(true);
    else if (this.#due === 0 && this.#state === 'chunk') this.#state = 'chunk-end';
    else if (this.#due === 0) this.#ending = this.#answered(false);
    return next;
  }

  #answered(overflow: boolean): Ending {
    const flaws = [...this.#head.flaws, ...this.#trailers.flaws];
    const answer: Answer = {
      status: this.#status,
      headers: this.#head.fields,
      body: this.#body.length === 1 && this.#body[0] ? this.#body[0] : Buffer.concat(this.#body),
      overflow,
      httpVersion: this.#version,
      ...(this.#trailers.fields.length === 0 ? {} : { trailers: this.#trailers.fields }),
      ...(this.#extensions.length === 0 ? {} : { chunkExtensions: this.#extensions }),
      ...(this.#head.folded.length === 0 ? {} : { folded: this.#head.folded }),
      ...(flaws.length === 0 ? {} : { flaws }),
    };
    return { kind: 'answered', answer };
  }

  #cut(how: string): Ending {
    const message = `the response ended after ${this.#size} bytes of content, before it was whole (${how})`;
    return { kind: 'broken', breakage: 'cut-off', message };
  }
}

function tooLong(part: string): Ending {
  const message = `the response has more than ${maxHeaderBytes} bytes of ${part}, the most that the kit reads`;
  return { kind: 'limit', limit: 'header', message };
}
