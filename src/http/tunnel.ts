import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { messageOf } from '../errors.js';
import { type ConnectionOptions, explainTrust, rootsOf } from './connection-options.js';
import { ResponseParser } from './response-parser.js';

/** Opens a tunnel through a proxy to a host and a port. Rejects with what to tell; whoever aborts must destroy what `opened` was given. */
export function openTunnel(
  proxy: URL,
  host: string,
  port: number,
  options: ConnectionOptions,
  opened: (socket: Socket) => void,
): Promise<Socket> {
  const socket = connectTo(proxy, options);
  opened(socket);
  const parser = new ResponseParser('CONNECT', 0);
  return new Promise((resolve, reject) => {
    const fail = (message: string) => {
      socket.destroy();
      reject(new Error(message));
    };
    const read = (bytes: Buffer) => {
      const ending = parser.push(bytes);
      const { status } = parser;
      if (ending && ending.kind !== 'answered')
        return fail(`the proxy did not open a tunnel: ${ending.message}`);
      if (status === 0) return;
      if (status < 200 || status > 299) return fail(refusal(status));
      socket.removeAllListeners();
      socket.pause();
      if (parser.rest.length > 0) socket.unshift(parser.rest);
      resolve(socket);
    };
    socket.on('data', read);
    socket.on('end', () => fail(`the proxy did not open a tunnel: ${messageIn(parser.close())}`));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      fail(explainTrust(error.code ?? '', messageOf(error) || (error.code ?? ''))),
    );
    socket.write(connectRequest(proxy, host, port), 'latin1');
  });
}

function connectTo(proxy: URL, options: ConnectionOptions): Socket {
  const host = proxy.hostname.replace(/^\[|\]$/g, '');
  const secure = proxy.protocol === 'https:';
  const port = Number(proxy.port || (secure ? 443 : 80));
  if (!secure) return connect({ host, port, noDelay: true });
  const servername = /^[\d.]+$|:/.test(host) ? '' : host;
  return connectTls({
    host,
    port,
    servername,
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
    ...rootsOf(options),
  });
}

function connectRequest({ username, password }: URL, host: string, port: number): string {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const user = `${decoded(username)}:${decoded(password)}`;
  const credentials =
    username === '' && password === ''
      ? []
      : [`Proxy-Authorization: Basic ${Buffer.from(user).toString('base64')}`];
  const lines = [`CONNECT ${place} HTTP/1.1`, `Host: ${place}`, ...credentials, 'Proxy-Connection: close'];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** A percent sign that begins no byte stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refusal(status: number): string {
  const advice = status === 407 ? '; give its user name and password in its URL' : '';
  return `the proxy answered CONNECT with ${status}${advice}`;
}

function messageIn(ending: ReturnType<ResponseParser['close']>): string {
  return 'message' in ending ? ending.message : 'it closed the connection';
}
