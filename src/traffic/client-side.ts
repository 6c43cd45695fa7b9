import { finding, holds, violated } from '../checks/outcome.js';
import { isSuccess } from '../checks/status.js';
import type { AttemptOutcome } from '../client/checks/client-check.js';
import type { Contract } from '../contract/contract.js';
import { sentGuid } from '../http/id-headers.js';
import { type Call, Calls } from './calls.js';
import { checksOfAttempts, checksOfCalls, checksOfRetries, type ObservedCheck } from './client-checks.js';
import { gapFor } from './needed-parts.js';
import { Recent } from './recent.js';
import type { SecretBook } from './secret-book.js';
import { findingsOf, gapInWords } from './service-side.js';
import { type ObservedExchange, placeInWords } from './traffic-exchange.js';
import { transcriptOfCall } from './transcript-of-call.js';
import type { Judged } from './verdicts.js';

/** Ids of so many calls are compared with those of later ones. */
export const mostIds = 65_536;

const mostDoubtful = 1_000;

/** The exchange that an MS-RequestId was seen on last. */
interface Sighting {
  readonly failed: boolean;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly place: string;
}

/** Judges what clients sent, exchange by exchange, and what they did from attempt to attempt. */
export class ClientSide {
  readonly #contract: Contract;
  readonly #secrets: SecretBook;
  readonly #calls: Calls;
  readonly #told: (judged: readonly Judged[]) => void;
  /** Calls that are over, and may turn out to be several that share an MS-CorrelationId. */
  readonly #doubtful: Call[] = [];
  readonly #requestIds = new Recent<Sighting>(mostIds);
  readonly #correlations = new Recent<number>(mostIds);

  /** @param told is told what was found out only when a call was over */
  constructor(contract: Contract, secrets: SecretBook, told: (judged: readonly Judged[]) => void) {
    this.#contract = contract;
    this.#secrets = secrets;
    this.#told = told;
    this.#calls = new Calls((call) => this.#whenOver(call));
  }

  /** What an exchange shows of its client by itself and with the attempts before it. */
  add(observed: ObservedExchange): readonly Judged[] {
    const { exchange } = observed;
    const correlation = sentGuid(exchange.request, 'MS-CorrelationId')?.toLowerCase();
    if (correlation !== undefined)
      this.#correlations.set(correlation, (this.#correlations.get(correlation) ?? 0) + 1);
    const alone = this.#judge(checksOfAttempts, [observed]);
    const call = this.#calls.add(observed);
    if (!call || call.count === 1) return [...alone, ...this.#newId(observed)];
    return [
      ...alone,
      ...(call.loose ? [] : this.#judge(checksOfRetries, call.attempts.slice(-2), call.count)),
    ];
  }

  /** Takes all calls to be over. */
  end(): void {
    this.#calls.end();
    for (const call of this.#doubtful.splice(0)) this.#settle(call);
  }

  #judge(
    checks: readonly ObservedCheck[],
    attempts: readonly ObservedExchange[],
    count = attempts.length,
  ): readonly Judged[] {
    const last = attempts.at(-1);
    if (!last) return [];
    const transcript = transcriptOfCall(attempts, this.#contract, this.#secrets, count);
    const judged: Judged[] = [];
    for (const { id, applies, check } of checks) {
      if (!applies(attempts, count)) continue;
      const result = check(transcript);
      if (Array.isArray(result) && result.length > 0) judged.push(this.#credited(id, result, last));
    }
    return judged;
  }

  #credited(id: string, outcomes: readonly AttemptOutcome[], observed: ObservedExchange): Judged {
    const operation = (observed.operation ?? observed.nearest).id;
    const gap = gapFor(id, observed.gaps);
    if (gap) return { id, operation, findings: [], readings: [], gap: gapInWords(gap.reason, observed) };
    return {
      id,
      operation,
      findings: outcomes.flatMap(({ outcome }) => findingsOf(outcome, observed, operation, this.#secrets)),
      readings: outcomes.flatMap(({ outcome }) => outcome.reading ?? []),
    };
  }

  /** Whether a call's first attempt has an MS-RequestId that no earlier call had. */
  #newId(observed: ObservedExchange): readonly Judged[] {
    const { exchange, times, place } = observed;
    const id = sentGuid(exchange.request, 'MS-RequestId')?.toLowerCase();
    if (id === undefined) return [];
    if (!times) return [this.#credited('REQ-011', [], observed)].filter(({ gap }) => gap !== undefined);
    const { ending } = exchange;
    const failed = ending.kind !== 'answered' || !isSuccess(ending.answer);
    const before = this.#requestIds.get(id);
    this.#requestIds.set(id, { ...times, failed, place: placeInWords(place) });
    // A failure that is asked for again, in whatever order it was recorded, may be one call.
    const sameCall =
      before &&
      ((before.failed && before.endedMs <= times.startedMs + 5) ||
        (failed && times.endedMs <= before.startedMs + 5));
    if (sameCall) return [];
    const received = `${id}, which ${before?.place} has too`;
    const outcome = before
      ? violated(finding('header MS-RequestId', 'a new id for every call', received))
      : holds();
    return [this.#credited('REQ-011', [{ outcome }], observed)];
  }

  #whenOver(call: Call): void {
    const { attempts, count, loose } = call;
    if (attempts.length < 2) return;
    if (!loose) {
      if (count === attempts.length) this.#told(this.#judge(checksOfCalls, attempts));
      return;
    }
    this.#doubtful.push(call);
    const [oldest] = this.#doubtful;
    if (this.#doubtful.length <= mostDoubtful || !oldest) return;
    this.#doubtful.shift();
    this.#settle(oldest);
  }

  /** Attempts that have one MS-CorrelationId alone in common are one call where no other has it. */
  #settle({ attempts, count }: Call): void {
    const [first] = attempts;
    const correlation = first && sentGuid(first.exchange.request, 'MS-CorrelationId')?.toLowerCase();
    if (correlation === undefined || (this.#correlations.get(correlation) ?? 0) > count) return;
    const pairs = attempts.slice(1).map((_, index) => attempts.slice(index, index + 2));
    if (count === attempts.length)
      this.#told([
        ...pairs.flatMap((pair) => this.#judge(checksOfRetries, pair)),
        ...this.#judge(checksOfCalls, attempts),
      ]);
  }
}
