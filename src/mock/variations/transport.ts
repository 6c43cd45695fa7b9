import { type Behaviour, behaviour, type TlsVersions } from '../behaviour.js';
import { healthily } from '../middleware.js';

/** A service that speaks one of the lawful versions of TLS alone. */
function speaking(name: string, summary: string, tls: TlsVersions): Behaviour {
  return { ...behaviour(name, ['TLS-001', 'TLS-002'], summary, healthily), tls };
}

export const transportVariations: readonly Behaviour[] = [
  speaking('tls-1-2-alone', 'speaks TLS 1.2 and nothing else', {
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
  }),
  speaking('tls-1-3-alone', 'speaks TLS 1.3 and nothing else', { minVersion: 'TLSv1.3' }),
];
