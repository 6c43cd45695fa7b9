import { isIP } from 'node:net';
import { generate } from 'selfsigned';

/** A certificate with its private key, both PEM. */
export interface CertifiedKey {
  readonly cert: string;
  readonly key: string;
}

/** What a server on this machine needs for TLS, and the certificate of the CA that signed it, which clients are to trust. */
export interface ServerCertificate extends CertifiedKey {
  readonly ca: string;
}

/** A fresh certificate for 127.0.0.1, ::1, localhost and one more host, from a fresh CA whose key nobody keeps. */
export async function makeServerCertificate(host = 'localhost'): Promise<ServerCertificate> {
  const elliptic = { keyType: 'ec', algorithm: 'sha256' } as const;
  const ca = await generate(named('qualification-kit mock CA'), {
    ...elliptic,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate(named('qualification-kit mock'), {
    ...elliptic,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
          { type: 2, value: 'localhost' },
          isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host },
        ],
      },
    ],
  });
  return { cert: server.cert, key: server.private, ca: ca.cert };
}

function named(commonName: string): { name: string; value: string }[] {
  return [{ name: 'commonName', value: commonName }];
}
