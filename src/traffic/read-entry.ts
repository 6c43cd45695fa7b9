import type { Side } from '../catalogue/requirement.js';
import type { Exchange } from '../http/exchange.js';
import type { Gap } from './traffic-exchange.js';

/** An entry of a recording: an exchange, or why it is none that can be judged. */
export type ReadEntry = RecordedEntry | LeftAlone;

/** An exchange as a recording has it. */
export interface RecordedEntry {
  readonly kind: 'exchange';
  readonly exchange: Exchange;
  /** What the request brought as content. */
  readonly body: Uint8Array;
  readonly gaps: readonly Gap[];
  readonly sides: readonly Side[];
  readonly hostile: boolean;
}

/** What no network carried to the service, or the kit itself made as both sides. */
export interface LeftAlone {
  readonly kind: 'left alone';
  /** Without query; absent where there was none. */
  readonly url?: string;
  /** Such as `served from a cache`. */
  readonly reason: string;
}

/** Is told each entry of a recording, with its place in it, such as `entry 12`. */
export type EntrySink = (entry: ReadEntry, position: string) => void;

/** What takes the bytes of a recording, one piece after the other. */
export interface RecordingStream {
  write(chunk: Uint8Array): void;
  /** To be called behind the last byte. */
  end(): void;
}
