import type { SeenExchange, SideSeen } from '../../src/traffic/seen-exchange.js';

const held: SideSeen = { verdict: 'pass', held: ['HDR-001'], violated: [] };

/** What a test says of an exchange; the rest is a read that holds. */
export interface ExchangeToSee extends Partial<Omit<SeenExchange, 'exchange'>> {
  readonly status?: number;
  readonly text?: string;
  readonly target?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly startedAt?: number;
  readonly durationMs?: number;
}

/** An exchange as it is seen, with what a test is about. */
export function seenExchange({
  status = 200,
  text = '"education"',
  target = '/v1/customers/1c75a0c2-7d2a-4a3a-9d7b-6a1f8a2b3c4d/qualification',
  headers = [],
  startedAt = Date.parse('2026-05-04T10:20:30.000Z'),
  durationMs = 3,
  ...seen
}: ExchangeToSee = {}): SeenExchange {
  const body = Buffer.from(text);
  return {
    operation: 'getCustomerQualification',
    service: held,
    client: { ...held, held: ['REQ-001'] },
    ...seen,
    exchange: {
      request: {
        method: 'GET',
        origin: 'http://127.0.0.1:4010',
        target,
        headers: [['Accept', 'application/json'], ...headers],
      },
      ending: {
        kind: 'answered',
        answer: { status, headers: [['Content-Type', 'application/json']], body, overflow: false },
      },
      startedAt: new Date(startedAt).toISOString(),
      durationMs,
    },
  };
}

/** A side that violates a requirement. */
export function violates(requirement: string, message = 'at status: expected 200, received 500'): SideSeen {
  return { verdict: 'fail', held: [], violated: [{ requirement, message }] };
}
