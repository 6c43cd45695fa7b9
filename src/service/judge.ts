import type { CheckContext, Observation } from '../checks/observation.js';
import { finding, type Outcome } from '../checks/outcome.js';
import { judgeOwn, ownChecks } from '../checks/own-checks.js';
import { messageOf } from '../errors.js';
import { type Finding, mapFinding } from '../finding.js';
import { evidenceOf } from '../http/evidence.js';
import type { Answer, Exchange } from '../http/exchange.js';
import { judgeExchange } from '../operations/judge-exchange.js';
import { deviationOf, keptOf } from '../report/deviation.js';
import { type Proof, type RecordedFinding, type RequirementRecord, unjudged } from '../report/record.js';

/** A judgement may not wait for anything: what it needs was done before. */
type Immediate<Result> = Result extends PromiseLike<unknown> ? never : Result;

const mostFindings = 12;

/** What a test is about. */
export interface JudgedTest {
  /** The test's requirement; the empty text for a test that names none, whose own records have it for an id. */
  readonly id: string;
  /** The operation that the test is about; exchanges that name no operation are credited to it. */
  readonly operation: string;
  /** Whether a requirement is about an operation; what is not is not judged of it. */
  readonly isAbout: (id: string, operation: string) => boolean;
}

/** A finding, and the exchange that shows it. */
interface Told {
  readonly finding: Finding;
  readonly exchange?: Exchange;
}

/** What was found out of one requirement and one operation. */
interface Found {
  readonly id: string;
  readonly operation: string;
  readonly findings: Told[];
  readonly readings: Set<string>;
  judged: boolean;
  /** Kept for the test's own requirement alone. */
  proof?: Proof;
  /** Why it could not be judged on every exchange. */
  inconclusive?: string;
  /** Why a request could not be sent. */
  unsent?: string;
}

/** Collects what one test finds out, for its own requirement and for all that hold for every exchange. */
export class Judge {
  readonly #test: JudgedTest;
  readonly #context: CheckContext;
  readonly #found = new Map<string, Found>();
  #occasional: string | undefined;

  constructor(test: JudgedTest, context: CheckContext) {
    this.#test = test;
    this.#context = context;
  }

  /** Judges an exchange by the test's requirement. An exchange without a whole answer violates it: the service accepted the connection and did not do what is required. One that met a limit of the kit makes it inconclusive; a request that cannot be sent over the connection leaves nothing to judge. */
  judge<Result extends Outcome | undefined>(
    exchange: Exchange,
    check: (answer: Answer) => Immediate<Result>,
    note?: string,
  ): void {
    const { ending } = exchange;
    if (ending.kind === 'unreachable') return;
    const own = this.#own();
    if (ending.kind === 'limit') {
      if (ending.limit === 'request') own.unsent ??= this.#context.redactor.text(ending.message);
      else this.#cannotTell(own, ending.message);
      return;
    }
    const outcome: Outcome | undefined =
      ending.kind === 'broken'
        ? { findings: [finding('connection', 'an answer', ending.message)] }
        : check(ending.answer);
    if (outcome) this.#credit(own, outcome, exchange, note);
  }

  /** Judges by the test's requirement what was found out without an exchange. */
  conclude(outcome: Outcome): void {
    this.#credit(this.#own(), outcome);
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
      const { exchange, note } = observation;
      const operation = observation.operation?.id ?? this.#test.operation;
      const { ending } = exchange;
      // What could not be sent is no exchange.
      if (ending.kind === 'limit' && ending.limit !== 'request')
        this.#cannotTell(this.#of('AVL-001', operation), ending.message);
      for (const [id, outcome] of judgeExchange(observation, this.#context))
        if (this.#test.isAbout(id, operation)) this.#credit(this.#of(id, operation), outcome, exchange, note);
      this.#observeOwn(observation, operation);
    }
  }

  /** A check of somebody's own that throws makes its own requirement an error, and no other. */
  #observeOwn(observation: Observation, operation: string): void {
    const { exchange, note } = observation;
    if (exchange.ending.kind !== 'answered') return;
    for (const own of ownChecks()) {
      const found = this.#of(own.id, operation);
      try {
        const outcome = judgeOwn(own, exchange.ending.answer, observation);
        if (outcome) this.#credit(found, outcome, exchange, note);
      } catch (thrown) {
        this.#cannotTell(found, `its check failed: ${messageOf(thrown)}`);
      }
    }
  }

  /** All that was found out, by requirement and operation. */
  records(): readonly RequirementRecord[] {
    const found = [...this.#found.values()];
    const sharers = sharersOf(found);
    const records = found.flatMap((one) => recordsOf(one, this.#recorded(one, sharers)));
    const { id, operation } = this.#test;
    const own = records.some((one) => one.id === id && one.operation === operation);
    if (this.#occasional === undefined || own) return records;
    return [...records, unjudged(id, { verdict: 'skip', reason: this.#occasional }, operation)];
  }

  #own(): Found {
    return this.#of(this.#test.id, this.#test.operation);
  }

  #of(id: string, operation: string): Found {
    const key = `${id} ${operation}`;
    const found = this.#found.get(key) ?? { id, operation, findings: [], readings: new Set(), judged: false };
    this.#found.set(key, found);
    return found;
  }

  #cannotTell(found: Found, reason: string): void {
    found.inconclusive ??= this.#context.redactor.text(reason);
  }

  #credit(found: Found, outcome: Outcome, exchange?: Exchange, note?: string): void {
    found.judged = true;
    if (outcome.reading !== undefined) found.readings.add(outcome.reading);
    if (exchange && outcome.findings.length === 0 && !found.proof && found.id === this.#test.id)
      found.proof = {
        exchange: evidenceOf(exchange, this.#context.redactor),
        ...(note === undefined ? {} : { condition: this.#context.redactor.text(note) }),
      };
    for (const finding of outcome.findings)
      found.findings.push({
        finding: note === undefined ? finding : { ...finding, condition: note },
        ...(exchange ? { exchange } : {}),
      });
  }

  /** The findings as they go into a record, those that are kept. */
  #recorded({ id, operation, findings }: Found, sharers: Sharers): readonly RecordedFinding[] {
    const { redactor } = this.#context;
    const shared = findings.map((told) => {
      const sharing = sharers.get(told.exchange)?.get(deviationOf(told.finding)) ?? [];
      const alsoOf = [...sharing].filter((other) => other !== id).sort();
      return { ...told, ...(alsoOf.length > 0 ? { alsoOf } : {}) };
    });
    return keptOf(shared, mostFindings).map(({ finding, exchange, alsoOf }) => ({
      ...mapFinding(finding, (text) => redactor.text(text)),
      operation,
      ...(exchange ? { exchange: evidenceOf(exchange, redactor) } : {}),
      ...(alsoOf ? { alsoOf } : {}),
    }));
  }
}

/** The requirements that each deviation of each exchange violates. */
type Sharers = ReadonlyMap<Exchange | undefined, ReadonlyMap<string, ReadonlySet<string>>>;

function sharersOf(found: readonly Found[]): Sharers {
  const sharers = new Map<Exchange, Map<string, Set<string>>>();
  for (const { id, findings } of found) {
    for (const { finding, exchange } of findings) {
      if (!exchange) continue;
      const of = sharers.get(exchange) ?? new Map<string, Set<string>>();
      const deviation = deviationOf(finding);
      sharers.set(exchange, of.set(deviation, (of.get(deviation) ?? new Set<string>()).add(id)));
    }
  }
  return sharers;
}

function recordsOf(
  { id, operation, readings, judged, inconclusive, unsent, proof }: Found,
  findings: readonly RecordedFinding[],
): readonly RequirementRecord[] {
  const verdict = findings.length > 0 ? 'fail' : 'pass';
  const told: RequirementRecord = {
    id,
    operation,
    verdict,
    readings: [...readings],
    findings,
    ...(proof && findings.length === 0 ? { proof } : {}),
  };
  const unknown =
    inconclusive === undefined ? [] : [unjudged(id, { verdict: 'error', reason: inconclusive }, operation)];
  if (judged || inconclusive !== undefined || unsent === undefined)
    return [...(judged ? [told] : []), ...unknown];
  return [unjudged(id, { verdict: 'skip', reason: unsent, lawful: true }, operation)];
}
