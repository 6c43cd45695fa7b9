import type { Attempt, DriverCall, Transcript } from '../client/transcript.js';
import type { Breakage, Ending, HeaderList, HttpRequest, Surroundings } from '../http/exchange.js';
import type { Handshake } from '../http/handshake.js';
import type { Report } from '../report/report.js';
import type { Flow, RefusedKind, TargetCustomer } from '../target/target.js';
import type { Verdict } from '../verdict.js';

/** What a line of evidence.ndjson says; schemas/evidence.schema.json describes it. */
export type EvidenceRecord =
  | HeaderRecord
  | SessionRecord
  | ExchangeRecord
  | HandshakeRecord
  | RenewalRecord
  | UnsentRecord
  | TranscriptRecord
  | VerdictRecord
  | FooterRecord;

/** A record in its file: its number from 1, and the SHA-256 of the line before it, of nothing for the first. */
export type Chained = EvidenceRecord & {
  readonly n: number;
  readonly previous: string;
};

/** The first line: who was judged, by what. */
export interface HeaderRecord
  extends Pick<
    Report,
    'kit' | 'contract' | 'catalogue' | 'subject' | 'seed' | 'strict' | 'only' | 'startedAt'
  > {
  readonly type: 'header';
  readonly format: 'qualification-kit-evidence/1';
  /** The operationIds that were chosen; absent for what is usual. */
  readonly onlyOperations?: readonly string[];
  /** Present where operations that write were judged too. */
  readonly judgesWrites?: true;
}

/** What tests knew of the service besides its answers. A run has one for each shard and each worker. */
export interface SessionRecord {
  readonly type: 'session';
  readonly origin: string;
  readonly prefix: string;
  readonly customers: readonly TargetCustomer[];
  /** By flow: what the token claims, as far as tests compare it; null for a token that is no JWT. */
  readonly tokens: Readonly<Partial<Record<Flow, TokenClaims | null>>>;
  readonly refused: readonly RefusedKind[];
  readonly loopback: boolean;
  readonly selfCheck: boolean;
  /** Customers without a qualification that could be written to; absent in a run that could not write. */
  readonly writable?: readonly TargetCustomer[];
  /** Whether a validation code was given. */
  readonly validationCode?: boolean;
  /** Why its TLS could not be judged. */
  readonly tlsUnseen?: string;
  /** How often each read at the end of the run was made; absent: as usual. */
  readonly repeat?: number;
}

/** Of a token: nothing that lets anybody in. */
export type TokenClaims = Readonly<Record<string, string | number>>;

/** What came of a request, with the raw bytes that came back. Secrets are replaced by `[name]`. */
export interface RecordedExchange {
  readonly request: HttpRequest;
  readonly ending: RecordedEnding;
  readonly startedAt: string;
  readonly durationMs: number;
  /** Such as `TLSv1.3`. */
  readonly tlsVersion?: string;
  /** The number of the connection that was kept for several requests, from 1 on in each worker. */
  readonly connection?: number;
}

/** How an exchange ended, as evidence has it. */
export type RecordedEnding =
  | (Omit<Surroundings, 'leftover'> & {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: HeaderList;
      readonly trailers?: HeaderList;
      /** The content as transferred, in base64. */
      readonly body: string;
      /** There was more content than is kept. */
      readonly overflow: boolean;
      /** Bytes behind the response, in base64. */
      readonly leftover?: string;
    })
  | { readonly kind: 'broken'; readonly breakage: Breakage; readonly message: string }
  | Extract<Ending, { readonly kind: 'limit' | 'unreachable' }>;

/** An exchange with the service under test. */
export interface ExchangeRecord extends RecordedExchange {
  readonly type: 'exchange';
  /** The requirement whose test made it; `preflight` for the look at the service before all tests, `traffic` for what somebody else made. */
  readonly requirement: string;
  /** What was special about the request. */
  readonly note?: string;
  /** Of an exchange that somebody else made: what was not observed, and why. */
  readonly missing?: readonly MissingPart[];
}

/** A part of an exchange that is not known, and why. */
export interface MissingPart {
  readonly part: string;
  readonly reason: string;
}

/** What the service made of an offer of TLS 1.0 and 1.1 alone. */
export interface HandshakeRecord {
  readonly type: 'handshake';
  readonly requirement: string;
  readonly handshake: Handshake;
}

/** What is seen between a test and the service, in its order. */
export type ServiceEvent = ExchangeRecord | HandshakeRecord | RenewalRecord | UnsentRecord;

/** A refused token was replaced by a new one. */
export interface RenewalRecord {
  readonly type: 'renewal';
  readonly requirement: string;
  readonly flow: Flow;
}

/** A test ended because a request was not sent any more. */
export interface UnsentRecord {
  readonly type: 'unsent';
  readonly requirement: string;
  readonly verdict: Extract<Verdict, 'skip' | 'error'>;
  readonly reason: string;
}

/** What was seen of a client in one scenario: a transcript without what every run has anew. */
export interface TranscriptRecord
  extends Pick<
    Transcript,
    | 'scenario'
    | 'change'
    | 'expected'
    | 'malformedId'
    | 'endless'
    | 'timeoutMs'
    | 'tokenRefusal'
    | 'unreadable'
    | 'unreadReasons'
  > {
  readonly type: 'transcript';
  /** The operationId; absent where the client called by itself. */
  readonly operation?: string;
  readonly calls: readonly RecordedCall[];
  readonly elsewhere: readonly RecordedAttempt[];
  readonly usedElsewhere: readonly (readonly [id: string, scenario: string])[];
}

/** A call of a driver in a scenario, with its attempts as evidence. */
export interface RecordedCall extends Omit<DriverCall, 'attempts'> {
  readonly attempts: readonly RecordedAttempt[];
}

/** An attempt of a call, with its exchange as evidence. */
export interface RecordedAttempt extends Omit<Attempt, 'exchange' | 'body'> {
  readonly exchange: RecordedExchange;
  /** What the request brought as content, in base64. */
  readonly body: string;
}

/** What the run made of a requirement. */
export interface VerdictRecord {
  readonly type: 'verdict';
  readonly requirement: string;
  readonly verdict: Verdict;
}

/** The last line: without it, the file was cut off. */
export interface FooterRecord {
  readonly type: 'footer';
  readonly verdict: Verdict;
}
