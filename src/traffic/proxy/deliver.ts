import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Reply } from '../../mock/reply.js';

/** Whether a connection may carry more after a reply. */
export type Delivered = 'goes-on' | 'over';

/** Writes a reply to a request of that method down a connection, or does to it what the reply's delivery says; resolves when that is done. */
export async function deliver(reply: Reply, method: string, socket: Socket): Promise<Delivered> {
  const { delivery } = reply;
  const body = method === 'HEAD' ? empty : Buffer.from(reply.body);
  switch (delivery.kind) {
    case 'plain':
      socket.write(Buffer.concat([headOf(reply), body]));
      return closes(reply) ? finish(socket) : 'goes-on';
    case 'chunked':
      socket.write(headOf(reply, 'Transfer-Encoding: chunked'));
      for (const byte of body) socket.write(Buffer.from(`1\r\n${String.fromCharCode(byte)}\r\n`, 'latin1'));
      if (method !== 'HEAD') socket.write('0\r\n\r\n');
      return 'goes-on';
    case 'raw':
      socket.write(delivery.bytes);
      return finish(socket);
    case 'cut':
      socket.write(Buffer.concat([headOf(reply), body.subarray(0, delivery.bytes)]));
      return finish(socket);
    case 'close':
      return finish(socket);
    case 'reset':
      socket.resetAndDestroy();
      return 'over';
    case 'hang':
      return untilClosed(socket);
    case 'drip':
      return drip(reply, body, socket);
    default:
      return delivery satisfies never;
  }
}

const empty = Buffer.alloc(0);

/** The head of a reply, with a field in place of Content-Length where there is one. */
function headOf({ status, headers }: Reply, framing?: string): Buffer {
  const kept =
    framing === undefined ? headers : headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  const fields = [...kept.map(([name, value]) => `${name}: ${value}`), ...(framing ? [framing] : [])];
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...fields, '', ''];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

function closes({ headers }: Reply): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'connection' && /close/i.test(value));
}

/** What the other side still sends is dropped, so that it gets to read what it was answered. */
function finish(socket: Socket): Promise<Delivered> {
  socket.removeAllListeners('data');
  socket.end();
  socket.resume();
  const late = setTimeout(() => socket.destroy(), lingerMs);
  return untilClosed(socket).finally(() => clearTimeout(late));
}

const lingerMs = 2000;

async function untilClosed(socket: Socket): Promise<Delivered> {
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
  return 'over';
}

function drip(reply: Reply, body: Buffer, socket: Socket): Promise<Delivered> {
  const { delivery } = reply;
  const { pauseMs, endless } =
    delivery.kind === 'drip' ? delivery : ({ pauseMs: 0, endless: false } as const);
  socket.write(headOf(reply, endless ? 'Transfer-Encoding: chunked' : undefined));
  let sent = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (socket.destroyed) end('over');
      else if (endless) socket.write('1\r\n \r\n');
      else if (sent < body.length) socket.write(body.subarray(sent, ++sent));
      else end('goes-on');
    }, pauseMs);
    const end = (how: Delivered) => {
      clearInterval(timer);
      resolve(how);
    };
  });
}
