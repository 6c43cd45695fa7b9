import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What stands in front of a service and changes its answers. */
export interface RewritingGateway {
  readonly origin: string;
  close(): void;
}

/** The request as the last one of its connection, so that the end of the answer is known at once. */
function lastOfConnection(request: string): string {
  return /^connection:/im.test(request)
    ? request
    : request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
}

/**
 * Starts one on a free port of loopback.
 * @param origin of the service behind it, over plain HTTP
 * @param rewrite an answer as text, by the request it is for; undefined for none ever
 */
export async function startRewritingGateway(
  origin: string,
  rewrite: (answer: string, request: string) => string | undefined | Promise<string | undefined>,
): Promise<RewritingGateway> {
  const { hostname, port } = new URL(origin);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    // On loopback, a request is one piece.
    socket.once('data', (request) => {
      const onward = connect(Number(port), hostname);
      const pieces: Buffer[] = [];
      onward.on('error', () => socket.destroy());
      onward.on('data', (piece) => pieces.push(piece));
      onward.on('end', async () => {
        const answer = await rewrite(Buffer.concat(pieces).toString('latin1'), request.toString('latin1'));
        if (answer !== undefined) socket.end(answer, 'latin1');
      });
      onward.write(lastOfConnection(request.toString('latin1')), 'latin1');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
