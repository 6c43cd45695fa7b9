import { type Beyond, ContentReader } from './content-reader.js';
import type { Answer, Ending } from './exchange.js';
import { bytesToTell, foreign } from './foreign-protocol.js';
import { type Framing, framingOf } from './framing.js';
import { HeaderLines } from './header-lines.js';
import { LineReader } from './line-reader.js';

/** Bytes of a response's header, or of its trailers and chunk extensions, that are read at most: a limit of the kit, not of HTTP. */
export const maxHeaderBytes = 256 * 1024;

const [carriageReturn, lineFeed] = [13, 10];

/** Reads one response of HTTP/1 from bytes as they come, interim responses before it left out. Nothing that Node is told changes what it takes. */
export class ResponseParser {
  readonly #method: string;
  readonly #maxBodyBytes: number;
  readonly #beyond: Beyond;
  #first: Buffer = Buffer.alloc(0);
  #lines = new LineReader();
  #version = '';
  #status = 0;
  #head = new HeaderLines();
  #framing: Framing | undefined;
  #content: ContentReader | undefined;
  #received = 0;
  #rest: Buffer = Buffer.alloc(0);
  #ending: Ending | undefined;

  /** @param method of the request: a response to HEAD has no content */
  constructor(method: string, maxBodyBytes: number, beyond: Beyond = 'ends') {
    this.#method = method;
    this.#maxBodyBytes = maxBodyBytes;
    this.#beyond = beyond;
  }

  /** How many bytes came so far. */
  get received(): number {
    return this.#received;
  }

  /** 0 before the header is whole. */
  get status(): number {
    return this.#framing ? this.#status : 0;
  }

  /** Bytes of content so far. */
  get size(): number {
    return this.#content?.size ?? 0;
  }

  /** What came behind the response. */
  get rest(): Buffer {
    return this.#rest;
  }

  /** Whether the connection may carry another request after the response. */
  get keeps(): boolean {
    if (this.#ending?.kind !== 'answered' || this.#ending.answer.overflow) return false;
    if (this.#framing?.kind === 'until-close' || this.#method === 'CONNECT') return false;
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
    while (at < bytes.length && !this.#ending)
      at = this.#content ? this.#takeContent(this.#content, bytes, at) : this.#takeHead(bytes, at);
    if (this.#ending) this.#rest = bytes.subarray(at);
    return this.#ending;
  }

  /** The ending when the connection ends here. @param how such as `read ECONNRESET`; undefined for a connection that was closed in order */
  close(how?: string): Ending {
    if (this.#framing?.kind === 'until-close' && this.#content && how === undefined) {
      this.#ending = this.#answered(this.#content, this.#content.overflow);
      return this.#ending;
    }
    const told = how ?? 'the connection was closed';
    if (this.status !== 0) return this.#cut(told);
    const part = this.#received === 0 ? '' : ', in its header';
    const message = `the connection ended without a response (${told}${part})`;
    return { kind: 'broken', breakage: 'reset', message };
  }

  #takeHead(bytes: Buffer, at: number): number {
    if (this.#version === '' && this.#first.length < bytesToTell) {
      this.#first = Buffer.concat([this.#first, bytes.subarray(at, at + bytesToTell)]);
      const [byte] = this.#first;
      // Before a status line, an empty line may stand (RFC 9112, 2.2).
      this.#ending = byte === carriageReturn || byte === lineFeed ? undefined : foreign(this.#first);
      if (this.#ending) return at;
    }
    const { next, line, bare } = this.#lines.take(bytes, at);
    if (this.#lines.bytes > maxHeaderBytes) this.#ending = tooLong('header');
    else if (line !== undefined) {
      if (bare) this.#head.bareLineEnd();
      if (this.#version === '') this.#statusLine(line);
      else if (line === '') this.#endOfHead();
      else this.#head.add(line);
    }
    return next;
  }

  #statusLine(line: string): void {
    if (line === '') {
      this.#first = Buffer.alloc(0);
      return;
    }
    const [, version, status] = /^HTTP\/(1\.\d) +([1-9]\d\d)(?: .*)?$/s.exec(line) ?? [];
    if (version === undefined) {
      const shown = JSON.stringify(line.slice(0, bytesToTell));
      this.#ending = notHttp(`what came is no HTTP response (its status line is ${shown})`);
      return;
    }
    this.#version = version;
    this.#status = Number(status);
  }

  #endOfHead(): void {
    if (this.#status === 101) this.#ending = notHttp('the service switched to another protocol');
    else if (this.#status < 200) this.#startAnew();
    else this.#frame(framingOf(this.#method, this.#status, this.#head.fields));
  }

  #startAnew(): void {
    this.#version = '';
    this.#first = Buffer.alloc(0);
    this.#lines.count();
    this.#head = new HeaderLines();
  }

  #frame(framing: Framing): void {
    this.#framing = framing;
    if (framing.kind === 'wrong') {
      this.#ending = notHttp(`where the response ends cannot be told (${framing.message})`);
      return;
    }
    if (framing.flaw) this.#head.flaw(framing.flaw.place, framing.flaw.expected, framing.flaw.received);
    this.#content = new ContentReader(framing, this.#maxBodyBytes, maxHeaderBytes, this.#beyond);
    this.#endWith(this.#content);
  }

  #takeContent(content: ContentReader, bytes: Buffer, at: number): number {
    const next = content.take(bytes, at);
    this.#endWith(content);
    return next;
  }

  #endWith(content: ContentReader): void {
    const { end } = content;
    if (!end) return;
    if (end.kind === 'wrong') this.#ending = this.#cut(end.how);
    else if (end.kind === 'too-much-around') this.#ending = tooLong('trailers and chunk extensions');
    else this.#ending = this.#answered(content, content.overflow);
  }

  #answered(content: ContentReader, overflow: boolean): Ending {
    const { bytes, trailers, extensions } = content;
    const flaws = [...this.#head.flaws, ...trailers.flaws];
    const folded = [...this.#head.folded, ...trailers.folded];
    const answer: Answer = {
      status: this.#status,
      headers: this.#head.fields,
      body: bytes,
      overflow,
      httpVersion: this.#version,
      ...(trailers.fields.length === 0 ? {} : { trailers: trailers.fields }),
      ...(extensions.length === 0 ? {} : { chunkExtensions: extensions }),
      ...(folded.length === 0 ? {} : { folded }),
      ...(flaws.length === 0 ? {} : { flaws }),
    };
    return { kind: 'answered', answer };
  }

  #cut(how: string): Ending {
    const message = `the response ended after ${this.size} bytes of content, before it was whole (${how})`;
    return { kind: 'broken', breakage: 'cut-off', message };
  }
}

function notHttp(message: string): Ending {
  return { kind: 'broken', breakage: 'not-http', message };
}

function tooLong(part: string): Ending {
  const message = `the response has more than ${maxHeaderBytes} bytes of ${part}, the most that the kit reads`;
  return { kind: 'limit', limit: 'header', message };
}
