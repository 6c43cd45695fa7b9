import { sentenceOf } from '../finding.js';
import type { SeenExchange, SideSeen } from './seen-exchange.js';
import type { ObservedExchange } from './traffic-exchange.js';
import type { ExchangeVerdicts, SideVerdict } from './verdicts.js';

/** An observed exchange and its verdicts as whoever watches is told them. */
export function seenOf(
  { exchange, body, operation }: ObservedExchange,
  { service, client }: ExchangeVerdicts,
): SeenExchange {
  return {
    exchange,
    ...(body.length === 0 ? {} : { body }),
    ...(operation ? { operation: operation.id } : {}),
    service: sideOf(service),
    client: sideOf(client),
  };
}

function sideOf(verdict: SideVerdict = { held: [], violated: [], skipped: [] }): SideSeen {
  const { held, violated } = verdict;
  return {
    verdict: violated.length > 0 ? 'fail' : held.length > 0 ? 'pass' : 'skip',
    held,
    violated: violated.flatMap(({ id, findings }) =>
      findings.map((finding) => ({ requirement: id, message: sentenceOf(finding) })),
    ),
  };
}
