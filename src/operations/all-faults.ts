// Written by scripts/list-operations.mjs.
import type { Behaviour } from '../mock/behaviour.js';
import { faults as createCustomerQualification } from './create-customer-qualification/faults.js';
import { faults as getCustomerQualifications } from './get-customer-qualifications/faults.js';
import { faults as updateCustomerQualification } from './update-customer-qualification/faults.js';

/** Those of every operation that has a folder here. */
export const faults: readonly Behaviour[] = [
  ...createCustomerQualification,
  ...getCustomerQualifications,
  ...updateCustomerQualification,
];
