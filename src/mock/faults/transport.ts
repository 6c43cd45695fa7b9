import { type Behaviour, behaviour, type TlsVersions } from '../behaviour.js';
import { healthily } from '../middleware.js';

// From security level 1 on, OpenSSL 3 speaks neither TLS 1.0 nor 1.1.
const ciphers = 'DEFAULT@SECLEVEL=0';

/** A service that speaks deprecated versions of TLS. */
function speaking(name: string, requirement: string, summary: string, tls: TlsVersions): Behaviour {
  return { ...behaviour(name, [requirement], summary, healthily), tls: { ...tls, ciphers } };
}

export const transportFaults: readonly Behaviour[] = [
  speaking('tls-1-1-alone', 'TLS-001', 'speaks TLS 1.0 and 1.1 and nothing later', {
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
  }),
  speaking('tls-1-1-too', 'TLS-002', 'speaks TLS 1.0 and 1.1 besides later versions', {
    minVersion: 'TLSv1',
  }),
  speaking('tls-1-1-and-1-2', 'TLS-002', 'speaks TLS 1.2 and, to whoever offers nothing later, 1.1', {
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.2',
  }),
];
