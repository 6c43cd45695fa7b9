import { answering, type Behaviour } from '../../mock/behaviour.js';
import { withMembers } from '../../mock/error-reply.js';
import { status } from '../../mock/middleware.js';
import { writeFaults } from '../write-behaviours.js';
import { operation } from './operation.js';

/** Services whose request for a qualification is wrong, each in one way. */
export const faults: readonly Behaviour[] = [
  ...writeFaults({ word: 'create', area: 'CRT', operation }),
  answering('create-denies', ['CRT-014'], 'denies every request at once', status(201), (reply) =>
    withMembers(reply, { vettingStatus: 'Denied' }),
  ),
];
