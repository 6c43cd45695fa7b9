import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadContract } from '../../src/contract/load-contract.js';
import type { Behaviour } from '../../src/mock/behaviour.js';
import { startMock } from '../../src/mock/server.js';
import { environmentFor } from './command.js';
import { serverCertificate } from './tls-authority.js';

const contract = loadContract();

/**
 * Runs a mock with these behaviours, over TLS if one of them is about that, and hands over the environment that names it
 * as the service to judge.
 * @param prefix of the base URL, such as `/partner/api`
 */
export async function withBehaviours<Result>(
  behaviours: readonly Behaviour[],
  use: (env: NodeJS.ProcessEnv) => Promise<Result>,
  prefix = '',
): Promise<Result> {
  const common = { contract, seed: 7, behaviours, prefix };
  if (!behaviours.some(({ tls }) => tls)) {
    const mock = await startMock(common);
    return use(await environmentFor(mock)).finally(() => mock.close());
  }
  const { ca, ...tls } = await serverCertificate();
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const file = join(folder, 'ca.pem');
  writeFileSync(file, ca);
  const mock = await startMock({ ...common, tls });
  try {
    return await use({ ...(await environmentFor(mock)), NODE_EXTRA_CA_CERTS: file });
  } finally {
    await mock.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
