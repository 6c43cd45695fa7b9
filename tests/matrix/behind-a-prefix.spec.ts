import { declareKills } from '../kit/faults-under-test.js';

declareKills('named requirements', '/partner/api');
