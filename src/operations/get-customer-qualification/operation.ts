import { toldByString } from '../bare-string.js';
import { singleQualificationOf } from '../customer-record.js';
import type { OperationModule } from '../operation-module.js';

/** The read of a customer's one qualification, a bare string. */
export const operation: OperationModule = {
  id: 'getCustomerQualification',
  forms: [],
  told: toldByString,
  answer: ({ customer, spell }) => ({
    status: 200,
    value: spell(singleQualificationOf(customer.qualifications())),
  }),
};
