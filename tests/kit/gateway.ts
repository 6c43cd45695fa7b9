import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What stands in front of a service and hands on, byte for byte, what is below a path prefix. */
export interface Gateway {
  /** Such as `http://127.0.0.1:port`, without the prefix. */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Starts a gateway on a free port of loopback. It takes the prefix off the request line; anything else it answers with 404.
 * @param origin of the service behind it, over plain HTTP
 * @param prefix such as `/partner/api`
 * @param host such as `127.0.0.1` or `::1`
 */
export async function startGateway(origin: string, prefix: string, host = '127.0.0.1'): Promise<Gateway> {
  const { hostname, port } = new URL(origin);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    // A request line comes in one piece on loopback: the kit sends each request on a connection of its own.
    socket.once('data', (first) => {
      const [, method = '', rest = ''] = /^(\S+) (.*)$/s.exec(first.toString('latin1')) ?? [];
      if (!rest.startsWith(`${prefix}/`)) {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      const onward = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      sockets.add(onward);
      onward.on('error', () => socket.resetAndDestroy());
      socket.on('close', () => onward.destroy());
      onward.write(Buffer.from(`${method} ${rest.slice(prefix.length)}`, 'latin1'));
      socket.pipe(onward);
      onward.pipe(socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    origin: `http://${shown}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
