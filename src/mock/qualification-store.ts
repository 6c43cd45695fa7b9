import { canonical } from '../contract/qualification.js';
import type { CustomerRecord, StoredQualification } from '../operations/customer-record.js';
import { type Generator, seeded } from '../seeded.js';
import type { Customer } from './customers.js';

/** Reasons for which vetting says no, as the documentation lists them. */
const denials = ['Not an Education Customer', 'Not an Academic Domain', 'Not an eligible Library'];

/** A time that only goes on when it is told to, beside that of the machine. */
export class VettingClock {
  #aheadMs = 0;

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  /** How far it is ahead of the machine's, in milliseconds. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** Lets time pass for vetting, in milliseconds. */
  advance(ms: number): void {
    this.#aheadMs += ms;
  }
}

/** How long the mock takes to vet what was asked for, in milliseconds. */
export const vettingMs = 86_400_000;

/** What the mock has stored of its customers: per mock, and seeded. */
export class QualificationStore {
  readonly clock = new VettingClock();
  /** The partner's validation codes. */
  readonly codes: readonly string[];
  readonly #customers: readonly Customer[];
  readonly #faker: Generator;
  #records: ReadonlyMap<string, StoredCustomer> = new Map();

  constructor(customers: readonly Customer[], seed: number) {
    this.#customers = customers;
    this.#faker = seeded(seed, 'qualifications');
    this.codes = [this.#faker.string.numeric({ length: 5, allowLeadingZeros: false })];
    this.reset();
  }

  /** The record of a customer, by its id in lower case. */
  record(id: string): CustomerRecord | undefined {
    return this.#records.get(id);
  }

  /** Forgets all writes. */
  reset(): void {
    const stored = this.#customers.map((customer) => {
      const createdAt = this.#faker.date.past({ refDate: '2026-01-01T00:00:00Z' }).getTime();
      const record = new StoredCustomer(customer, createdAt, this);
      return [customer.id.toLowerCase(), record] as const;
    });
    this.#records = new Map(stored);
  }

  /** What vetting finds out; every fourth time it says no. */
  decide(): Pick<StoredQualification, 'vettingStatus' | 'vettingReason'> {
    return this.#faker.number.int({ max: 3 }) === 0
      ? { vettingStatus: 'Denied', vettingReason: this.#faker.helpers.arrayElement(denials) }
      : { vettingStatus: 'Approved' };
  }
}

class StoredCustomer implements CustomerRecord {
  readonly id: string;
  readonly #store: QualificationStore;
  #qualifications: readonly StoredQualification[];
  #inReview = 0;

  constructor({ id, qualification }: Customer, createdAt: number, store: QualificationStore) {
    this.id = id;
    this.#store = store;
    const name = canonical(qualification);
    const vetting = name === 'stateownedentity' ? {} : ({ vettingStatus: 'Approved' } as const);
    this.#qualifications = name === 'none' ? [] : [{ qualification: name, createdAt, ...vetting }];
  }

  qualifications(): readonly StoredQualification[] {
    if (this.#inReview > 0) this.#vet(this.#store.clock.now());
    return this.#qualifications;
  }

  add(qualification: string, how: 'approved' | 'vetted' | 'unvetted'): void {
    const vetting = { approved: 'Approved', vetted: 'InReview', unvetted: undefined }[how];
    if (how === 'vetted') this.#inReview += 1;
    this.#qualifications = [
      ...this.#qualifications,
      {
        qualification,
        createdAt: this.#store.clock.now(),
        ...(vetting ? { vettingStatus: vetting as 'Approved' | 'InReview' } : {}),
      },
    ];
  }

  isValidationCode(code: string): boolean {
    return this.#store.codes.includes(code);
  }

  #vet(now: number): void {
    this.#qualifications = this.#qualifications.map((one) => {
      if (one.vettingStatus !== 'InReview' || now - one.createdAt < vettingMs) return one;
      this.#inReview -= 1;
      return { ...one, ...this.#store.decide() };
    });
  }
}
