import type { OperationModule } from '../operation-module.js';
import { itemOf, toldByList } from '../qualification-list.js';

/** The read of all of a customer's qualifications, with their vetting. */
export const operation: OperationModule = {
  id: 'getCustomerQualifications',
  forms: [],
  told: toldByList,
  answer: ({ customer }) => ({
    status: 200,
    value: customer.qualifications().map((one) => itemOf(one, 'vettingCreatedDate')),
  }),
};
