import type { CheckContext, Observation } from '../checks/observation.js';
import { matchOperation } from '../contract/contract.js';
import { type Exchange, type HttpRequest, isUnanswered, pathOfTarget } from '../http/exchange.js';
import type { Handshake } from '../http/handshake.js';
import { learnChangedToken } from './learn-changed-token.js';
import { NotJudged, type Over, RunOver, Skipped } from './not-judged.js';
import type { Place } from './open-requests.js';
import { compose, type HeaderChanges, type PlannedRequest } from './probe.js';
import { type NextStep, nextStep, type Tries } from './retry-policy.js';
import { RunState } from './run-state.js';
import type { Subject } from './subject.js';
import { TokenRenewal } from './token-renewal.js';
import type { Wire } from './wire.js';

/** Sends requests, repeats what a good client repeats, and remembers every exchange for the checks that hold for all. */
export class Sender {
  readonly subject: Subject;
  readonly context: CheckContext;
  readonly #wire: Wire;
  readonly #tokens: TokenRenewal;
  readonly #usual: HeaderChanges;
  readonly #run: RunState;
  #remembered: { readonly turn: number; readonly observation: Observation }[] = [];
  /** How many requests the test asked for, which is the same in each run of it. */
  #turns = 0;
  #handshakes = 0;

  /**
   * @param usual what every request carries unless what is settled or its probe says otherwise
   * @param run shared with the senders of other tests
   */
  constructor(
    subject: Subject,
    context: CheckContext,
    wire: Wire,
    usual: HeaderChanges = {},
    run = new RunState(context.redactor),
  ) {
    this.#usual = usual;
    this.subject = subject;
    this.context = context;
    this.#wire = wire;
    this.#run = run;
    this.#tokens = new TokenRenewal(subject, context.redactor, wire);
  }

  /** A sender for one requirement's test: it remembers that test's exchanges alone, so tests may go on beside each other. */
  of(requirement: string): Sender {
    return new Sender(this.subject, this.context, this.#wire.of(requirement), this.#usual, this.#run);
  }

  /** Why nothing more can be judged in this run, once that is so. */
  get over(): Over | undefined {
    return this.#run.over;
  }

  /** What every request carries unless its probe says otherwise. */
  get settled(): HeaderChanges {
    return this.#run.settled;
  }

  settle(headers: HeaderChanges): void {
    this.#run.settled = headers;
  }

  /** Requests go one at a time from now on. */
  slowDown(): void {
    this.#run.open.slowDown();
  }

  /** How many requests may be open at a time. */
  get width(): number {
    return this.#run.open.limit;
  }

  /** The exchanges since they were last drained, in the order in which the test asked for them. */
  get observations(): readonly Observation[] {
    return this.#remembered
      .toSorted((one, other) => one.turn - other.turn)
      .map(({ observation }) => observation);
  }

  /** Whether so many exchanges broke that another try is a waste. */
  get outOfPatience(): boolean {
    return this.#run.health.outOfPatience;
  }

  /** The exchanges since the last call, and how many handshakes were made besides. */
  drain(): { readonly observations: readonly Observation[]; readonly handshakes: number } {
    const drained = { observations: this.observations, handshakes: this.#handshakes };
    this.#remembered = [];
    this.#handshakes = 0;
    return drained;
  }

  /**
   * Sends a request until what comes of it counts (`nextStep` says when), and returns that. All tries are remembered.
   * What belongs to an operation that writes is announced first, and sent once.
   * Throws RunOver when nothing more can be judged, NotJudged when the evidence of an earlier run has no such request, or a
   * write may not leave; Skipped where the time for answers that do not come is spent.
   */
  async send(planned: PlannedRequest): Promise<Exchange> {
    const { probe = {}, valid = false } = planned;
    const { health, open } = this.#run;
    const turn = this.#nextTurn();
    const flow = probe.flow ?? planned.flow;
    let broken: Exchange | undefined;
    let kept: string | undefined;
    let renewed = false;
    for (let before = 0; ; before += 1) {
      const { request, token, place, ...watched } = await this.#inPlace(planned, async (where) => {
        this.#demandGoingOn(planned);
        await this.#tokens.refresh(flow);
        const known = this.subject.tokens[flow];
        const composed = this.#compose(planned, kept);
        await this.#turn();
        const settle = this.#announce(planned, composed);
        const seen = await health.during(() => this.#wire.exchange(composed, probe.note));
        settle?.(seen.exchange);
        return { ...seen, request: composed, token: known, place: where };
      });
      const { exchange } = watched;
      this.#run.sessions.learn(exchange);
      this.#run.hangs.count(planned, exchange);
      // A service that accepted a connection, broke it and is gone since did what the first try shows.
      if (broken && exchange.ending.kind === 'unreachable') return broken;
      // A token that a valid read is refused with may just have expired or been revoked: one new one gets a chance.
      if (valid && !renewed && statusOf(exchange) === 401 && (await this.#tokens.replace(flow, token))) {
        renewed = true;
        continue;
      }
      // Also a GET that looks like a write: a wrong service may take it for one.
      const once = planned.operation.effect === 'write';
      const next = this.#next(request, exchange, probe.note, {
        before,
        secondChances: health.secondChances,
        once,
      });
      if (next.kind === 'stop') this.#stop(next.over);
      this.#remember(turn, planned, exchange, next.kind === 'keep');
      this.#run.over = health.countBroken(exchange, valid) ?? this.#run.over;
      if (exchange.ending.kind === 'broken') broken = exchange;
      // A retry after silence repeats MS-RequestId, a retry after an answer does not.
      kept = isUnanswered(exchange.ending) ? requestIdIn(request) : undefined;
      if (next.kind === 'keep') {
        this.#run.over = next.over ?? this.#run.over;
        // Where a few requests are open all the time, only what is meant to be a crowd is left out.
        const alone = open.limit < Number.POSITIVE_INFINITY ? planned.together !== true : watched.alone;
        if (valid) this.#run.over ??= health.countFailure({ exchange, alone });
        return exchange;
      }
      if (statusOf(exchange) === 429) {
        // What one caller was told holds for all of them.
        this.#wire.rest(next.afterMs);
        // Who asks for less than others do at once is told to wait because of them.
        if (place && open.narrow(place)) before -= 1;
      }
      await this.#wire.pause(next.afterMs);
    }
  }

  /** Sends requests all at once, however many may be open at a time otherwise, while nothing else is under way. */
  together(planned: readonly PlannedRequest[]): Promise<readonly Exchange[]> {
    return this.#run.open.alone(() =>
      Promise.all(planned.map((one) => this.send({ ...one, together: true }))),
    );
  }

  /**
   * Sends requests down one connection that is kept, all at once where `pipelined`; all of them again where `nextStep`
   * says so of one. Each exchange tells its connection, of which there are several where the service closed one.
   * Throws as `send` does.
   */
  async converse(planned: readonly PlannedRequest[], pipelined: boolean): Promise<readonly Exchange[]> {
    const { health, open } = this.#run;
    const turn = this.#nextTurn();
    for (let before = 0; ; before += 1) {
      const exchanges = await open.during(async () => {
        for (const one of planned) this.#demandGoingOn(one);
        for (const { probe, flow } of planned) await this.#tokens.refresh(probe?.flow ?? flow);
        const asked = planned.map((one) => ({
          request: this.#compose(one, undefined),
          note: one.probe?.note,
        }));
        for (const _ of asked) await this.#turn();
        return this.#wire.converse(asked, pipelined);
      });
      const { secondChances } = health;
      const steps = exchanges.map((exchange) => nextStep(exchange, { before, secondChances }));
      const waits = steps.flatMap((next) => (next.kind === 'retry' ? [next.afterMs] : []));
      for (const [index, exchange] of exchanges.entries()) {
        const [one, next] = [planned[index], steps[index]];
        if (!one || !next) continue;
        if (next.kind === 'stop') this.#stop(next.over);
        this.#run.sessions.learn(exchange);
        this.#run.hangs.count(one, exchange);
        this.#remember(turn, one, exchange, waits.length === 0);
        const { valid = false } = one;
        this.#run.over = health.countBroken(exchange, valid) ?? this.#run.over;
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

  /** Acts when there is a place for one more open request; at once for what is meant to be many. */
  #inPlace<Result>(
    { together = false }: PlannedRequest,
    act: (place: Place | undefined) => Promise<Result>,
  ): Promise<Result> {
    return together ? act(undefined) : this.#run.open.during(act);
  }

  /** Throws Skipped where the request would be left without an answer, and RunOver where others found out beside it that nothing more can be judged. */
  #demandGoingOn(planned: PlannedRequest): void {
    const { hangs, over, open } = this.#run;
    const refusal = hangs.refusal(planned);
    if (refusal !== undefined) {
      this.#wire.leave({ verdict: 'skip', reason: refusal });
      throw new Skipped(refusal);
    }
    if (!over || !open.isCrowd) return;
    this.#wire.leave({ verdict: over.verdict, reason: over.reason });
    throw new RunOver(over);
  }

  /** What becomes of a request after a try; of one in evidence no more than came of it then. */
  #next(request: HttpRequest, exchange: Exchange, note: string | undefined, tries: Tries): NextStep {
    const next = nextStep(exchange, tries);
    return next.kind === 'retry' && !this.#wire.goesOn(request, note) ? { kind: 'keep' } : next;
  }

  /** @param requestId the MS-RequestId to repeat; absent: as the probe says */
  #compose(planned: PlannedRequest, requestId: string | undefined): HttpRequest {
    const { probe } = planned;
    const settled = { ...probe, headers: { ...this.#usual, ...this.#run.settled, ...probe?.headers } };
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

  #nextTurn(): number {
    this.#turns += 1;
    return this.#turns;
  }

  #remember(
    turn: number,
    { probe, valid = false, expected }: PlannedRequest,
    exchange: Exchange,
    final: boolean,
  ): void {
    const { method, target } = exchange.request;
    const path = pathOfTarget(target).slice(this.subject.prefix.length);
    const observation = {
      exchange,
      path,
      operation: matchOperation(this.context.contract, method, path)?.operation,
      valid,
      hostile: probe?.hostile === true,
      final,
      expected,
      note: probe?.note,
    };
    this.#remembered.push({ turn, observation });
  }

  #stop(over: Over): never {
    this.#run.over = over;
    throw new RunOver(over);
  }
}

function statusOf({ ending }: Exchange): number | undefined {
  return ending.kind === 'answered' ? ending.answer.status : undefined;
}

function requestIdIn({ headers }: HttpRequest): string | undefined {
  return headers.find(([name]) => name === 'MS-RequestId')?.[1];
}
