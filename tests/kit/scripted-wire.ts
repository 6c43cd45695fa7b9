import type { Ending, Exchange, HeaderList, HttpRequest } from '../../src/http/exchange.js';
import { Redactor } from '../../src/http/redact.js';
import { Sender } from '../../src/service/sender.js';
import type { Subject } from '../../src/service/subject.js';
import type { Wire } from '../../src/service/wire.js';

/** What comes of a request: an ending, or what is thrown. */
type Scripted = (request: HttpRequest) => Ending | Error;

/** A sender whose requests go nowhere, and what it asked of its wire. */
export interface ScriptedSender {
  readonly sender: Sender;
  readonly requests: readonly HttpRequest[];
  /** Milliseconds that it waited before another try. */
  readonly pauses: readonly number[];
}

/** Makes a sender that gets what the script says, at once. */
export function scriptedSender(
  contract: Sender['context']['contract'],
  script: Scripted,
  more: Partial<Subject> = {},
): ScriptedSender {
  const requests: HttpRequest[] = [];
  const pauses: number[] = [];
  const wire: Wire = {
    of: () => wire,
    goesOn: () => true,
    leave: () => {},
    turn: async () => undefined,
    exchange: async (request) => {
      requests.push(request);
      const ending = script(request);
      if (ending instanceof Error) throw ending;
      return exchanged(ending, request);
    },
    announce: () => () => {},
    converse: async (asked) =>
      asked.map(({ request }) => {
        requests.push(request);
        const ending = script(request);
        if (ending instanceof Error) throw ending;
        return { ...exchanged(ending, request), connection: 1 };
      }),
    offerDeprecatedTls: async () => ({ kind: 'failed', message: 'nobody is there' }),
    pause: async (ms) => {
      pauses.push(ms);
    },
    rest: () => {},
    renewed: () => {},
  };
  const subject: Subject = {
    origin: 'https://api.example',
    prefix: '',
    tokens: { app: 'opaque-token-of-an-application' },
    customers: [],
    refused: {},
    selfCheck: false,
    connection: {},
    loopback: false,
    close: async () => {},
    ...more,
  };
  return {
    sender: new Sender(subject, { contract, redactor: new Redactor(new Map()) }, wire),
    requests,
    pauses,
  };
}

const nowhere: HttpRequest = { method: 'GET', origin: 'https://api.example', target: '/', headers: [] };

/** An exchange that took no time and ended so. */
export function exchanged(ending: Ending, request: HttpRequest = nowhere): Exchange {
  return { request, ending, startedAt: '2026-01-01T00:00:00.000Z', durationMs: 0 };
}

/** An answer, by default without content. */
export function answered(status: number, body = '', headers: HeaderList = []): Ending {
  return { kind: 'answered', answer: { status, headers, body: Buffer.from(body), overflow: false } };
}
