import { declareKills } from '../kit/faults-under-test.js';

declareKills('whole catalogue');
