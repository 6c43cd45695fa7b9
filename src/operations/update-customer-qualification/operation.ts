import { canonical } from '../../contract/qualification.js';
import { toldByString } from '../bare-string.js';
import { singleQualificationOf } from '../customer-record.js';
import { type AdmittedCall, type MockAnswer, objectionTo, parsedContent, refusalOf } from '../mock-answer.js';
import type { OperationModule, QualificationChange } from '../operation-module.js';
import { spelledWithCapitals } from '../spelling.js';

/** The numbers of .NET's enum, which the page means with "the integer value". */
const numbers: Readonly<Record<string, number>> = {
  none: 0,
  education: 1,
  nonprofit: 2,
  governmentcommunitycloud: 3,
  stateownedentity: 4,
};

/** The page and the SDKs send the validation code in the query. */
function queryOf({ validationCode }: QualificationChange): string {
  return validationCode === undefined ? '' : `?code=${encodeURIComponent(validationCode)}`;
}

const settable = ['education', 'governmentcommunitycloud'];

/** The qualification that the content names by its number or its name, in canonical spelling; undefined where it names none. */
function namedBy(value: unknown): string | undefined {
  if (typeof value === 'string') return canonical(value);
  return Object.keys(numbers).find((name) => numbers[name] === value);
}

function answer(call: AdmittedCall): MockAnswer {
  const refusal = refusalOf(call);
  if (refusal) return refusal;
  const parsed = parsedContent(call);
  const qualification = parsed && namedBy(parsed.value);
  if (qualification === undefined) return { status: 400, refusal: 'invalid-request' };
  const { customer, query, spell } = call;
  const objection = objectionTo(qualification, settable, { customer, code: query.get('code') });
  if (objection) return objection;
  customer.add(qualification, 'approved');
  return { status: 200, value: spell(singleQualificationOf(customer.qualifications())) };
}

/** The write of a customer's one qualification. */
export const operation: OperationModule = {
  id: 'updateCustomerQualification',
  forms: [
    {
      reading: 'integer',
      compose: (change) => ({
        query: queryOf(change),
        content: JSON.stringify(numbers[change.qualification] ?? change.qualification),
      }),
    },
    {
      reading: 'string',
      compose: (change) => ({
        query: queryOf(change),
        content: JSON.stringify(spelledWithCapitals(change.qualification)),
      }),
    },
  ],
  told: toldByString,
  answer,
};
