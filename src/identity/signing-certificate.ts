import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { KitError, messageOf } from '../errors.js';

/** A certificate's thumbprint, SHA-256 in hexadecimal, and its key, PEM without a passphrase. */
export interface SigningCertificate {
  readonly thumbprintSha256: string;
  readonly privateKey: string;
}

/** Reads a PEM file that holds a certificate and its RSA key. Throws KitError that says what is wrong with them. */
export async function readSigningCertificate(path: string, passphrase?: string): Promise<SigningCertificate> {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    throw new KitError(`the certificate cannot be read: ${messageOf(thrown)}`);
  });
  const certificate = certificateIn(text, path);
  const key = keyIn(text, path, passphrase);
  if (key.asymmetricKeyType !== 'rsa')
    throw new KitError(`the key in ${path} is no RSA key, which Entra ID's assertions are signed with`);
  if (!certificate.checkPrivateKey(key))
    throw new KitError(`the key in ${path} does not belong to the first certificate there`);
  const { validFrom, validTo } = certificate;
  if (Date.parse(validTo) < Date.now())
    throw new KitError(`the certificate in ${path} expired on ${validTo}`);
  if (Date.parse(validFrom) > Date.now())
    throw new KitError(
      `the certificate in ${path} is not valid before ${validFrom}; is this machine's clock right?`,
    );
  return {
    thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''),
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function certificateIn(text: string, path: string): X509Certificate {
  const block = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/s.exec(text)?.[0];
  try {
    return new X509Certificate(block ?? '');
  } catch {
    throw new KitError(`${path} holds no certificate in PEM form ("-----BEGIN CERTIFICATE-----")`);
  }
}

function keyIn(text: string, path: string, passphrase: string | undefined): KeyObject {
  const block = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----.*?-----END \1PRIVATE KEY-----/s.exec(text)?.[0];
  if (block === undefined)
    throw new KitError(`${path} holds no private key in PEM form; put certificate and key into one file`);
  const encrypted = block.includes('ENCRYPTED');
  if (encrypted && passphrase === undefined)
    throw new KitError(`the key in ${path} has a passphrase; name it by reference`);
  try {
    return createPrivateKey({ key: block, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    throw new KitError(
      encrypted ? `the passphrase does not open the key in ${path}` : `the key in ${path} cannot be read`,
    );
  }
}
