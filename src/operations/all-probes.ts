// Written by scripts/list-operations.mjs.
import { probes as createCustomerQualification } from './create-customer-qualification/probes.js';
import { probes as getCustomerQualifications } from './get-customer-qualifications/probes.js';
import type { RequirementProbe } from './requirement-probe.js';
import { probes as updateCustomerQualification } from './update-customer-qualification/probes.js';

/** Those of every operation that has a folder here. */
export const probes: readonly RequirementProbe[] = [
  ...createCustomerQualification,
  ...getCustomerQualifications,
  ...updateCustomerQualification,
];
