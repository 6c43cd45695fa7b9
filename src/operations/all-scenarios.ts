// Written by scripts/list-operations.mjs.
import type { Scenario } from '../client/scenario.js';
import { scenarios as createCustomerQualification } from './create-customer-qualification/scenarios.js';
import { scenarios as getCustomerQualifications } from './get-customer-qualifications/scenarios.js';
import { scenarios as updateCustomerQualification } from './update-customer-qualification/scenarios.js';

/** Those of every operation that has a folder here. */
export const scenarios: readonly Scenario[] = [
  ...createCustomerQualification,
  ...getCustomerQualifications,
  ...updateCustomerQualification,
];
