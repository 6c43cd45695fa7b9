import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { escapeUnseen } from '../files/json-text.js';
import type { Ending, HttpRequest } from '../http/exchange.js';
import type { Redactor } from '../http/redact.js';
import type { SentWrite, SparedCustomer } from '../report/reported-write.js';

/** The name of the journal in a run's folder. */
export const writesName = 'writes.ndjson';

/** What a line of writes.ndjson says; schemas/writes.schema.json describes it. */
export type WriteLine =
  | ({ readonly type: 'write'; readonly target: string; readonly content?: string } & SentWrite)
  | { readonly type: 'answer'; readonly n: number; readonly answer: string }
  | ({ readonly type: 'spared' } & SparedCustomer);

/** What is known of a write before it leaves, besides the request. */
export type PlannedWrite = Pick<SentWrite, 'operation' | 'customer' | 'value' | 'note'>;

/** How much of a request's content is noted, in characters. */
const mostContent = 200;

/** Notes each write before it leaves, so that a run that was cut off tells which were sent; and holds writes that a right service carries out against their budget. */
export class WriteJournal {
  readonly #file: string;
  readonly #redactor: Redactor;
  readonly #budget: number;
  #sent: number;
  #spent: number;
  /** Whose test writes from now on. */
  requirement = 'preflight';

  /** @param before how many writes earlier workers of the run noted, and how many of them counted */
  constructor(
    file: string,
    redactor: Redactor,
    budget: number,
    before: { readonly sent: number; readonly spent: number } = { sent: 0, spent: 0 },
  ) {
    this.#file = file;
    this.#redactor = redactor;
    this.#budget = budget;
    this.#sent = before.sent;
    this.#spent = before.spent;
  }

  /** How many writes were noted, and how many of them counted. */
  get counts(): { readonly sent: number; readonly spent: number } {
    return { sent: this.#sent, spent: this.#spent };
  }

  /** Notes a write that is about to leave. Returns its number, or why it may not leave. */
  note({ method, target, content }: HttpRequest, planned: PlannedWrite): number | string {
    if (planned.value !== undefined && this.#spent >= this.#budget)
      return `the write budget of ${this.#budget} is spent; raise "writeBudget" in targets.yaml`;
    if (planned.value !== undefined) this.#spent += 1;
    this.#sent += 1;
    this.#append({
      type: 'write',
      n: this.#sent,
      at: new Date().toISOString(),
      requirement: this.requirement,
      ...planned,
      method,
      target,
      ...(content === undefined ? {} : { content: content.slice(0, mostContent) }),
    });
    return this.#sent;
  }

  /** Notes what came of a write. */
  settle(n: number, ending: Ending): void {
    const answer = ending.kind === 'answered' ? String(ending.answer.status) : `no answer: ${ending.message}`;
    this.#append({ type: 'answer', n, answer });
  }

  /** Notes a customer that nothing will be written to. */
  spare(spared: SparedCustomer): void {
    this.#append({ type: 'spared', ...spared });
  }

  #append(line: WriteLine): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    appendFileSync(this.#file, `${escapeUnseen(this.#redactor.text(JSON.stringify(line)))}\n`, {
      flush: true,
    });
  }
}
