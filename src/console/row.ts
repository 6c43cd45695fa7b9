import { type HeaderList, headerValue } from '../http/exchange.js';
import type { Redactor } from '../http/redact.js';
import { shown } from '../report/shown.js';
import type { SeenExchange, SideSeen } from '../traffic/seen-exchange.js';
import type { Row, ShownSide } from './messages.js';

const mostTarget = 300;
const mostMessage = 500;

/** A text for the page: without secrets, and with nothing in it that cannot be seen. */
export type Show = (text: string, most?: number) => string;

/** Makes texts for the page. */
export function showing(redactor: Redactor): Show {
  return (text, most = Number.POSITIVE_INFINITY) => shown(redactor.text(text), most);
}

/** An exchange as a row of the list. */
export function rowOf(seen: SeenExchange, number: number, show: Show): Row {
  const { exchange, operation, faults = [] } = seen;
  const { request, ending, durationMs } = exchange;
  const requestId = idOf(request.headers, 'MS-RequestId', show);
  const correlationId = idOf(request.headers, 'MS-CorrelationId', show);
  return {
    number,
    startedAt: Date.parse(exchange.startedAt),
    durationMs,
    method: show(request.method, 20),
    target: show(request.target, mostTarget),
    ...(operation === undefined ? {} : { operation }),
    ...(ending.kind === 'answered'
      ? { status: ending.answer.status }
      : { failure: show(ending.message, mostMessage) }),
    service: sideOf(seen.service, show),
    client: sideOf(seen.client, show),
    ...(requestId === undefined ? {} : { requestId }),
    ...(correlationId === undefined ? {} : { correlationId }),
    faults,
  };
}

function sideOf({ verdict, held, violated }: SideSeen, show: Show): ShownSide {
  const told = violated.map(({ requirement, message }) => ({
    requirement,
    message: show(message, mostMessage),
  }));
  return { verdict, held, violated: told };
}

function idOf(headers: HeaderList, name: string, show: Show): string | undefined {
  const value = headerValue(headers, name);
  return value === undefined ? undefined : show(value.toLowerCase(), 80);
}
