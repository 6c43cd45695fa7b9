import { KitError } from '../errors.js';
import type { Chained, RecordedAttempt, RecordedExchange } from '../evidence/evidence-record.js';
import { unmaskExchange } from '../evidence/unmask.js';
import { sha256Of } from '../files/sha256.js';
import { hiddenIn } from './har-headers.js';
import type { EntrySink, ReadEntry } from './read-entry.js';
import type { Gap } from './traffic-exchange.js';

const newline = 0x0a;

/** Reads evidence of the kit as its bytes come, holding one record at a time. */
export class EvidenceStream {
  readonly #name: string;
  readonly #sink: EntrySink;
  #rest: Buffer = Buffer.alloc(0);
  #line = 0;
  #previous = '';
  #whole = false;

  constructor(name: string, sink: EntrySink) {
    this.#name = name;
    this.#sink = sink;
  }

  /** Takes the next bytes. Throws KitError for a line that is no record, and for one that was changed. */
  write(chunk: Uint8Array): void {
    let bytes = Buffer.concat([this.#rest, chunk]);
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline)) {
      this.#take(bytes.subarray(0, end).toString('utf8'));
      bytes = bytes.subarray(end + 1);
    }
    this.#rest = Buffer.from(bytes);
  }

  /** To be called behind the last byte. Throws KitError for evidence that is cut off. */
  end(): void {
    if (this.#rest.length > 0) this.#take(this.#rest.toString('utf8'));
    if (!this.#whole)
      throw new KitError(`${this.#name} is cut off behind line ${this.#line}: it has no footer`);
  }

  #take(line: string): void {
    this.#line += 1;
    const record = this.#parse(line);
    if (this.#line === 1 && record.type === 'header' && record.format !== 'qualification-kit-evidence/1')
      throw new KitError(`${this.#name}:1 is no header of qualification-kit-evidence/1`);
    if (record.previous !== this.#previous)
      throw new KitError(
        `${this.#name}:${this.#line} does not follow the line before it: one of them was changed`,
      );
    this.#previous = sha256Of(line);
    this.#whole = record.type === 'footer';
    for (const [index, entry] of entriesOf(record).entries())
      this.#sink(entry, index === 0 ? `record ${record.n}` : `record ${record.n}, attempt ${index + 1}`);
  }

  #parse(line: string): Chained {
    try {
      return JSON.parse(line);
    } catch {
      throw new KitError(`${this.#name}:${this.#line} is not JSON`);
    }
  }
}

/** The exchanges of a record. What the kit asked for as a client says something of the service alone, and what it answered as a service of the client. */
function entriesOf(record: Chained): readonly ReadEntry[] {
  switch (record.type) {
    case 'exchange': {
      const traffic = record.requirement === 'traffic';
      const entry = entryOf(
        record,
        Buffer.from(record.request.content ?? ''),
        (record.missing ?? []) as readonly Gap[],
      );
      return [
        {
          ...entry,
          sides: traffic ? ['service', 'client'] : ['service'],
          hostile: record.note !== undefined,
        },
      ];
    }
    case 'transcript': {
      const onPurpose = 'the kit asked for it on purpose';
      if (record.malformedId)
        return record.calls.flatMap(({ attempts }) => attempts.map((one) => left(one, onPurpose)));
      const attempts = record.calls.flatMap((call) => call.attempts);
      return [
        ...attempts.map((one): ReadEntry => {
          const entry = entryOf(one.exchange, Buffer.from(one.body, 'base64'), []);
          return { ...entry, sides: ['client'], hostile: false };
        }),
        ...record.elsewhere.map((one) => left(one, onPurpose)),
      ];
    }
    case 'header':
    case 'session':
    case 'handshake':
    case 'renewal':
    case 'unsent':
    case 'verdict':
    case 'footer':
      return [];
    default:
      return record satisfies never;
  }
}

function entryOf(recorded: RecordedExchange, body: Uint8Array, missing: readonly Gap[]) {
  const exchange = unmaskExchange(recorded, new Map());
  const answered = exchange.ending.kind === 'answered' ? exchange.ending.answer.headers : [];
  const gaps = [
    ...missing,
    ...hiddenIn(exchange.request.headers, 'request'),
    ...hiddenIn(answered, 'answer'),
  ];
  return { kind: 'exchange' as const, exchange, body, gaps };
}

function left({ exchange: { request } }: RecordedAttempt, reason: string): ReadEntry {
  return { kind: 'left alone', url: `${request.origin}${request.target.split('?')[0]}`, reason };
}
