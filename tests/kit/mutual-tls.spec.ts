import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { stringify } from 'yaml';
import { loadContract } from '../../src/contract/load-contract.js';
import { connectionOptionsFrom } from '../../src/http/connection-options.js';
import { exchange } from '../../src/http/transport.js';
import { secretsOf, targetFromFile, withClientKey } from '../../src/target/open-target.js';
import { readTargets } from '../../src/target/targets-file.js';
import {
  clientCertificate,
  lockedCertificate,
  passphrase,
  serverCertificate,
  withEnvironment,
} from './tls-authority.js';

let folder = '';
const contract = loadContract();

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

/** The target of a file that names a client certificate. */
function targetWith(client: object | undefined, baseUrl = 'https://localhost:1') {
  const entry = {
    ...{ baseUrl, ca: 'ca.pem', identities: { app: { token: 'env:READY' } } },
    customers: [{ id: 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2' }],
    ...(client === undefined ? {} : { clientCertificate: client }),
  };
  write('targets.yaml', stringify({ targets: { contoso: entry } }));
  return targetFromFile(readTargets(join(folder, 'targets.yaml'), contract), 'contoso', contract);
}

test('a service that asks for a client certificate answers who shows one, and nobody else', async () => {
  const { key, cert, ca } = await serverCertificate();
  const [own, locked] = await Promise.all([clientCertificate(), lockedCertificate()]);
  write('ca.pem', ca);
  const open = { certificate: write('open.pem', own.cert), key: write('open.key', own.key) };
  const closed = { certificate: write('locked.pem', locked.cert), key: write('locked.key', locked.key) };
  const server = createServer(
    { key, cert, ca: own.cert, requestCert: true, rejectUnauthorized: true },
    (_, response) => response.writeHead(204).end(),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  const statusFor = async (client: object | undefined) => {
    const { connection } = await withClientKey(targetWith(client, origin));
    const request = { method: 'GET', origin, target: '/', headers: [] };
    const limits = { timeoutMs: 5000, maxBodyBytes: 1000 };
    const { ending } = await exchange(request, limits, { connection: connectionOptionsFrom(connection) });
    return ending.kind === 'answered' ? ending.answer.status : ending.kind;
  };
  try {
    await withEnvironment({ CLIENT_PASSPHRASE: passphrase, OTHER: 'not this one' }, async () => {
      expect(await statusFor(undefined)).not.toBe(204);
      expect(await statusFor(open)).toBe(204);
      // The two have one name, so a server that trusted both would take one for the other.
      server.setSecureContext({ key, cert, ca: locked.cert });
      const withPhrase = { ...closed, passphrase: 'env:CLIENT_PASSPHRASE' };
      expect(await statusFor(withPhrase)).toBe(204);
      for (const wrong of [closed, { ...closed, passphrase: 'env:OTHER' }])
        await expect(statusFor(wrong)).rejects.toThrow(
          /^target contoso, clientCertificate: .*: the passphrase is missing or wrong$/,
        );
      await expect(
        statusFor({ ...open, key: 'locked.key', passphrase: 'env:CLIENT_PASSPHRASE' }),
      ).rejects.toThrow('the key belongs to another certificate');
      await expect(statusFor({ ...open, key: 'none.key' })).rejects.toThrow(/cannot be read: .*none\.key/);
      const target = await withClientKey(targetWith(withPhrase));
      expect(
        await withEnvironment({ READY: 'opaque' }, async () => (await secretsOf(target)).get(passphrase)),
      ).toBe('clientCertificate passphrase');
    });
  } finally {
    server.close();
  }
});

test('a client certificate is refused by line where its passphrase is a literal, a key is misspelled or missing, or the base URL is plain', () => {
  const files = { certificate: 'open.pem', key: 'open.key' };
  const literal = 'correct horse';
  for (const [client, baseUrl, says] of [
    [{ ...files, passphrase: literal }, undefined, /"passphrase" at .*targets\.yaml:\d+ is no reference/],
    [{ ...files, pasphrase: 'env:A' }, undefined, /"pasphrase".*did you mean "passphrase"/],
    [{ certificate: 'open.pem' }, undefined, /"key" is missing/],
    [files, 'http://127.0.0.1:1', /"clientCertificate" at .*targets\.yaml:\d+ is for a base URL with https/],
  ] as const) {
    const refusal = () => targetWith(client, baseUrl);
    expect(refusal).toThrow(says);
    expect(refusal).not.toThrow(literal);
  }
});
