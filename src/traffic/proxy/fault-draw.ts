import { type Contract, matchOperation } from '../../contract/contract.js';
import { pathOfTarget } from '../../http/exchange.js';
import { Authority } from '../../mock/authority/authority.js';
import type { MockContext } from '../../mock/behaviour.js';
import type { Call } from '../../mock/call.js';
import { QualificationStore } from '../../mock/qualification-store.js';
import type { Reply } from '../../mock/reply.js';
import { seeded } from '../../seeded.js';
import { type FaultOnTheWay, faultOnTheWay } from './faults.js';

/** Which requests meet which faults: a share of those that name an operation, by draws of a seed. */
export class FaultDraw {
  #faults: readonly FaultOnTheWay[];
  readonly #rate: number;
  readonly #context: MockContext;
  readonly #random: () => number;
  /** What was asked for and failed; the same passes once. */
  readonly #failed = new Set<string>();

  private constructor(faults: readonly FaultOnTheWay[], rate: number, context: MockContext) {
    this.#faults = faults;
    this.#rate = rate;
    this.#context = context;
    const draws = seeded(context.seed, 'faults on the way');
    this.#random = () => draws.number.float();
  }

  /** @param rate from 0 to 1 */
  static async of(
    faults: readonly FaultOnTheWay[],
    rate: number,
    contract: Contract,
    seed: number,
  ): Promise<FaultDraw> {
    const authority = await Authority.create(seed);
    const store = new QualificationStore([], seed);
    return new FaultDraw(faults, rate, { contract, customers: [], authority, seed, store, draws: true });
  }

  /** The names of those that requests meet. */
  get on(): readonly string[] {
    return this.#faults.map(({ name }) => name);
  }

  /** Has requests meet a fault from now on, or no longer. Throws KitError for one that a proxy cannot have. */
  turn(name: string, on: boolean): void {
    const fault = faultOnTheWay(name);
    const others = this.#faults.filter((one) => one.name !== name);
    this.#faults = on ? [...others, fault] : others;
  }

  /** What a request meets: one fault before it leaves, or any number after it. @param target path and query below the base URL */
  draw(method: string, target: string): readonly FaultOnTheWay[] {
    if (!matchOperation(this.#context.contract, method, pathOfTarget(target))) return [];
    const drawn = this.#faults.filter((fault) => this.#meets(fault, `${fault.name} ${method} ${target}`));
    const first = drawn.find(({ when }) => when === 'before');
    return first ? [first] : drawn;
  }

  /** What becomes of a reply when it meets faults; the same object where nothing does. Throws what a behaviour throws. */
  async apply(faults: readonly FaultOnTheWay[], call: Call, reply: Reply): Promise<Reply> {
    let current = reply;
    for (const { start } of faults) {
      const known = current;
      current = await start(this.#context)(call, async () => known);
    }
    return current;
  }

  #meets({ once }: FaultOnTheWay, asked: string): boolean {
    if (once && this.#failed.delete(asked)) return false;
    const meets = this.#random() < this.#rate;
    if (meets && once && this.#failed.size < mostRemembered) this.#failed.add(asked);
    return meets;
  }
}

const mostRemembered = 10_000;
