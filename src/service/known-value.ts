import { type Outcome, same } from '../checks/outcome.js';
import type { Operation } from '../contract/operation.js';
import { jsonContentOf } from '../http/content.js';
import type { Answer } from '../http/exchange.js';
import { valueToldBy } from '../operations/read-value.js';

/** What a valid read of a customer told, to hold other answers against. */
export class KnownValue {
  /** Two answers say the same exactly where their texts are equal. */
  readonly text: string;
  /** The answer was JSON. */
  readonly isJson: boolean;
  readonly #operation: Operation;

  constructor(answer: Answer, operation: Operation) {
    this.text = valueToldBy(answer, operation);
    this.isJson = jsonContentOf(answer) !== undefined;
    this.#operation = operation;
  }

  /** Holds when another success of the operation says the same. */
  isToldBy(answer: Answer): Outcome {
    return same('$', this.text, valueToldBy(answer, this.#operation));
  }
}

/** What valid reads told in this run, so that nothing is compared with a value that does not last. */
export class PlainReads {
  readonly #values = new Map<string, KnownValue[]>();

  /** Notes a value, and returns how many different ones the customer was told to have by the operation. */
  note(operation: Operation, customer: string, value: KnownValue): number {
    const values = this.#values.get(keyOf(operation, customer)) ?? [];
    if (!values.some(({ text }) => text === value.text)) values.push(value);
    this.#values.set(keyOf(operation, customer), values);
    return values.length;
  }

  /** The first value that was noted; undefined for none. */
  first(operation: Operation, customer: string): KnownValue | undefined {
    return this.#values.get(keyOf(operation, customer))?.[0];
  }

  /** To be called when the customer was written to. */
  forget(customer: string): void {
    for (const key of this.#values.keys()) if (key.endsWith(` ${customer}`)) this.#values.delete(key);
  }
}

function keyOf({ id }: Operation, customer: string): string {
  return `${id} ${customer}`;
}
