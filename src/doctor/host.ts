import { lookup } from 'node:dns/promises';
import { messageOf } from '../errors.js';
import { type ConnectionOptions, proxyFor } from '../http/connection-options.js';
import { handshake } from '../http/handshake.js';
import { type Diagnosis, problem, well } from './diagnosis.js';

/** Whether a host has a name and, over HTTPS, a certificate and a version that are good; or that a proxy leads to it. */
export async function* examineHost(
  url: URL,
  connection: ConnectionOptions,
  timeoutMs: number,
): AsyncGenerator<Diagnosis> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (proxyFor(url.origin, connection)) {
    yield well('proxy', `${url.host} is reached through a proxy`);
    return;
  }
  try {
    const { address } = await lookup(host);
    yield well('name', `${host} is ${address}`);
  } catch (thrown) {
    yield problem(
      'name',
      `${host}: ${messageOf(thrown)}`,
      'check the spelling, the network and the name server',
    );
    return;
  }
  if (url.protocol === 'https:') yield await examineTls(url, connection, timeoutMs);
}

/** The certificate chain is verified, and the version is 1.2 or later. */
async function examineTls(url: URL, connection: ConnectionOptions, timeoutMs: number): Promise<Diagnosis> {
  const shaken = await handshake(url, 'current', connection, timeoutMs);
  if (shaken.kind === 'agreed')
    return well('TLS', `${url.host} speaks ${shaken.version}, certificate until ${shaken.certificateUntil}`);
  if (shaken.kind === 'refused')
    return problem(
      'TLS',
      `${url.host} does not speak TLS 1.2 or 1.3: ${shaken.message}`,
      'switch TLS 1.2 on where its TLS ends (TLS-001)',
    );
  const next = 'set "ca" for a private authority; check host, port, firewall and proxy else';
  return problem('TLS', `${url.host}: ${shaken.message}`, next);
}
