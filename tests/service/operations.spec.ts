import { probes } from '../../src/operations/all-probes.js';
import { requirementTest } from '../../src/playwright/service-test.js';

// What only one operation has to do is tested by the probes in its folder.
for (const { id, run } of probes) requirementTest(id, run);
