import { KitError } from '../errors.js';
import { type TargetEntry, type TargetsFile, targetNamed } from './targets-file.js';

/** A value that stands as `init` wrote it. */
export interface Placeholder {
  readonly name: string;
  /** `file:line` */
  readonly at: string;
}

const zeros = '00000000-0000-0000-0000-000000000000';

/** What nobody has filled in yet. */
export function placeholdersIn(file: TargetsFile, target: string): readonly Placeholder[] {
  const { tenant, identities, customers }: TargetEntry = targetNamed(file, target);
  const at = (...path: readonly (string | number)[]) => file.at(['targets', target, ...path]);
  return [
    ...(tenant === zeros ? [{ name: 'tenant', at: at('tenant') }] : []),
    ...Object.entries(identities).flatMap(([flow, one]) =>
      one?.clientId === zeros ? [{ name: `${flow}.clientId`, at: at('identities', flow, 'clientId') }] : [],
    ),
    ...customers.flatMap(({ id }, index) =>
      id === zeros ? [{ name: 'customers', at: at('customers', index, 'id') }] : [],
    ),
  ];
}

/** Throws KitError that names the lines to fill in, when there are any. */
export function demandFilledIn(file: TargetsFile, target: string): void {
  const left = placeholdersIn(file, target).map(({ name, at }) => `${name} at ${at}`);
  if (left.length > 0)
    throw new KitError(`the target ${target} stands as init wrote it; fill in ${left.join(', ')}`);
}
