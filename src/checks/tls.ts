import type { Exchange } from '../http/exchange.js';
import type { Handshake } from '../http/handshake.js';
import { finding, holds, type Outcome, violated } from './outcome.js';

const expected = 'TLS 1.2 or later';

/** The connection of an exchange was TLS 1.2 or later; undefined where it was none that tells. */
export function isCurrent({ tlsVersion, ending }: Exchange): Outcome | undefined {
  if (ending.kind === 'unreachable' && ending.tlsTooOld)
    return violated(finding('TLS handshake', expected, ending.message));
  if (tlsVersion === undefined) return undefined;
  return /^TLSv1\.[23]$/.test(tlsVersion)
    ? holds()
    : violated(finding('TLS handshake', expected, tlsVersion || 'an unknown version'));
}

/** An offer of versions before 1.2 alone was refused. */
export function refusesDeprecated(shaken: Extract<Handshake, { kind: 'agreed' | 'refused' }>): Outcome {
  if (shaken.kind === 'agreed')
    return violated(finding('TLS handshake', 'a refusal of TLS 1.0 and 1.1', shaken.version));
  return holds(shaken.alert === 'protocol_version' ? 'protocol-version' : 'handshake-failure');
}
