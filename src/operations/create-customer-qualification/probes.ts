import { finding, holds, type Outcome, violated } from '../../checks/outcome.js';
import { answersWith, isSuccess } from '../../checks/status.js';
import { jsonContentOf } from '../../http/content.js';
import type { Answer } from '../../http/exchange.js';
import { toldByItem } from '../qualification-list.js';
import { toldBy } from '../read-value.js';
import type { RequirementProbe } from '../requirement-probe.js';
import { keepsQualification, readBack, tells } from '../valid-write.js';
import { writeProbes } from '../write-probes.js';
import { operation } from './operation.js';

/** How the requirements of the request for a qualification are tested. */
export const probes: readonly RequirementProbe[] = [
  {
    id: 'CRT-001',
    run: async ({ service, judge }) => {
      const valid = await service.writes.valid();
      judge(valid.exchange, (answer) => tells(answer, operation, answersWith(answer, 200, 201), valid));
      judge(valid.exchange, (answer) => holds(formOf(answer)));
    },
  },
  { id: 'CRT-002', run: readBack },
  { id: 'CRT-011', run: keepsQualification },
  {
    id: 'CRT-014',
    run: async ({ service, judge, occasional }) => {
      occasional('the answer tells no status of the vetting');
      const { exchange } = await service.writes.valid();
      judge(exchange, (answer) => isInReview(answer, service.operation));
    },
  },
  ...writeProbes('CRT', operation),
];

/** Which of the accepted forms the success has. */
function formOf(answer: Answer): string {
  if (answer.status === 200) return 'ok';
  return toldByItem(jsonContentOf(answer)?.value) ? 'created' : 'created-list';
}

function isInReview(answer: Answer, described: Parameters<typeof toldBy>[1]): Outcome | undefined {
  const told = isSuccess(answer) ? toldBy(answer, described) : undefined;
  const status = told?.find(({ qualification }) => qualification === 'education')?.vettingStatus;
  if (status === undefined) return undefined;
  return ['InReview', 'Approved'].includes(status)
    ? holds()
    : violated(finding('$.vettingStatus', 'InReview or Approved', status));
}
