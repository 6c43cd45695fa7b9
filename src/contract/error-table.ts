/** The published table of error codes: for each code the statuses it may come with (the contract's `x-error-codes`). */
export type ErrorTable = ReadonlyMap<string, readonly number[]>;
