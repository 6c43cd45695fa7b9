import type { Flow } from '../config/target.js';
import type { Breakage, HeaderList, Request } from '../http/exchange.js';
import type { Report } from '../report/report.js';
import type { Verdict } from '../verdict.js';

/** The lines of evidence.ndjson; schemas/evidence.schema.json describes them. Every line but the first repeats the SHA-256 of the line before it in `previous`. */
export type EvidenceRecord = Header | ExchangeRecord | TranscriptRecord | RequirementRecord | Footer;

/** Who was judged, by what. */
export interface Header
  extends Pick<
    Report,
    'kit' | 'contract' | 'catalogue' | 'subject' | 'seed' | 'strict' | 'only' | 'startedAt'
  > {
  readonly type: 'header';
  readonly format: 'qualification-kit-evidence/1';
}

/** What came of a request, with the raw bytes that came back. Secrets are replaced by `[name]`. */
export interface RecordedExchange {
  readonly request: Request;
  readonly ending: RecordedEnding;
  readonly startedAt: string;
  readonly durationMs: number;
}

export type RecordedEnding =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: HeaderList;
      /** The content as transferred, in base64. */
      readonly body: string;
      readonly overflow: boolean;
    }
  | { readonly kind: 'broken'; readonly breakage: Breakage; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string };

/** An exchange with the service under test. */
export interface ExchangeRecord extends RecordedExchange {
  readonly type: 'exchange';
  /** The requirement whose test made it; `preflight` for the look at the service before all tests. */
  readonly requirement: string;
  readonly final: boolean;
  readonly note?: string;
}

/** What was seen of a client in one scenario. */
export interface TranscriptRecord {
  readonly type: 'transcript';
  readonly scenario: string;
  readonly calls: readonly RecordedCall[];
  readonly elsewhere: readonly RecordedAttempt[];
}

export interface RecordedCall {
  readonly customerId: string;
  readonly durationMs: number;
  readonly attempts: readonly RecordedAttempt[];
}

export interface RecordedAttempt {
  readonly number: number;
  readonly exchange: RecordedExchange;
  /** What the request brought as content, in base64. */
  readonly body: string;
  readonly receivedAtMs: number;
  readonly answeredAtMs: number;
}

/** What a run made of a requirement. */
export interface RequirementRecord {
  readonly type: 'verdict';
  readonly requirement: string;
  readonly verdict: Verdict;
}

/** The last line: what is missing behind it was cut off. */
export interface Footer {
  readonly type: 'footer';
  /** Lines in front of this one. */
  readonly records: number;
  readonly verdict: Verdict;
  readonly flows?: readonly Flow[];
}
