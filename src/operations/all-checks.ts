// Written by scripts/list-operations.mjs.
import type { RequirementCheck } from '../checks/observation.js';
import { checks as getCustomerQualifications } from './get-customer-qualifications/checks.js';

/** Those of every operation that has a folder here. */
export const checks: readonly RequirementCheck[] = [...getCustomerQualifications];
