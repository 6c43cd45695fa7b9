import { variations as ofOperations } from '../operations/all-variations.js';
import type { Behaviour } from './behaviour.js';
import { authorizationVariations } from './variations/authorization.js';
import { availabilityVariations } from './variations/availability.js';
import { bodyVariations } from './variations/body.js';
import { connectionsVariations } from './variations/connections.js';
import { customerIdVariations } from './variations/customer-id.js';
import { errorsVariations } from './variations/errors.js';
import { headersVariations } from './variations/headers.js';
import { routingVariations } from './variations/routing.js';
import { throttlingVariations } from './variations/throttling.js';
import { transportVariations } from './variations/transport.js';

/** Services that differ from the mock in ways that documents and standards allow; no requirement may turn red for one. */
export const variations: readonly Behaviour[] = [
  ...routingVariations,
  ...customerIdVariations,
  ...authorizationVariations,
  ...headersVariations,
  ...bodyVariations,
  ...errorsVariations,
  ...throttlingVariations,
  ...availabilityVariations,
  ...connectionsVariations,
  ...transportVariations,
  ...ofOperations,
];
