/** A request that could write, as it was noted before it left. */
export interface SentWrite {
  /** From 1, in the order in which they left. */
  readonly n: number;
  /** When it left. */
  readonly at: string;
  /** Whose test sent it. */
  readonly requirement: string;
  readonly operation: string;
  /** The segment of the path; not always a customer's id. */
  readonly customer: string;
  readonly method: string;
  /** What a right service writes; absent for what it refuses. */
  readonly value?: string;
  /** What is special about the request. */
  readonly note?: string;
}

/** The same when the run is over: `answer` is the status, or what came instead; absent where the run ended before it was known. */
export interface ReportedWrite extends SentWrite {
  readonly answer?: string;
}

/** A writable customer that nothing was written to. */
export interface SparedCustomer {
  readonly customer: string;
  readonly reason: string;
}

/** What a run wrote. */
export interface ReportedWrites {
  readonly requests: readonly ReportedWrite[];
  readonly spared: readonly SparedCustomer[];
}

/** A run's writes in lines: what was asked for and what came of it, and what nobody knows. */
export function linesOfWrites({ requests, spared }: ReportedWrites): readonly string[] {
  const customers = new Set(requests.map(({ customer }) => customer));
  const attempts = requests.filter(({ value }) => value === undefined);
  const asked = requests.filter((one) => one.value !== undefined || one.answer === undefined);
  return [
    `${counted(requests.length, 'request')} that could write, for ${counted(customers.size, 'id')}; ${attempts.length} to be refused (writes.ndjson has all)`,
    ...asked.map(
      ({ requirement, operation, customer, value = 'what is to be refused', answer = 'UNKNOWN' }) =>
        `${operation} of ${customer} to ${value} (${requirement}): ${answer}`,
    ),
    ...spared.map(({ customer, reason }) => `${customer} was left alone: ${reason}`),
  ];
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
