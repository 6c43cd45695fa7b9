import { request as httpRequest } from 'node:http';
import { createSecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** What speaks HTTP/2 alone, over TLS, in front of a service. */
export interface Http2Gateway {
  /** `https://127.0.0.1:port` */
  readonly origin: string;
  close(): void;
}

const ofConnections = /^(connection|keep-alive|transfer-encoding)$/i;

/**
 * Starts one on a free port of loopback.
 * @param origin of the service behind it, over plain HTTP
 */
export async function startHttp2Gateway(
  origin: string,
  certificate: { readonly key: string; readonly cert: string },
): Promise<Http2Gateway> {
  const server = createSecureServer({ ...certificate, allowHTTP1: false });
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    const { ':method': method, ':path': path } = headers;
    // Node would make another method of it, as no gateway may.
    if (method !== method?.toUpperCase()) {
      stream.respond({ ':status': 400 }, { endStream: true });
      return;
    }
    const fields = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
    const onward = httpRequest(origin, { method, path, headers: Object.fromEntries(fields) }, (answer) => {
      const list: { [name: string]: string | string[] } = {};
      for (const [name, value] of Object.entries(answer.headersDistinct))
        if (value && !ofConnections.test(name)) list[name] = value.length === 1 ? (value[0] ?? '') : value;
      stream.respond({ ':status': answer.statusCode, ...list });
      answer.pipe(stream);
    });
    onward.on('error', () => stream.destroy());
    stream.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      for (const session of sessions) session.destroy();
      server.close();
    },
  };
}
