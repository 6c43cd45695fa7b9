import type { Behaviour } from '../behaviour.js';

/** From security level 1 on, OpenSSL 3 speaks neither TLS 1.0 nor 1.1. */
const ciphers = 'DEFAULT@SECLEVEL=0';

export const transportFaults: readonly Behaviour[] = [
  {
    name: 'tls-1-1-alone',
    summary: 'speaks TLS 1.0 and 1.1 and nothing later',
    requirements: ['TLS-001'],
    tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers },
    start: () => (call, next) => next(call),
  },
  {
    name: 'tls-1-1-too',
    summary: 'speaks TLS 1.0 and 1.1 besides later versions',
    requirements: ['TLS-002'],
    tls: { minVersion: 'TLSv1', ciphers },
    start: () => (call, next) => next(call),
  },
  {
    name: 'tls-1-1-and-1-2',
    summary: 'speaks TLS 1.2 and, to whoever offers nothing later, 1.1',
    requirements: ['TLS-002'],
    tls: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.2', ciphers },
    start: () => (call, next) => next(call),
  },
];
