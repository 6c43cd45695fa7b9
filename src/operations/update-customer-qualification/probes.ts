import { answersWith } from '../../checks/status.js';
import type { RequirementProbe } from '../requirement-probe.js';
import { keepsQualification, readBack, tells } from '../valid-write.js';
import { writeProbes } from '../write-probes.js';
import { operation } from './operation.js';

/** How the requirements of the update are tested. */
export const probes: readonly RequirementProbe[] = [
  {
    id: 'UPD-001',
    run: async ({ service, judge }) => {
      const valid = await service.writes.valid();
      judge(valid.exchange, (answer) => tells(answer, operation, answersWith(answer, 200), valid));
    },
  },
  { id: 'UPD-002', run: readBack },
  { id: 'UPD-011', run: keepsQualification },
  ...writeProbes('UPD', operation),
];
