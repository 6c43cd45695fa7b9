import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { KitError, messageOf } from '../errors.js';

/** Where a client's certificate and its private key are: paths of PEM files, and the key's passphrase where it has one. */
export interface ClientCertificateFiles {
  readonly certificate: string;
  readonly key: string;
  readonly passphrase?: string;
}

/** What a server that asks for a certificate is shown, as Node's TLS takes it: PEM texts. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
}

/** Reads a client's certificate. Throws KitError, without a secret, for files that cannot be read, and a key that cannot be opened or belongs to another certificate. */
export function readClientCertificate(files: ClientCertificateFiles): ClientCertificate {
  const { certificate, key, passphrase } = files;
  const read = {
    cert: textIn(certificate, 'the client certificate'),
    key: textIn(key, 'the key of the client certificate'),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
  try {
    createSecureContext(read);
  } catch (thrown) {
    throw new KitError(
      `the client certificate ${certificate} cannot be used with the key ${key}: ${reasonOf(thrown)}`,
    );
  }
  return read;
}

function reasonOf(thrown: unknown): string {
  const { code = '' } = thrown as NodeJS.ErrnoException;
  if (/KEY_VALUES_MISMATCH/.test(code)) return 'the key belongs to another certificate';
  if (
    /PASSPHRASE|BAD_DECRYPT|INTERRUPTED_OR_CANCELLED|BAD_PASSWORD|MAYBE_WRONG/i.test(code + messageOf(thrown))
  )
    return 'the passphrase is missing or wrong';
  return messageOf(thrown);
}

function textIn(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new KitError(`${what} cannot be read: ${messageOf(thrown)}`);
  }
}
