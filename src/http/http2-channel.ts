import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import type { Socket } from 'node:net';
import { messageOf } from '../errors.js';
import type { Asking, Channel, Closed } from './channel.js';
import type { Answer, Ending, HeaderList, HttpRequest } from './exchange.js';
import { checkSendable } from './request-bytes.js';
import { maxHeaderBytes } from './response-parser.js';
import { type Limits, TimeLimit } from './time-limit.js';

/** HTTP/2 on a socket: a stream for each request. */
export class Http2Channel implements Channel {
  readonly #session: ClientHttp2Session;
  readonly #limits: Limits;
  #answers = 0;
  #failure: string | undefined;

  constructor(socket: Socket, origin: string, limits: Limits) {
    this.#limits = limits;
    this.#session = connect(origin, {
      createConnection: () => socket,
      maxHeaderListPairs: maxHeaderBytes / 32,
      settings: { enablePush: false, maxHeaderListSize: maxHeaderBytes },
    });
    this.#session.on('error', (error) => {
      this.#failure = messageOf(error);
    });
  }

  get open(): boolean {
    return !this.#session.closed && !this.#session.destroyed;
  }

  ask(askings: readonly Asking[]): readonly Promise<Ending | Closed>[] {
    return askings.map((asking) => this.#ask(asking));
  }

  destroy(): void {
    this.#session.destroy();
  }

  async #ask({ request, content, begin }: Asking): Promise<Ending | Closed> {
    if (!this.open) return closed('idle', 'the service closed the connection while it was idle');
    const kept = this.#answers > 0;
    let stream: ClientHttp2Stream;
    try {
      checkSendable(request);
      stream = this.#session.request(fieldsOf(request), { endStream: content === '' });
    } catch (thrown) {
      return {
        kind: 'limit',
        limit: 'request',
        message: `over HTTP/2, which is all the service speaks, this request cannot be sent: ${messageOf(thrown)}`,
      };
    }
    if (content !== '') stream.end(content);
    const ending = await this.#read(stream, begin);
    if (ending.kind === 'answered') this.#answers += 1;
    if (ending.kind === 'broken' && ending.breakage === 'reset' && kept && this.#refused(stream))
      return closed('crossed', 'the service closed the connection as the request was under way');
    return ending;
  }

  /** RFC 9113, 6.8 and 8.7: what a stream above the last one that GOAWAY names asked for, or one that was refused, was not looked at. */
  #refused({ rstCode }: ClientHttp2Stream): boolean {
    return rstCode === constants.NGHTTP2_REFUSED_STREAM || (!this.open && this.#failure === undefined);
  }

  #read(stream: ClientHttp2Stream, begin: number): Promise<Ending> {
    const chunks: Buffer[] = [];
    let [size, status, ended]: [number, number, boolean] = [0, 0, false];
    let headers: HeaderList = [];
    let trailers: HeaderList = [];
    const { maxBodyBytes, timeoutMs } = this.#limits;
    return new Promise((resolve) => {
      const limit = new TimeLimit(timeoutMs, begin, () => end(limit.over(status !== 0, size)));
      const end = (ending: Ending) => {
        limit.stop();
        resolve(ending.kind === 'answered' && limit.exceeded ? limit.late() : ending);
        if (!stream.closed) stream.close(constants.NGHTTP2_CANCEL);
      };
      const answered = (overflow: boolean) => {
        const answer: Answer = {
          status,
          headers,
          body: Buffer.concat(chunks),
          overflow,
          httpVersion: '2',
          ...(trailers.length === 0 ? {} : { trailers }),
        };
        end({ kind: 'answered', answer });
      };
      stream.on(
        'response',
        (named: { readonly ':status'?: number }, _flags: number, raw: readonly string[]) => {
          status = named[':status'] ?? 0;
          headers = pairs(raw);
        },
      );
      stream.on('trailers', (_named: object, _flags: number, raw: readonly string[]) => {
        trailers = pairs(raw);
      });
      stream.on('data', (chunk: Buffer) => {
        const room = maxBodyBytes - size;
        size += chunk.length;
        if (room > 0) chunks.push(chunk.subarray(0, room));
        if (size > maxBodyBytes) answered(true);
      });
      stream.on('end', () => {
        ended = true;
      });
      stream.on('error', () => {});
      stream.on('close', () => {
        if (ended && status !== 0 && stream.rstCode === constants.NGHTTP2_NO_ERROR) answered(false);
        else end(this.#broken(stream, status, size));
      });
    });
  }

  #broken({ rstCode }: ClientHttp2Stream, status: number, size: number): Ending {
    if (status === 0 && rstCode === constants.NGHTTP2_ENHANCE_YOUR_CALM)
      return {
        kind: 'limit',
        limit: 'header',
        message: `the stream ended with ENHANCE_YOUR_CALM: the header has more than the ${maxHeaderBytes} bytes that the kit reads, or the service says it is asked too much`,
      };
    const how = this.#failure ?? `the stream ended with ${nameOf(rstCode ?? 0)}`;
    if (/Protocol error|preface/i.test(how) && status === 0)
      return { kind: 'broken', breakage: 'not-http', message: `what came is no HTTP/2 (${how})` };
    return status === 0
      ? { kind: 'broken', breakage: 'reset', message: `the connection ended without a response (${how})` }
      : {
          kind: 'broken',
          breakage: 'cut-off',
          message: `the response ended after ${size} bytes of content, before it was whole (${how})`,
        };
  }
}

/** Fields that speak of a connection are none of HTTP/2 (RFC 9113, 8.2.2). */
const ofConnections = /^(connection|host|keep-alive|proxy-connection|transfer-encoding|upgrade)$/i;

/** A request as HTTP/2 has it: names in lower case, and what the request line says in fields of their own. */
function fieldsOf({ method, origin, target, headers }: HttpRequest): { [name: string]: string | string[] } {
  const { host, protocol } = new URL(origin);
  const own = headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  const fields: { [name: string]: string | string[] } = {
    ':method': method,
    ':path': target,
    ':scheme': protocol.slice(0, -1),
    ':authority': own ?? host,
  };
  for (const [name, value] of headers) {
    if (ofConnections.test(name)) continue;
    const before = fields[name.toLowerCase()];
    fields[name.toLowerCase()] = before === undefined ? value : [before, value].flat();
  }
  return fields;
}

function pairs(raw: readonly string[]): HeaderList {
  const list: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    if (!name.startsWith(':')) list.push([name, raw[index + 1] ?? '']);
  }
  return list;
}

function nameOf(code: number): string {
  const [name] = Object.entries(constants).find(([key, value]) => value === code && errors.test(key)) ?? [];
  return name === undefined ? `error ${code}` : name.slice('NGHTTP2_'.length);
}

const errors =
  /^NGHTTP2_(NO_ERROR|PROTOCOL_ERROR|INTERNAL_ERROR|FLOW_CONTROL_ERROR|SETTINGS_TIMEOUT|STREAM_CLOSED|FRAME_SIZE_ERROR|REFUSED_STREAM|CANCEL|COMPRESSION_ERROR|CONNECT_ERROR|ENHANCE_YOUR_CALM|INADEQUATE_SECURITY|HTTP_1_1_REQUIRED)$/;

function closed(how: Closed['how'], message: string): Closed {
  return { kind: 'closed', how, message };
}
