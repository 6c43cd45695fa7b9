import { declareKills, firstFaults } from '../kit/faults-under-test.js';

declareKills('named requirements', '/partner/api', firstFaults);
