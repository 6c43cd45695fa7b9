import type { CheckContext, Observation } from '../checks/observation.js';
import { matchOperation } from '../contract/contract.js';
import { type Exchange, type HttpRequest, isUnanswered, pathOfTarget } from '../http/exchange.js';
import type { Handshake } from '../http/handshake.js';
import { HealthWatch } from './health-watch.js';
import { learnChangedToken } from './learn-changed-token.js';
import { NotJudged, type Over, RunOver } from './not-judged.js';
import { compose, type HeaderChanges, type PlannedRequest } from './probe.js';
import { nextStep } from './retry-policy.js';
import { SessionValues } from './session-values.js';
import type { Subject } from './subject.js';
import { TokenRenewal } from './token-renewal.js';
import type { Wire } from './wire.js';

/** Sends requests, repeats what a good client repeats, and remembers every exchange for the checks that hold for all. */
export class Sender {
  readonly subject: Subject;
  readonly context: CheckContext;
  readonly #wire: Wire;
  readonly #tokens: TokenRenewal;
  readonly #health = new HealthWatch();
  readonly #sessions: SessionValues;
  readonly #usual: HeaderChanges;
  #observations: Observation[] = [];
  #settled: HeaderChanges = {};
  #over: Over | undefined;
  #handshakes = 0;

  /** @param usual what every request carries unless what is settled or its probe says otherwise */
  constructor(subject: Subject, context: CheckContext, wire: Wire, usual: HeaderChanges = {}) {
    this.#usual = usual;
    this.subject = subject;
    this.context = context;
    this.#wire = wire;
    this.#sessions = new SessionValues(context.redactor);
    this.#tokens = new TokenRenewal(subject, context.redactor, wire);
  }

  /** Why nothing more can be judged in this run, once that is so. */
  get over(): Over | undefined {
    return this.#over;
  }

  /** What every request carries unless its probe says otherwise. */
  get settled(): HeaderChanges {
    return this.#settled;
  }

  settle(headers: HeaderChanges): void {
    this.#settled = headers;
  }

  /** The exchanges since they were last drained. */
  get observations(): readonly Observation[] {
    return this.#observations;
  }

  /** Whether so many exchanges broke that another try is a waste. */
  get outOfPatience(): boolean {
    return this.#health.outOfPatience;
  }

  /** The exchanges since the last call, and how many handshakes were made besides. */
  drain(): { readonly observations: readonly Observation[]; readonly handshakes: number } {
    const drained = { observations: this.#observations, handshakes: this.#handshakes };
    this.#observations = [];
    this.#handshakes = 0;
    return drained;
  }

  /**
   * Sends a request until what comes of it counts (`nextStep` says when), and returns that. All tries are remembered.
   * What belongs to an operation that writes is announced first, and sent once.
   * Throws RunOver when nothing more can be judged, NotJudged when the evidence of an earlier run has no such request, or a
   * write may not leave.
   */
  async send(planned: PlannedRequest): Promise<Exchange> {
    const { probe = {}, valid = false } = planned;
    const flow = probe.flow ?? planned.flow;
    let broken: Exchange | undefined;
    let kept: string | undefined;
    let renewed = false;
    for (let before = 0; ; before += 1) {
      await this.#tokens.refresh(flow);
      const token = this.subject.tokens[flow];
      const request = this.#compose(planned, kept);
      await this.#turn();
      const settle = this.#announce(planned, request);
      const watched = await this.#health.during(() => this.#wire.exchange(request, probe.note));
      const { exchange } = watched;
      settle?.(exchange);
      this.#sessions.learn(exchange);
      // A service that accepted a connection, broke it and is gone since did what the first try shows.
      if (broken && exchange.ending.kind === 'unreachable') return broken;
      // A token that a valid read is refused with may just have expired or been revoked: one new one gets a chance.
      if (valid && !renewed && statusOf(exchange) === 401 && (await this.#tokens.replace(flow, token))) {
        renewed = true;
        continue;
      }
      // Also a GET that looks like a write: a wrong service may take it for one.
      const once = planned.operation.effect === 'write';
      const next = nextStep(exchange, { before, secondChances: this.#health.secondChances, once });
      if (next.kind === 'stop') this.#stop(next.over);
      this.#remember(planned, request, exchange, next.kind === 'keep');
      this.#over = this.#health.countBroken(exchange) ?? this.#over;
      if (exchange.ending.kind === 'broken') broken = exchange;
      // A retry after silence repeats MS-RequestId, a retry after an answer does not.
      kept = isUnanswered(exchange.ending) ? requestIdIn(request) : undefined;
      if (next.kind === 'keep') {
        this.#over = next.over ?? this.#over;
        if (valid) this.#over ??= this.#health.countFailure(watched);
        return exchange;
      }
      // What one caller was told holds for all of them.
      if (statusOf(exchange) === 429) this.#wire.rest(next.afterMs);
      await this.#wire.pause(next.afterMs);
    }
  }

  /**
   * Sends requests down one connection that is kept, all at once where `pipelined`; all of them again where `nextStep`
   * says so of one. Each exchange tells its connection, of which there are several where the service closed one.
   * Throws as `send` does.
   */
  async converse(planned: readonly PlannedRequest[], pipelined: boolean): Promise<readonly Exchange[]> {
    for (let before = 0; ; before += 1) {
      for (const { probe, flow } of planned) await this.#tokens.refresh(probe?.flow ?? flow);
      const asked = planned.map((one) => ({
        request: this.#compose(one, undefined),
        note: one.probe?.note,
      }));
      for (const _ of asked) await this.#turn();
      const exchanges = await this.#wire.converse(asked, pipelined);
      const { secondChances } = this.#health;
      const steps = exchanges.map((exchange) => nextStep(exchange, { before, secondChances }));
      const waits = steps.flatMap((next) => (next.kind === 'retry' ? [next.afterMs] : []));
      for (const [index, exchange] of exchanges.entries()) {
        const [one, next] = [planned[index], steps[index]];
        if (!one || !next) continue;
        if (next.kind === 'stop') this.#stop(next.over);
        this.#sessions.learn(exchange);
        this.#remember(one, exchange.request, exchange, waits.length === 0);
        this.#over = this.#health.countBroken(exchange) ?? this.#over;
      }
      if (waits.length === 0) return exchanges;
      const wait = Math.max(...waits);
      if (exchanges.some((exchange) => statusOf(exchange) === 429)) this.#wire.rest(wait);
      await this.#wire.pause(wait);
    }
  }

  /** Offers TLS 1.0 and 1.1 alone, and hangs up. Counts as a request; a connection that is cut is tried once more. */
  async offerDeprecatedTls(): Promise<Handshake> {
    for (let before = 0; ; before += 1) {
      await this.#turn();
      this.#handshakes += 1;
      const shaken = await this.#wire.offerDeprecatedTls(this.subject.origin);
      if (shaken.kind !== 'cut' || before > 0) return shaken;
    }
  }

  /** @param requestId the MS-RequestId to repeat; absent: as the probe says */
  #compose(planned: PlannedRequest, requestId: string | undefined): HttpRequest {
    const { probe } = planned;
    const settled = { ...probe, headers: { ...this.#usual, ...this.#settled, ...probe?.headers } };
    const composed = compose({ ...planned, probe: settled }, this.subject);
    const headers = composed.headers.map(
      ([name, value]) => [name, (name === 'MS-RequestId' ? requestId : undefined) ?? value] as const,
    );
    learnChangedToken(headers, Object.values(this.subject.tokens), this.context.redactor);
    return { ...composed, headers, origin: this.subject.origin };
  }

  /** Whom to tell what came of a write; undefined for a read. Throws NotJudged where it may not leave. */
  #announce(
    { operation, probe, customer, value }: PlannedRequest,
    request: HttpRequest,
  ): ((exchange: Exchange) => void) | undefined {
    if (operation.effect !== 'write') return undefined;
    const announced = this.#wire.announce(request, {
      operation: operation.id,
      customer: probe?.segment ?? customer,
      ...(value === undefined ? {} : { value }),
      ...(probe?.note === undefined ? {} : { note: probe.note }),
    });
    if (typeof announced === 'string') throw new NotJudged(announced);
    return announced;
  }

  async #turn(): Promise<void> {
    const refused = await this.#wire.turn();
    if (refused !== undefined) this.#stop({ verdict: 'error', reason: refused });
  }

  #remember(
    { probe, valid = false, expected }: PlannedRequest,
    { method, target }: HttpRequest,
    exchange: Exchange,
    final: boolean,
  ): void {
    const path = pathOfTarget(target).slice(this.subject.prefix.length);
    this.#observations.push({
      exchange,
      path,
      operation: matchOperation(this.context.contract, method, path)?.operation,
      valid,
      hostile: probe?.hostile === true,
      final,
      expected,
      note: probe?.note,
    });
  }

  #stop(over: Over): never {
    this.#over = over;
    throw new RunOver(over);
  }
}

function statusOf({ ending }: Exchange): number | undefined {
  return ending.kind === 'answered' ? ending.answer.status : undefined;
}

function requestIdIn({ headers }: HttpRequest): string | undefined {
  return headers.find(([name]) => name === 'MS-RequestId')?.[1];
}
