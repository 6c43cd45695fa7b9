// Written by scripts/list-operations.mjs.
import type { Behaviour } from '../mock/behaviour.js';
import { variations as createCustomerQualification } from './create-customer-qualification/variations.js';
import { variations as getCustomerQualifications } from './get-customer-qualifications/variations.js';
import { variations as updateCustomerQualification } from './update-customer-qualification/variations.js';

/** Those of every operation that has a folder here. */
export const variations: readonly Behaviour[] = [
  ...createCustomerQualification,
  ...getCustomerQualifications,
  ...updateCustomerQualification,
];
