import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { KitError, messageOf } from '../errors.js';
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
 * Throws KitError when the file cannot be written.
 */
export async function makeMockCertificate(host: string, file?: string): Promise<MockCertificate> {
  const { makeServerCertificate } = await import('../mock/server-certificate.js');
  const { ca, ...tls } = await makeServerCertificate(host);
  const folder = file === undefined ? mkdtempSync(join(tmpdir(), 'qualification-kit-mock-')) : undefined;
  const path = folder === undefined ? resolve(file ?? '') : join(folder, 'ca.pem');
  try {
    writeFileSync(path, ca);
  } catch (thrown) {
    throw new KitError(`cannot write the CA's certificate to --tls-ca ${path}: ${messageOf(thrown)}`);
  }
  const close = () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  return { tls, ca: path, close };
}
