/** A qualification as a service has it stored. */
export interface StoredQualification {
  /** In canonical spelling: lower case, without underscores. */
  readonly qualification: string;
  /** Absent for what is not vetted, such as a state owned entity. */
  readonly vettingStatus?: 'InReview' | 'Approved' | 'Denied';
  readonly vettingReason?: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** What a service has stored of one customer. */
export interface CustomerRecord {
  readonly id: string;
  /** As they are now, with all vetting that is over. */
  qualifications(): readonly StoredQualification[];
  /** Stores one more: approved at once, or to be vetted first. */
  add(qualification: string, how: 'approved' | 'vetted' | 'unvetted'): void;
  /** Whether a text is one of the partner's validation codes. */
  isValidationCode(code: string): boolean;
}

/** The one qualification that the singular read tells, `none` where nothing is approved; a state owned entity stands back. */
export function singleQualificationOf(stored: readonly StoredQualification[]): string {
  const told = stored.filter(({ vettingStatus = 'Approved' }) => vettingStatus === 'Approved');
  const [first] = told.filter(({ qualification }) => qualification !== 'stateownedentity');
  return (first ?? told[0])?.qualification ?? 'none';
}
