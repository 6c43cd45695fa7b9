// Written by scripts/list-operations.mjs.
import { operation as createCustomerQualification } from './create-customer-qualification/operation.js';
import { operation as getCustomerQualification } from './get-customer-qualification/operation.js';
import { operation as getCustomerQualifications } from './get-customer-qualifications/operation.js';
import type { OperationModule } from './operation-module.js';
import { operation as updateCustomerQualification } from './update-customer-qualification/operation.js';

/** Those of every operation that has a folder here. */
export const operations: readonly OperationModule[] = [
  createCustomerQualification,
  getCustomerQualification,
  getCustomerQualifications,
  updateCustomerQualification,
];
