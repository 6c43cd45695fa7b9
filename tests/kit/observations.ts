import type { Observation } from '../../src/checks/observation.js';
import { readsOf } from '../../src/contract/contract.js';
import { loadContract } from '../../src/contract/load-contract.js';
import type { HeaderList } from '../../src/http/exchange.js';
import { Redactor } from '../../src/http/redact.js';
import { judgeExchange } from '../../src/operations/judge-exchange.js';

const contract = loadContract();
const [read] = readsOf(contract);

export const requestId = '037db222-6d8e-4d7f-ba78-df3dca33fb68';
export const correlationId = '7d2456fd-2d79-46d0-9f8e-5d7ecd5f8745';
export const secret = 'opaque-secret-token-of-a-partner';

const sound: HeaderList = [
  ['Content-Type', 'application/json'],
  ['MS-RequestId', requestId],
  ['MS-CorrelationId', correlationId],
];

const path = '/v1/customers/c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2/qualification';

/** An answer to a valid read, as a check sees it. */
export function observation(
  status: number,
  body: string | Uint8Array,
  headers: HeaderList = sound,
  more: Partial<Observation> = {},
): Observation {
  return {
    exchange: {
      request: {
        method: 'GET',
        origin: 'https://api.example',
        target: path,
        headers: [
          ['Authorization', `Bearer ${secret}`],
          ['MS-RequestId', requestId],
          ['MS-CorrelationId', correlationId],
        ],
      },
      ending: {
        kind: 'answered',
        answer: {
          status,
          headers,
          body: typeof body === 'string' ? Buffer.from(body) : body,
          overflow: false,
        },
      },
      startedAt: '2024-01-01T00:00:00.000Z',
      durationMs: 1,
    },
    path,
    operation: read,
    valid: status < 300,
    hostile: false,
    final: true,
    expected: undefined,
    note: undefined,
    ...more,
  };
}

/** The requirements that an observation violates, and the readings it shows. */
export function judged(one: Observation): {
  readonly violated: readonly string[];
  readonly readings: Readonly<Record<string, string>>;
  readonly held: readonly string[];
} {
  const outcomes = [
    ...judgeExchange(one, { contract, redactor: new Redactor(new Map([[secret, 'app token']])) }),
  ];
  return {
    violated: outcomes.filter(([, { findings }]) => findings.length > 0).map(([id]) => id),
    held: outcomes.filter(([, { findings }]) => findings.length === 0).map(([id]) => id),
    readings: Object.fromEntries(
      outcomes.flatMap(([id, { reading }]) => (reading === undefined ? [] : [[id, reading]])),
    ),
  };
}

/** The sound headers with one replaced, added or, where undefined, left out. */
export function headersWith(name: string, value: string | undefined): HeaderList {
  const others = sound.filter(([key]) => key.toLowerCase() !== name.toLowerCase());
  return value === undefined ? others : [...others, [name, value]];
}
