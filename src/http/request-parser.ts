import { ContentReader } from './content-reader.js';
import type { HeaderList } from './exchange.js';
import { requestFramingOf } from './framing.js';
import { HeaderLines } from './header-lines.js';
import { LineReader } from './line-reader.js';
import { maxHeaderBytes } from './response-parser.js';

/** The header of a request, as it was sent. */
export interface RequestHead {
  readonly method: string;
  /** As it stood in the request line: in origin, absolute, authority or asterisk form. */
  readonly target: string;
  /** `1.0` or `1.1`. */
  readonly httpVersion: string;
  readonly headers: HeaderList;
  /** Its bytes, with the empty line that ends it and the empty lines that stood before it. */
  readonly bytes: Buffer;
}

/** Reads one request of HTTP/1 from bytes as they come. It takes only what every server reads in the same way; where that is not sure, it has a problem. */
export class RequestParser {
  readonly #maxBodyBytes: number;
  readonly #lines = new LineReader();
  readonly #pieces: Buffer[] = [];
  readonly #fields = new HeaderLines();
  #line: RegExpExecArray | undefined;
  #head: RequestHead | undefined;
  #content: ContentReader | undefined;
  #problem: string | undefined;

  /** @param maxBodyBytes of content that are kept; all is read */
  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  /** Undefined before the header is whole. */
  get head(): RequestHead | undefined {
    return this.#head;
  }

  /** Whether the request is whole. */
  get ended(): boolean {
    return this.#content?.end?.kind === 'whole';
  }

  /** Whether any of it came. */
  get begun(): boolean {
    return this.#pieces.length > 0;
  }

  /** Why it cannot be read; where it ends is not known then. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The content so far, without chunks around it. */
  get body(): Buffer {
    return this.#content?.bytes ?? Buffer.alloc(0);
  }

  /** Takes bytes from a place on, to the end of the header, or of the request; returns where to go on. */
  take(bytes: Buffer, at: number): number {
    const content = this.#content;
    if (!content) return this.#takeHead(bytes, at);
    let next = at;
    while (next < bytes.length && !content.end) next = content.take(bytes, next);
    if (content.end?.kind === 'wrong') this.#problem = content.end.how;
    else if (content.end?.kind === 'too-much-around') this.#problem = 'its trailers are too long';
    else if (content.trailers.flaws.length > 0) this.#problem = 'its chunks or trailers are malformed';
    return next;
  }

  #takeHead(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length && !this.#head && this.#problem === undefined) {
      const { next, line, bare } = this.#lines.take(bytes, at);
      at = next;
      if (this.#lines.bytes > maxHeaderBytes) this.#problem = `its header is over ${maxHeaderBytes} bytes`;
      else if (line !== undefined) {
        if (bare) this.#fields.bareLineEnd();
        this.#take(line);
        if (this.#line && line === '' && this.#problem === undefined)
          this.#endOfHead(this.#line, bytes.subarray(from, at));
      }
    }
    if (!this.#head) this.#pieces.push(bytes.subarray(from, at));
    return at;
  }

  #take(line: string): void {
    if (this.#line) {
      if (line !== '') this.#fields.add(line);
      return;
    }
    if (line === '') return;
    this.#line = /^([\w!#$%&'*+.^`|~-]+) ([\x21-\x7e\x80-\xff]+) HTTP\/(1\.[01])$/.exec(line) ?? undefined;
    if (!this.#line) this.#problem = 'its first line is no request line of HTTP/1';
  }

  #endOfHead([, method = '', target = '', httpVersion = '']: RegExpExecArray, last: Buffer): void {
    const headers = this.#fields.fields;
    const [flaw] = this.#fields.flaws;
    const [folded] = this.#fields.folded;
    const framing = requestFramingOf(headers);
    if (flaw) this.#problem = `${flaw.place}: expected ${flaw.expected}, received ${flaw.received}`;
    else if (folded !== undefined) this.#problem = 'a field goes over several lines';
    else if (framing.kind === 'wrong') this.#problem = framing.message;
    else {
      const bytes = this.#pieces.length === 0 ? last : Buffer.concat([...this.#pieces, last]);
      this.#pieces.push(last);
      this.#head = { method, target, httpVersion, headers, bytes };
      this.#content = new ContentReader(framing, this.#maxBodyBytes, maxHeaderBytes, 'is-dropped');
    }
  }
}
