import type { CheckContext, Observation } from '../checks/observation.js';
import { matchOperation } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { type Exchange, type HeaderList, headerValue, pathOfTarget } from '../http/exchange.js';
import type { Handshake } from '../http/handshake.js';
import { retryAfterMs } from '../http/retry-after.js';
import type { Flow } from '../target/target.js';
import type { Verdict } from '../verdict.js';
import { compose, type HeaderChanges, type Probe } from './probe.js';
import type { Subject } from './subject.js';
import type { Wire } from './wire.js';

/** The kit could not do what a judgement needs; says nothing about the service. */
export class NotJudged extends Error {
  override readonly name: string = 'NotJudged';
}

/** Nothing more can be judged in this run: there is no connection, or no end to the throttling. */
export class RunOver extends NotJudged {
  override readonly name = 'RunOver';
}

const mostThrottles = 4;
const longestWaitMs = 60_000;
/** After this many broken exchanges a run no longer gives second chances: a service that hangs would make it last for ever. */
const patience = 2;
/** This many in a row, and the service is taken to have stopped answering. */
const mostInARow = 10;

/** This many valid reads that were all answered 5xx in a row: the service has a storm of its own. */
const mostInStorm = 5;

/** Why a run is over, and what that makes of the requirements not judged yet. */
export interface Over {
  readonly verdict: Extract<Verdict, 'skip' | 'error'>;
  readonly reason: string;
}

/** Sends probes, repeats what a good client repeats, and remembers every exchange for the checks that hold for all. */
export class Sender {
  readonly subject: Subject;
  readonly context: CheckContext;
  readonly #wire: Wire;
  #observations: Observation[] = [];
  #settled: HeaderChanges = {};
  #over: Over | undefined;
  #broken = 0;
  #inARow = 0;
  #failures = 0;
  #underWay = 0;
  #handshakes = 0;

  constructor(subject: Subject, context: CheckContext, wire: Wire) {
    this.subject = subject;
    this.context = context;
    this.#wire = wire;
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
    return this.#broken > patience;
  }

  /** The exchanges since the last call, and how many handshakes were made besides. */
  drain(): { readonly observations: readonly Observation[]; readonly handshakes: number } {
    const drained = { observations: this.#observations, handshakes: this.#handshakes };
    this.#observations = [];
    this.#handshakes = 0;
    return drained;
  }

  /**
   * Sends a probe until an answer counts: a 429 is waited out as told, a 502, 503 or 504 for a moment, a 500, a 501 and a
   * broken exchange get a second chance. All tries are remembered. Throws RunOver when there is no connection, or no
   * end to the throttling.
   */
  async send(
    operation: Operation,
    probe: Probe,
    customer: string,
    flow: Flow,
    valid: boolean,
    expected?: string,
  ): Promise<Exchange> {
    let kept: string | undefined;
    let broken: Exchange | undefined;
    let renewed = false;
    for (let attempt = 0; ; attempt += 1) {
      const used = probe.flow ?? flow;
      await this.#renew(used);
      const sent = this.subject.tokens[used];
      const settled = { ...probe, headers: { ...this.#settled, ...probe.headers } };
      const composed = compose(operation, settled, this.subject, customer, flow);
      // A retry after silence repeats MS-RequestId, a retry after an answer does not.
      const headers = composed.headers.map(
        ([name, value]) => [name, name === 'MS-RequestId' && kept !== undefined ? kept : value] as const,
      );
      this.#learnSecrets(headers);
      await this.#turn();
      this.#underWay += 1;
      const alone = this.#underWay === 1;
      const request = { ...composed, headers, origin: this.subject.origin };
      const result = await this.#wire.exchange(request, probe.note);
      this.#underWay -= 1;
      // A service that accepted a connection, broke it and is gone since did what the first try shows.
      if (broken && result.ending.kind === 'unreachable') return broken;
      // A token that a valid read is refused with may just have expired or been revoked: one new one gets a chance.
      if (valid && !renewed && isRefusal(result) && (await this.#renew(used, sent))) {
        renewed = true;
        continue;
      }
      const again = this.#again(result, attempt);
      const path = pathOfTarget(composed.target).slice(this.subject.prefix.length);
      this.#observations.push({
        exchange: result,
        path,
        operation: matchOperation(this.context.contract, composed.method, path)?.operation,
        valid,
        hostile: probe.hostile === true,
        final: again === undefined,
        expected,
        note: probe.note,
      });
      this.#inARow = result.ending.kind === 'broken' ? this.#inARow + 1 : 0;
      if (result.ending.kind === 'broken') {
        this.#broken += 1;
        broken = result;
      }
      if (this.#inARow >= mostInARow) {
        const reason = `${mostInARow} requests in a row got no whole answer (AVL-001)`;
        this.#over = { verdict: 'skip', reason };
      }
      // What fails only together is another requirement's business.
      if (valid && alone && again === undefined) this.#watchForStorm(result);
      if (again === undefined) return result;
      kept =
        result.ending.kind === 'broken' ? headers.find(([name]) => name === 'MS-RequestId')?.[1] : undefined;
      // What one caller was told holds for all of them.
      if (result.ending.kind === 'answered' && result.ending.answer.status === 429) this.#wire.rest(again);
      await this.#wire.pause(again);
    }
  }

  /** Offers TLS 1.0 and 1.1 alone, and hangs up. Counts as a request; a connection that is cut is tried once more. */
  async offerDeprecatedTls(): Promise<Handshake> {
    for (let attempt = 0; ; attempt += 1) {
      await this.#turn();
      this.#handshakes += 1;
      const shaken = await this.#wire.offerDeprecatedTls(this.subject.origin);
      if (shaken.kind !== 'cut' || attempt > 0) return shaken;
    }
  }

  async #turn(): Promise<void> {
    const refused = await this.#wire.turn();
    if (refused !== undefined) this.#end(refused);
  }

  /** Whether the flow has another token now than the refused one. What was granted from then on is a secret like the first. */
  async #renew(flow: Flow, refused?: string): Promise<boolean> {
    const before = this.subject.tokens[flow];
    const grant = await this.subject.renew?.(flow, refused);
    if (!grant) return false;
    const { token, refreshToken } = grant;
    if (token !== before) {
      this.context.redactor.learn(token, `${flow} token`);
      if (refreshToken !== undefined) this.context.redactor.learn(refreshToken, `${flow} refreshToken`);
    }
    if (refused === undefined || token === refused) return false;
    this.#wire.renewed(flow);
    return true;
  }

  #watchForStorm({ ending }: Exchange): void {
    const failed = ending.kind === 'answered' && ending.answer.status >= 500;
    this.#failures = failed ? this.#failures + 1 : 0;
    if (this.#failures < mostInStorm) return;
    const reason = `${mostInStorm} valid reads in a row were answered with 5xx; the service is not well, try again later`;
    this.#over ??= { verdict: 'error', reason };
  }

  /** Cut and changed tokens are secrets too: a service may repeat them. Words that stand for tokens are not. */
  #learnSecrets(headers: HeaderList): void {
    const [, ...token] = headerValue(headers, 'authorization')?.split(' ') ?? [];
    const sent = token.join(' ').trim();
    const own = Object.values(this.subject.tokens);
    if (
      own.some(
        (one) =>
          one !== sent &&
          (one.includes(sent) ||
            sent.includes(one) ||
            sent.split('.').some((part) => part.length > 20 && one.includes(part))),
      )
    ) {
      this.context.redactor.learn(sent, 'changed token');
    }
  }

  #end(reason: string): never {
    this.#over = { verdict: 'error', reason };
    throw new RunOver(reason);
  }

  /** How long to wait before another try, in milliseconds; undefined for none. */
  #again({ ending, startedAt, durationMs }: Exchange, attempt: number): number | undefined {
    const now = Date.parse(startedAt) + durationMs;
    switch (ending.kind) {
      case 'unreachable':
        if (ending.tlsTooOld) {
          this.#over = { verdict: 'skip', reason: `${ending.message} (TLS-001)` };
          return undefined;
        }
        if (attempt < 2) return 100 * 4 ** attempt;
        return this.#end(`no connection to ${this.subject.origin}: ${ending.message}`);
      case 'broken':
        return attempt === 0 && this.#broken < patience ? 50 : undefined;
      case 'answered':
        break;
      default:
        return ending satisfies never;
    }
    const { answer } = ending;
    const backOff = 250 * 2 ** attempt;
    switch (answer.status) {
      case 429: {
        const told = retryAfterMs(answer, now);
        const wait = attempt === 0 ? (told ?? backOff) : (told ?? 0) + backOff;
        if (attempt >= mostThrottles || wait > longestWaitMs) {
          return this.#end(
            `the service kept throttling (${attempt + 1} answers 429, the last asked to wait ${Math.ceil(wait / 1000)} s); try again later or give the tenant a larger budget`,
          );
        }
        return wait;
      }
      case 502:
      case 503:
      case 504:
        return attempt < 3 ? Math.min(retryAfterMs(answer, now) ?? backOff, longestWaitMs) : undefined;
      case 500:
      case 501:
        return attempt === 0 ? 50 : undefined;
      default:
        return undefined;
    }
  }
}

function isRefusal({ ending }: Exchange): boolean {
  return ending.kind === 'answered' && ending.answer.status === 401;
}
