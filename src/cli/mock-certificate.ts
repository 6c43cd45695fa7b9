import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { KitError, messageOf } from '../errors.js';
import { makeTemporaryFolder } from '../files/temporary-folder.js';
import type { CertifiedKey } from '../mock/server-certificate.js';

/** What a mock over TLS needs, and where its callers find whom to trust. */
export interface MockCertificate {
  readonly tls: CertifiedKey;
  /** Absolute path of a PEM file with the certificate of the CA. */
  readonly ca: string;
  /** Takes the file away, unless it was asked for by name. */
  close(): void;
}

/**
 * Makes a certificate for this machine's loopback names and `host`, and writes its CA's to a file.
 * @param file where; absent: in a folder of its own below the system's temporary one
 * Throws KitError when the file or its folder cannot be written.
 */
export async function makeMockCertificate(host: string, file?: string): Promise<MockCertificate> {
  const { makeServerCertificate } = await import('../mock/server-certificate.js');
  const { ca, ...tls } = await makeServerCertificate(host);
  const folder = file === undefined ? makeTemporaryFolder('mock') : undefined;
  const path = folder === undefined ? resolve(file ?? '') : join(folder, 'ca.pem');
  try {
    writeFileSync(path, ca);
  } catch (thrown) {
    throw new KitError(
      `cannot write the CA's certificate to ${file === undefined ? '' : '--tls-ca '}${path}: ${messageOf(thrown)}`,
    );
  }
  const close = () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  return { tls, ca: path, close };
}
