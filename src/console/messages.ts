import type { Verdict } from '../verdict.js';

/** What an exchange says of one side, for a row. */
export interface ShownSide {
  readonly verdict: Verdict;
  readonly held: readonly string[];
  readonly violated: readonly { readonly requirement: string; readonly message: string }[];
}

/** An exchange as the list has it. No text in it holds a secret, and none a character that cannot be seen. */
export interface Row {
  /** Counts from 1 over the console's life. */
  readonly number: number;
  /** Milliseconds since 1970, when the request began. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** The operationId; absent where the request names none. */
  readonly operation?: string;
  /** Absent where no whole answer came. */
  readonly status?: number;
  /** Why none came. */
  readonly failure?: string;
  readonly service: ShownSide;
  readonly client: ShownSide;
  /** In lower case, each absent where the request had none. */
  readonly requestId?: string;
  readonly correlationId?: string;
  /** The faults that changed the answer. */
  readonly faults: readonly string[];
}

export type ShownHeaders = readonly (readonly [name: string, value: string])[];

/** Content as text and as bytes, each of what it can be shown as. */
export interface ShownContent {
  /** How many bytes there were. */
  readonly bytes: number;
  readonly text?: string;
  /** The first of them in base64; absent where they hold a secret. */
  readonly base64?: string;
}

/** All that is shown of one exchange. */
export interface Detail {
  readonly row: Row;
  readonly url: string;
  readonly request: { readonly headers: ShownHeaders; readonly content?: ShownContent };
  readonly response?: {
    readonly headers: ShownHeaders;
    readonly trailers: ShownHeaders;
    readonly content: ShownContent;
  };
  /** The command that sends the request again, with variables in place of secrets; absent where curl cannot. */
  readonly curl?: { readonly command: string; readonly notes: readonly string[] };
}

/** A value to copy: a secret one is only told when it is asked for. */
export interface ConnectLine {
  /** The name of an environment variable. */
  readonly name: string;
  /** Absent for a secret. */
  readonly value?: string;
}

/** A fault that can be switched. */
export interface ShownFault {
  readonly name: string;
  readonly summary: string;
  readonly requirements: readonly string[];
}

/** What does not change while the console runs. */
export interface About {
  readonly title: string;
  readonly connect: readonly ConnectLine[];
  readonly faults: readonly ShownFault[];
  /** How many exchanges are kept. */
  readonly most: number;
}

/** A customer of the mock, and what is stored of it. */
export interface ShownCustomer {
  readonly id: string;
  readonly writable: boolean;
  readonly qualifications: readonly { readonly qualification: string; readonly vettingStatus?: string }[];
}

/** What changes by requests and by switches. */
export interface State {
  /** The names of the faults that are on. */
  readonly faults: readonly string[];
  /** Absent where nobody knows them. */
  readonly customers?: readonly ShownCustomer[];
  /** How far the clock of vetting is ahead, in milliseconds; absent where there is none. */
  readonly aheadMs?: number;
}

/** What the page may ask to be changed, by the last part of its path. */
export interface Changes {
  readonly fault: { readonly name: string; readonly on: boolean };
  readonly clock: { readonly advanceMs: number };
  readonly reset: Record<never, never>;
  readonly clear: Record<never, never>;
  /** Tells a secret value; `*` for all lines of the environment. */
  readonly secret: { readonly name: string };
}
