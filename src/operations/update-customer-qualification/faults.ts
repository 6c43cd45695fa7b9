import type { Behaviour } from '../../mock/behaviour.js';
import { writeFaults } from '../write-behaviours.js';
import { operation } from './operation.js';

/** Services whose update is wrong, each in one way. */
export const faults: readonly Behaviour[] = writeFaults({ word: 'update', area: 'UPD', operation });
