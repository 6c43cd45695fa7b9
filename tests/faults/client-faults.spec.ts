import { declareClientKills } from '../kit/clients-under-test.js';

declareClientKills('others');
