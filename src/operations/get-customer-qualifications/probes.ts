import { finding, holds, type Outcome, violated } from '../../checks/outcome.js';
import { isSuccess } from '../../checks/status.js';
import { canonical } from '../../contract/qualification.js';
import type { Answer } from '../../http/exchange.js';
import type { ToldQualification } from '../operation-module.js';
import { toldBy } from '../read-value.js';
import type { RequirementProbe } from '../requirement-probe.js';

/** Lists are judged wherever they are met (checks.ts); these probes make sure that there is one of every customer. */
const observed = ['QLS-001', 'QLS-002', 'QLS-003', 'QLS-004', 'QLS-005', 'QLS-006', 'QLS-009', 'QLS-010'];

/** How the requirements of the list are tested. */
export const probes: readonly RequirementProbe[] = [
  ...observed.map(
    (id): RequirementProbe => ({
      id,
      run: async ({ service, occasional }) => {
        occasional('no list had what this is about');
        await service.forEach(service.customers, (customer) => service.read(customer));
      },
    }),
  ),
  {
    id: 'QLS-007',
    run: async ({ service, judge, occasional }) => {
      const known = service.customers.filter(({ expected }) => expected !== undefined);
      service.skipIf(known.length === 0, 'no customer was given with the qualification it must have');
      occasional('no answer was a list of documented qualifications (QLS-003)');
      await service.forEach(
        known,
        (customer) => service.read(customer),
        (exchange, customer) =>
          judge(exchange, (answer) => {
            const told = isSuccess(answer) ? toldBy(answer, service.operation) : undefined;
            return told && holdsExpected(told, canonical(customer.expected ?? ''));
          }),
      );
    },
  },
  {
    id: 'QLS-008',
    run: async ({ service, judge, occasional }) => {
      const single = service.other('getCustomerQualification');
      if (!single) return service.skipIf(true, 'the singular read is not offered, or not judged');
      occasional('no customer was answered by both reads');
      await service.forEach(
        service.customers,
        async (customer) => {
          // Ends the test where lists of one customer do not all tell the same, which is BDY-011's to say.
          await service.value(customer);
          const before = await single.told(customer);
          const exchange = await service.read(customer);
          return { before, exchange, after: await single.told(customer) };
        },
        ({ before, exchange, after }) =>
          judge(exchange, (answer) => {
            const told = isSuccess(answer) ? toldBy(answer, service.operation) : undefined;
            // Somebody else may have changed it in between.
            return told && before && after && nameOf(before) === nameOf(after)
              ? agrees(told, nameOf(before))
              : undefined;
          }),
      );
    },
  },
  {
    id: 'QLS-011',
    run: async ({ service, judge }) => {
      const without = service.subject.customers.filter(
        ({ expected }) => expected !== undefined && canonical(expected) === 'none',
      );
      service.skipIf(without.length === 0, 'no customer is known to have no qualification');
      for (const customer of without) {
        const exchange = await service.read(customer);
        judge(exchange, (answer) => answersWithNone(answer));
      }
    },
  },
];

function nameOf([first]: readonly ToldQualification[]): string {
  return first?.qualification ?? 'none';
}

function inWords(told: readonly ToldQualification[]): string {
  return told.map(({ qualification }) => qualification).join(', ') || 'none';
}

function holdsExpected(told: readonly ToldQualification[], expected: string): Outcome {
  const found = expected === 'none' ? told.length === 0 : told.some((one) => one.qualification === expected);
  return found ? holds() : violated(finding('$', expected, inWords(told)));
}

/** What is approved, and what is not said to be vetted, stands in both reads. */
function agrees(told: readonly ToldQualification[], single: string): Outcome {
  const wanted = single === 'none' || told.some(({ qualification }) => qualification === single);
  const silent = told.find(
    ({ qualification, vettingStatus }) =>
      qualification !== 'stateownedentity' && vettingStatus === 'Approved' && qualification !== single,
  );
  return wanted && !silent
    ? holds()
    : violated(finding('$', `${single}, as the singular read tells`, inWords(told)));
}

function answersWithNone(answer: Answer): Outcome | undefined {
  if (!isSuccess(answer)) return violated(finding('status', 'the documented success', String(answer.status)));
  if (answer.body.length === 0) return violated(finding('content', 'a list', 'nothing'));
  const text = Buffer.from(answer.body).toString('utf8');
  return holds(/"qualification"/i.test(text) ? 'none' : 'empty');
}
