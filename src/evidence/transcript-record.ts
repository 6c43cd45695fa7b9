import type { Attempt, DriverCall, DriverOutcome, Transcript } from '../client/transcript.js';
import type { Contract } from '../contract/contract.js';
import { Redactor } from '../http/redact.js';
import type { RecordedAttempt, RecordedCall, TranscriptRecord } from './evidence-record.js';
import { maskBytes, maskExchange } from './mask.js';
import { type StandIns, unmaskBytes, unmaskExchange, unmaskText } from './unmask.js';

/** A transcript as evidence, with `[name]` in the place of each secret. */
export function transcriptRecordOf(transcript: Transcript): TranscriptRecord {
  const { secrets, usedElsewhere, tokenRefusal, calls, elsewhere, expected } = transcript;
  const { operation, change } = transcript;
  const { scenario, malformedId, endless, timeoutMs, unreadable, unreadReasons } = transcript;
  const attempt = ({ exchange, body, ...rest }: Attempt): RecordedAttempt => ({
    ...rest,
    exchange: maskExchange(exchange, secrets),
    body: maskBytes(body, secrets).toString('base64'),
  });
  return {
    type: 'transcript',
    scenario,
    ...(operation ? { operation: operation.id } : {}),
    ...(change ? { change } : {}),
    calls: calls.map((call): RecordedCall => {
      const { attempts, outcome, customerId, ...rest } = call;
      return {
        ...rest,
        customerId: secrets.text(customerId),
        outcome: outcomeWith(outcome, (text) => secrets.text(text)),
        attempts: attempts.map(attempt),
      };
    }),
    elsewhere: elsewhere.map(attempt),
    expected,
    malformedId,
    endless,
    timeoutMs,
    usedElsewhere: idsInThisScenario(transcript, usedElsewhere),
    ...(tokenRefusal === undefined ? {} : { tokenRefusal: secrets.text(tokenRefusal) }),
    unreadable,
    ...(unreadReasons === undefined || unreadable === 0 ? {} : { unreadReasons }),
  };
}

/** The names that mask a client's secrets, and what stands in for them. */
const standIns: StandIns = new Map([
  [
    'token',
    'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhLXN0YW5kLWluLWZvci1hLXRva2VuIn0.c3RhbmQtaW4tZm9yLWEtc2lnbmF0dXJl',
  ],
  ["client's secret", 'a-stand-in-for-the-secret-of-a-client'],
]);

/** A transcript as checks judge it, with stand-ins in the place of the secrets. */
export function transcriptOf(record: TranscriptRecord, contract: Contract): Transcript {
  const { type: _, operation: id, calls, elsewhere, usedElsewhere, ...rest } = record;
  const open = (text: string) => unmaskText(text, standIns);
  const attempt = ({ exchange, body, ...other }: RecordedAttempt): Attempt => ({
    ...other,
    exchange: unmaskExchange(exchange, standIns),
    body: unmaskBytes(Buffer.from(body, 'base64'), standIns),
  });
  const operation = contract.operations.find((one) => one.id === id);
  const token = standIns.get('token') ?? '';
  return {
    ...rest,
    ...(operation ? { operation } : {}),
    calls: calls.map(
      ({ attempts, outcome, customerId, ...other }): DriverCall => ({
        ...other,
        customerId: open(customerId),
        outcome: outcomeWith(outcome, open),
        attempts: attempts.map(attempt),
      }),
    ),
    elsewhere: elsewhere.map(attempt),
    usedElsewhere: new Map(usedElsewhere),
    tokens: [token],
    secrets: new Redactor(new Map([...standIns].map(([name, value]) => [value, name]))),
    contract,
  };
}

function outcomeWith(outcome: DriverOutcome, change: (text: string) => string): DriverOutcome {
  return JSON.parse(JSON.stringify(outcome), (_, value: unknown) =>
    typeof value === 'string' ? change(value) : value,
  );
}

/** Of the ids that other scenarios saw, those that this one saw too. */
function idsInThisScenario(
  { calls }: Transcript,
  usedElsewhere: Transcript['usedElsewhere'],
): readonly (readonly [id: string, scenario: string])[] {
  const texts = calls.flatMap(({ attempts }) =>
    attempts.flatMap(({ exchange }) => exchange.request.headers.map(([, value]) => value.toLowerCase())),
  );
  return [...usedElsewhere].filter(([id]) => texts.some((text) => text.includes(id)));
}
