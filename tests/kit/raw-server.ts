import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server on loopback that does something of its own with each connection. */
export interface RawServer {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  /** What came, a text for each connection. */
  readonly received: readonly string[];
  close(): void;
}

/**
 * @param answer is called for each piece that comes, which on loopback is a request
 * @param greet is called when somebody connects
 */
export async function startRawServer(
  answer: (socket: Socket, piece: string, count: number) => void,
  greet: (socket: Socket) => void = () => {},
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const received: string[] = [];
  const server = createServer((socket) => {
    const index = received.push('') - 1;
    let count = 0;
    sockets.add(socket);
    socket.on('error', () => {});
    greet(socket);
    socket.on('data', (bytes) => {
      const piece = bytes.toString('latin1');
      received[index] += piece;
      count += 1;
      answer(socket, piece, count);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
