import { generate } from 'selfsigned';
import type { CertifiedKey } from '../../src/mock/server-certificate.js';

/** A fresh self-signed RSA certificate, such as applications are registered with. */
export async function makeClientCertificate(
  options: { readonly passphrase?: string; readonly notBefore?: Date; readonly notAfter?: Date } = {},
): Promise<CertifiedKey> {
  const { passphrase, notBefore, notAfter } = options;
  const made = await generate([{ name: 'commonName', value: 'qualification-kit client' }], {
    keyType: 'rsa',
    algorithm: 'sha256',
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(notBefore === undefined ? {} : { notBeforeDate: notBefore }),
    ...(notAfter === undefined ? {} : { notAfterDate: notAfter }),
  });
  return { cert: made.cert, key: made.private };
}
