import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy on loopback that opens tunnels. */
export interface ConnectProxy {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** What it was asked to connect to, such as `127.0.0.1:4711`. */
  readonly targets: readonly string[];
  /** The Proxy-Authorization fields that came. */
  readonly credentials: readonly string[];
  close(): Promise<void>;
}

/** @param refuses the status with which every tunnel is refused; absent: none is */
export async function startConnectProxy(refuses?: number): Promise<ConnectProxy> {
  const targets: string[] = [];
  const credentials: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, socket: Socket, head) => {
    targets.push(request.url ?? '');
    credentials.push(request.headers['proxy-authorization'] ?? '');
    sockets.add(socket);
    socket.on('error', () => {});
    if (refuses !== undefined) {
      socket.end(`HTTP/1.1 ${refuses} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    credentials,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
