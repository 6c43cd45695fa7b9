/** The levels of a requirement, the strongest first. */
export const levels = ['MUST', 'SHOULD', 'MAY'] as const;

export type Level = (typeof levels)[number];
export type Side = 'service' | 'client';

/** Both sides, in the order of reports. */
export const sides: readonly Side[] = ['service', 'client'];

/** Words for operations by what they do: those that read, those that read one value and no list, those that write, those that answer with a bare string. */
export const operationKinds = ['reads', 'single-values', 'writes', 'bare-strings'] as const;

/** Which operations a requirement is about: those with one of the operationIds that are among the words, of all kinds that are; every one for no words. */
export type OperationScope = readonly string[];

/** Where a requirement comes from: a document of specs/sources.yaml, its section, and a short paraphrase. */
export interface Citation {
  readonly document: string;
  readonly section: string;
  readonly says: string;
}

/** One accepted way to read documents that contradict one another. */
export interface Reading {
  readonly id: string;
  readonly statement: string;
  readonly source: string;
}

/** One entry of a file under specs/, with the area it stands in. */
export interface Requirement {
  readonly id: string;
  readonly area: string;
  readonly side: Side;
  readonly level: Level;
  readonly operations: OperationScope;
  readonly statement: string;
  readonly sources: readonly Citation[];
  readonly test: string;
  readonly red: string;
  readonly fix: string;
  readonly dependsOn: readonly string[];
  readonly readings: readonly Reading[];
  /** `file:line` of the entry. */
  readonly at: string;
}

/** A document that requirements lean on; an entry of specs/sources.yaml. */
export interface Source {
  readonly title: string;
  readonly url?: string;
  readonly date: string;
  readonly evidence: string;
}

/** Whether a violation at this level fails a run: a MUST always, a SHOULD when the run is strict, a MAY never. */
export function isBinding(level: Level, strict: boolean): boolean {
  return level === 'MUST' || (level === 'SHOULD' && strict);
}

/** What the scope of a requirement asks of an operation. */
export interface ScopedOperation {
  readonly id: string;
  readonly effect: 'read' | 'write';
  /** Its success is a JSON string alone. */
  readonly bareString: boolean;
  /** Its success is one JSON value of one type, and no array. */
  readonly singleValue: boolean;
}

/** Whether a requirement is about an operation. */
export function isAbout(
  { operations }: Pick<Requirement, 'operations'>,
  { id, effect, bareString, singleValue }: ScopedOperation,
): boolean {
  const kinds: Readonly<Record<string, boolean>> = {
    reads: effect === 'read',
    'single-values': effect === 'read' && singleValue,
    writes: effect === 'write',
    'bare-strings': bareString,
  };
  const ids = operations.filter((word) => !(word in kinds));
  return operations.every((word) => kinds[word] ?? true) && (ids.length === 0 || ids.includes(id));
}

/** Whether a requirement is about one of the operations at least. */
export function isAboutAny(
  requirement: Pick<Requirement, 'operations'>,
  operations: readonly ScopedOperation[],
): boolean {
  return operations.some((operation) => isAbout(requirement, operation));
}
