import { accessSync, constants, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { messageOf } from '../errors.js';
import { type Diagnosis, problem, well } from './diagnosis.js';

const leastNode = [20, 19] as const;

/** What this machine has to have: a Node that is new enough, a folder to write to, a free port on loopback. */
export async function* examineMachine(output: string): AsyncGenerator<Diagnosis> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
  yield enough
    ? well('Node.js', process.versions.node)
    : problem('Node.js', process.versions.node, `install ${leastNode.join('.')} or later`);
  yield writable(output);
  yield await freePort();
}

function writable(output: string): Diagnosis {
  let folder = output;
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return well('output', `${output} can be written`);
  } catch (thrown) {
    return problem('output', messageOf(thrown), 'name another folder with --output');
  }
}

function freePort(): Promise<Diagnosis> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) =>
      resolve(
        problem('loopback', `127.0.0.1 has no free port: ${error.message}`, 'end what holds the ports'),
      ),
    );
    server.listen(0, '127.0.0.1', () =>
      server.close(() => resolve(well('loopback', '127.0.0.1 has a free port'))),
    );
  });
}
