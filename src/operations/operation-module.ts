import type { AdmittedCall, MockAnswer } from './mock-answer.js';

/** A qualification of a customer as an answer tells it. */
export interface ToldQualification {
  /** In canonical spelling: lower case, without underscores. */
  readonly qualification: string;
  /** As the service spells it; absent where it says nothing of vetting. */
  readonly vettingStatus?: string;
}

/** What a write asks for. */
export interface QualificationChange {
  /** In canonical spelling. */
  readonly qualification: string;
  readonly educationSegment?: 'K12' | 'HigherEducation';
  readonly website?: string;
  readonly validationCode?: string;
}

/** What a write's request has beside what every request has. */
export interface ChangeRequest {
  /** With its question mark; empty for none. */
  readonly query: string;
  /** A JSON text. */
  readonly content: string;
}

/** One of the forms that the documents give a write's request. */
export interface RequestForm {
  /** The id of the reading that this form belongs to. */
  readonly reading: string;
  compose(change: QualificationChange): ChangeRequest;
}

/** What an operation means, beside its shapes, which stand in the contract. */
export interface OperationModule {
  /** Its operationId. */
  readonly id: string;
  /** How a write is asked for, the form that most documents have first; none for a read. */
  readonly forms: readonly RequestForm[];
  /** The qualifications that the parsed content of a success tells; undefined for content of another shape. */
  told(value: unknown): readonly ToldQualification[] | undefined;
  /** How a healthy service answers. A write changes the customer's record. */
  answer(call: AdmittedCall): MockAnswer;
}
