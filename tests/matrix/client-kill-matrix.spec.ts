import { declareClientKillsByCommand } from '../kit/clients-under-test.js';

declareClientKillsByCommand();
