import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadContract } from '../../src/contract/load-contract.js';
import type { Behaviour } from '../../src/mock/behaviour.js';
import { type Mock, startMock } from '../../src/mock/server.js';
import { makeServerCertificate } from '../../src/mock/server-certificate.js';

/** A stand-in for a sandbox tenant: API and authority over TLS, and a file of targets that describes it. */
export interface Sandbox {
  readonly mock: Mock;
  /** How many calls of the API arrived so far. */
  calls(): number;
  /** Holds targets.yaml and ca.pem, and may hold more. */
  readonly folder: string;
  readonly targets: string;
  readonly env: NodeJS.ProcessEnv;
  /** Writes the file again, with the named target changed. */
  write(targets: Readonly<Record<string, object>>): void;
  /** An identity whose token can be fetched as often as one likes; a refresh token is taken once. */
  readonly appAlone: object;
  /** The entry of a target that nothing is wrong with. */
  entry(changes?: object): Record<string, unknown>;
  close(): Promise<void>;
}

export async function openSandbox(
  behaviours: readonly Behaviour[] = [],
  authorityBehaviours: readonly Behaviour[] = [],
): Promise<Sandbox> {
  const { ca, ...tls } = await makeServerCertificate();
  let calls = 0;
  const counted = behaviourThat(() => {
    calls += 1;
  });
  const mock = await startMock({
    contract: loadContract(),
    seed: 7,
    tls,
    behaviours: [counted, ...behaviours],
    authorityBehaviours,
  });
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  writeFileSync(join(folder, 'ca.pem'), ca);
  const targets = join(folder, 'targets.yaml');
  const { tenant, clientId, clientSecret } = mock.authority.registration;
  const sandbox: Sandbox = {
    mock,
    calls: () => calls,
    folder,
    targets,
    env: { SANDBOX_SECRET: clientSecret, SANDBOX_REFRESH: mock.authority.refreshToken() },
    appAlone: { identities: { app: { clientId, secret: 'env:SANDBOX_SECRET' } } },
    write: (entries) => writeFileSync(targets, stringify({ targets: entries })),
    entry: (changes = {}) => ({
      baseUrl: mock.origin,
      authority: mock.origin,
      tenant,
      ca: 'ca.pem',
      identities: {
        app: { clientId, secret: 'env:SANDBOX_SECRET' },
        user: { clientId, secret: 'env:SANDBOX_SECRET', refreshToken: 'env:SANDBOX_REFRESH' },
      },
      customers: mock.customers
        .filter(({ writable }) => !writable)
        .map(({ id, qualification }) => ({ id, qualification })),
      pace: 1000,
      ...changes,
    }),
    close: async () => {
      await mock.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  sandbox.write({ contoso: sandbox.entry() });
  return sandbox;
}

/** A healthy service that does something besides at each call. */
function behaviourThat(look: () => void): Behaviour {
  return {
    name: 'looks',
    summary: 'looks at each call',
    requirements: [],
    start: () => (call, next) => {
      look();
      return next(call);
    },
  };
}
