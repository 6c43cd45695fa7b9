import type { CheckContext, Observation } from '../checks/observation.js';
import { finding, type Outcome } from '../checks/outcome.js';
import { judgeUniversally } from '../checks/universal.js';
import { mapFinding } from '../finding.js';
import { evidenceOf } from '../http/evidence.js';
import type { Answer, Exchange } from '../http/exchange.js';
import { type RecordedFinding, type RequirementRecord, unjudged } from '../report/record.js';

/** A judgement may not wait for anything: what it needs was done before. */
type Immediate<Result> = Result extends PromiseLike<unknown> ? never : Result;

const mostFindings = 12;

/** Collects what one test finds out, for its own requirement and for all that hold for every exchange. */
export class Judge {
  readonly #id: string;
  readonly #context: CheckContext;
  readonly #records = new Map<string, { findings: RecordedFinding[]; readings: Set<string> }>();
  /** Why requirements could not be judged on every exchange, by id. */
  readonly #inconclusive = new Map<string, string>();
  #occasional: string | undefined;

  /** @param id the test's requirement; the empty text for a test that names none, whose own records have it for an id */
  constructor(id: string, context: CheckContext) {
    this.#id = id;
    this.#context = context;
  }

  /** Judges an exchange by the test's requirement. An exchange without a whole answer violates it: the service accepted the connection and did not do what is required. One that met a limit of the kit makes it inconclusive. */
  judge<Result extends Outcome | undefined>(
    exchange: Exchange,
    check: (answer: Answer) => Immediate<Result>,
    note?: string,
  ): void {
    const { ending } = exchange;
    if (ending.kind === 'unreachable') return;
    if (ending.kind === 'limit') {
      this.#cannotTell(this.#id, ending.message);
      return;
    }
    const outcome: Outcome | undefined =
      ending.kind === 'broken'
        ? { findings: [finding('connection', 'an answer', ending.message)] }
        : check(ending.answer);
    if (outcome) this.#credit(this.#id, outcome, exchange, note);
  }

  /** Judges by the test's requirement what was found out without an exchange. */
  conclude(outcome: Outcome): void {
    this.#credit(this.#id, outcome);
  }

  /** Says why it is no error when nothing in this test gave occasion to judge its requirement. */
  occasional(reason: string): void {
    this.#occasional = reason;
  }

  /** Whether that was said. */
  get isOccasional(): boolean {
    return this.#occasional !== undefined;
  }

  /** Holds exchanges against everything that holds for every exchange. */
  observe(observations: readonly Observation[]): void {
    for (const observation of observations) {
      const { ending } = observation.exchange;
      if (ending.kind === 'limit') this.#cannotTell('AVL-001', ending.message);
      for (const [id, outcome] of judgeUniversally(observation, this.#context))
        this.#credit(id, outcome, observation.exchange, observation.note);
    }
  }

  /** All that was found out, by requirement. */
  records(): readonly RequirementRecord[] {
    const judged = [...this.#records].map(
      ([id, { findings, readings }]): RequirementRecord => ({
        id,
        verdict: findings.length > 0 ? 'fail' : 'pass',
        readings: [...readings],
        findings,
      }),
    );
    const inconclusive = [...this.#inconclusive].map(([id, reason]) =>
      unjudged(id, { verdict: 'error', reason }),
    );
    const records = [...judged, ...inconclusive];
    if (this.#occasional === undefined || records.some(({ id }) => id === this.#id)) return records;
    return [...records, unjudged(this.#id, { verdict: 'skip', reason: this.#occasional })];
  }

  #cannotTell(id: string, reason: string): void {
    if (!this.#inconclusive.has(id)) this.#inconclusive.set(id, this.#context.redactor.text(reason));
  }

  #credit(id: string, outcome: Outcome, exchange?: Exchange, note?: string): void {
    const record = this.#records.get(id) ?? { findings: [], readings: new Set() };
    this.#records.set(id, record);
    if (outcome.reading !== undefined) record.readings.add(outcome.reading);
    for (const finding of outcome.findings) {
      if (record.findings.length >= mostFindings) return;
      const { redactor } = this.#context;
      record.findings.push({
        ...mapFinding(note === undefined ? finding : { ...finding, condition: note }, (text) =>
          redactor.text(text),
        ),
        ...(exchange ? { exchange: evidenceOf(exchange, redactor) } : {}),
      });
    }
  }
}
