import type { Behaviour, Middleware, MockContext } from './behaviour.js';
import type { Call } from './call.js';
import { behaviourNamed, faults } from './faults.js';
import type { Reply } from './reply.js';

/** Faults of one mock that are turned on and off while it runs. Each begins anew when it is turned on. */
export class FaultSwitches {
  /** All that can be switched: not how TLS is spoken, which is settled when the mock starts. */
  readonly all: readonly Behaviour[] = faults.filter(({ tls }) => tls === undefined);
  readonly #middlewares = new Map<string, Middleware>();
  readonly #changed = new Map<number, readonly string[]>();
  #context: MockContext | undefined;
  #wanted: readonly string[];

  /** @param on the names of those that are on from the beginning, the outermost first */
  constructor(on: readonly string[] = []) {
    this.#wanted = on;
    for (const name of on) behaviourNamed(name, this.all);
  }

  /** To stand innermost among the mock's behaviours. */
  readonly behaviour: Behaviour = {
    name: 'switches',
    summary: 'is wrong in the ways that are switched on',
    requirements: [],
    start: (context) => {
      this.#context = context;
      const on = this.#wanted;
      this.#wanted = [];
      for (const name of on) this.turn(name, true);
      return (call, next) => this.#answer(call, next);
    },
  };

  /** The names of those that are on, the outermost first. */
  get on(): readonly string[] {
    return this.#context ? [...this.#middlewares.keys()] : this.#wanted;
  }

  /** Throws KitError with the nearest name for one that there is not. */
  turn(name: string, on: boolean): void {
    const fault = behaviourNamed(name, this.all);
    if (!on) this.#middlewares.delete(name);
    else if (this.#context && !this.#middlewares.has(name))
      this.#middlewares.set(name, fault.start(this.#context));
  }

  /** The names of those that changed the answer to a call, by its number; once. */
  take(number: number): readonly string[] {
    const names = this.#changed.get(number) ?? [];
    this.#changed.delete(number);
    return names;
  }

  #answer(call: Call, next: (call: Call) => Promise<Reply>): Reply | Promise<Reply> {
    const layers = [...this.#middlewares].reduceRight<(call: Call) => Promise<Reply>>(
      (inner, [name, middleware]) =>
        async (received) => {
          let [healthy, heard]: [Reply?, Call?] = [];
          const reply = await middleware(received, async (passed) => {
            heard = passed;
            healthy = await inner(passed);
            return healthy;
          });
          if (reply !== healthy || heard !== received)
            this.#changed.set(call.number, [name, ...(this.#changed.get(call.number) ?? [])]);
          return reply;
        },
      next,
    );
    return layers(call);
  }
}
