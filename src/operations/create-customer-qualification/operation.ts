import { canonical } from '../../contract/qualification.js';
import { type AdmittedCall, type MockAnswer, objectionTo, parsedContent, refusalOf } from '../mock-answer.js';
import type { OperationModule, QualificationChange } from '../operation-module.js';
import { itemOf, toldByItem, toldByList } from '../qualification-list.js';
import { spelledWithCapitals } from '../spelling.js';

/** The members that the newest page and the .NET SDK know; those that were not given are left out. */
function membersOf({ educationSegment, website, validationCode }: QualificationChange): object {
  return { educationSegment, website, validationCode };
}

const settable = ['education', 'governmentcommunitycloud', 'stateownedentity'];
const segments: readonly unknown[] = ['K12', 'HigherEducation'];

/** The members of a request whatever the letter case of their names, as .NET reads them; undefined for what is none. */
function requestIn(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = Object.fromEntries(Object.entries(value).map(([name, one]) => [name.toLowerCase(), one]));
  const { qualification, educationsegment: segment, website, validationcode: code } = members;
  const isText = (one: unknown) => one === undefined || one === null || typeof one === 'string';
  const sound = typeof qualification === 'string' && isText(website) && isText(code);
  return sound && (segment === undefined || segment === null || segments.includes(segment))
    ? members
    : undefined;
}

function answer(call: AdmittedCall): MockAnswer {
  const refusal = refusalOf(call);
  if (refusal) return refusal;
  const request = requestIn(parsedContent(call)?.value);
  if (!request) return { status: 400, refusal: 'invalid-request' };
  const { customer, query } = call;
  const qualification = canonical(String(request['qualification']));
  const code = query.get('code') ?? (request['validationcode'] as string | undefined);
  const objection = objectionTo(qualification, settable, { customer, code });
  if (objection) return objection;
  customer.add(qualification, qualification === 'stateownedentity' ? 'unvetted' : 'vetted');
  const created = customer
    .qualifications()
    .find((one) => one.qualification === qualification && one.vettingStatus !== 'Denied');
  return created
    ? { status: 201, value: itemOf(created, 'vettingCreateDate') }
    : { status: 500, refusal: 'unexpected' };
}

/** The request for one more qualification of a customer. */
export const operation: OperationModule = {
  id: 'createCustomerQualification',
  forms: [
    {
      reading: 'lower-case-key',
      compose: (change) => ({
        query: '',
        content: JSON.stringify({
          qualification: spelledWithCapitals(change.qualification),
          ...membersOf(change),
        }),
      }),
    },
    {
      reading: 'capital-key',
      compose: (change) => ({
        query:
          change.validationCode === undefined ? '' : `?code=${encodeURIComponent(change.validationCode)}`,
        content: JSON.stringify({ Qualification: spelledWithCapitals(change.qualification) }),
      }),
    },
  ],
  told: (value) => {
    const one = toldByItem(value);
    return one ? [one] : toldByList(value);
  },
  answer,
};
