import type { AddressInfo, Server } from 'node:net';
import { KitError } from '../errors.js';

/** Where a server of the kit listens, and what it says when it cannot. */
export interface ListenOn {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Who listens, such as `the mock`. */
  readonly who: string;
  /** What to do when another program has the port. */
  readonly ifTaken: string;
}

/** Has a server listen, and returns its port. Throws KitError in one line for a port that cannot be had. */
export function listenOn(server: Server, { host, port, who, ifTaken }: ListenOn): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const advice = error.code === 'EADDRINUSE' ? ifTaken : error.message;
      reject(new KitError(`${who} cannot listen on ${host}:${port}: ${advice}`));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
