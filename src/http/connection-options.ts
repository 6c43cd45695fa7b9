import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import { KitError, messageOf } from '../errors.js';
import {
  type ClientCertificate,
  type ClientCertificateFiles,
  readClientCertificate,
} from './client-certificate.js';
import { environmentProxy } from './environment-proxy.js';

/** How connections leave this machine: whom they trust, and through which proxy they go. */
export interface ConnectionOptions {
  /** PEM texts of every trusted root; absent: Node's own choice. */
  readonly roots?: readonly string[];
  /** A proxy in place of what HTTPS_PROXY and NO_PROXY say. */
  readonly proxy?: string;
  /** Shown to the origin that asks for one, never to a proxy. */
  readonly client?: ClientCertificate;
}

/**
 * Options with further roots and a proxy. Without either, Node's roots and the environment's proxy hold.
 * @param ca path of a PEM file with certificates that are trusted besides Node's own
 * @param proxy URL of a proxy for HTTPS, which may hold credentials
 * @param clientCertificate what the origin is shown when it asks
 * Throws KitError for a file without certificates and for a proxy that is no URL.
 */
export function connectionOptionsFrom({
  ca,
  proxy,
  clientCertificate,
}: {
  readonly ca?: string;
  readonly proxy?: string;
  readonly clientCertificate?: ClientCertificateFiles;
}): ConnectionOptions {
  if (proxy !== undefined) parseProxy(proxy, 'the proxy');
  return {
    ...(ca === undefined ? {} : { roots: [...ownRoots(), readCertificates(ca)] }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(clientCertificate === undefined ? {} : { client: readClientCertificate(clientCertificate) }),
  };
}

/** The proxy on the way to an origin; undefined where there is none for it. Plain HTTP never goes through a proxy. Throws KitError that names the variable when it holds no URL. */
export function proxyFor(origin: string, connection: ConnectionOptions): URL | undefined {
  if (!origin.startsWith('https:')) return undefined;
  const { proxy } = connection;
  if (proxy !== undefined) return proxy === '' ? undefined : parseProxy(proxy, 'the proxy');
  const found = environmentProxy(origin);
  return found && parseProxy(found.value, found.variable);
}

/** The option of Node's TLS that names the trusted roots, where connections have their own. */
export function rootsOf({ roots }: ConnectionOptions): { readonly ca?: string[] } {
  return roots === undefined ? {} : { ca: [...roots] };
}

/** The oldest version that the kit sends anything over, whatever Node was told. */
export const oldestVersion: tls.SecureVersion = 'TLSv1.2';

const contexts = new WeakMap<ConnectionOptions, tls.SecureContext>();

/** The options of Node's TLS for connections: whom to trust, and how recent. Roots are read once for the same options, because reading them takes longer than a request. */
export function tlsOptionsOf(
  connection: ConnectionOptions,
): tls.SecureContextOptions | { readonly secureContext: tls.SecureContext } {
  if (connection.roots === undefined && connection.client === undefined) return { minVersion: oldestVersion };
  const secureContext =
    contexts.get(connection) ??
    tls.createSecureContext({ minVersion: oldestVersion, ...rootsOf(connection), ...connection.client });
  contexts.set(connection, secureContext);
  return { secureContext };
}

/** Whether a code of Node's says that a server's certificate is not trusted. */
export function isTrustFailure(code: string): boolean {
  return /^(CERT_|CRL_|UNABLE_TO_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|ERROR_IN_C|INVALID_(CA|PURPOSE)$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$)/.test(
    code,
  );
}

/** A failure to trust a server, with what to do about it; other messages as they are. */
export function explainTrust(code: string, message: string): string {
  switch (code) {
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `its certificate comes from a CA that is not trusted here (${code}); name that CA's certificate, a PEM file, as the extra CA`;
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return `its certificate has expired or is not valid yet (${code}); look at this machine's clock first`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `its certificate is for another host (${code}); use a name that stands in it`;
    default:
      return message;
  }
}

/** Without a scheme, HTTP is spoken to a proxy. */
function parseProxy(text: string, name: string): URL {
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new KitError(`${name} is no URL such as http://proxy.example:3128`);
  return url;
}

/** Naming any root takes Node's own away, so they are named too. */
function ownRoots(): readonly string[] {
  const { getCACertificates } = tls as { readonly getCACertificates?: () => readonly string[] };
  if (getCACertificates) return getCACertificates();
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  return extra === undefined || extra === ''
    ? tls.rootCertificates
    : [...tls.rootCertificates, readCertificates(extra)];
}

function readCertificates(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new KitError(`the extra CA cannot be read: ${messageOf(thrown)}`);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new KitError(
      `the extra CA ${path} holds no certificate in PEM form ("-----BEGIN CERTIFICATE-----")`,
    );
  return text;
}
