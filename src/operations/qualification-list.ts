import { canonical } from '../contract/qualification.js';
import type { StoredQualification } from './customer-record.js';
import type { ToldQualification } from './operation-module.js';
import { spelledWithCapitals } from './spelling.js';

/** The items of a list of qualifications, in either of the two envelopes; undefined for anything else. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const inside = isObject(value) ? value['qualifications'] : undefined;
  return Array.isArray(inside) ? inside : undefined;
}

/** The qualifications that a list of them tells, in its order; an item that says `None` is none. Undefined where an item tells no qualification. */
export function toldByList(value: unknown): readonly ToldQualification[] | undefined {
  const told: ToldQualification[] = [];
  for (const item of itemsOf(value) ?? [undefined]) {
    const one = toldByItem(item);
    if (!one) return undefined;
    if (one.qualification !== 'none') told.push(one);
  }
  return told;
}

/** The qualification that an item of a list tells; undefined for anything else. */
export function toldByItem(item: unknown): ToldQualification | undefined {
  if (!isObject(item) || typeof item['qualification'] !== 'string') return undefined;
  const { vettingStatus } = item;
  return {
    qualification: canonical(item['qualification']),
    ...(typeof vettingStatus === 'string' ? { vettingStatus } : {}),
  };
}

/** A stored qualification as an item of a list, with its date under one of the two names that documents give it. */
export function itemOf(
  { qualification, vettingStatus, vettingReason, createdAt }: StoredQualification,
  date: 'vettingCreatedDate' | 'vettingCreateDate',
): object {
  const name = spelledWithCapitals(qualification);
  if (vettingStatus === undefined) return { qualification: name };
  return {
    qualification: name,
    vettingStatus,
    ...(vettingReason === undefined ? {} : { vettingReason }),
    [date]: new Date(createdAt).toISOString(),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
