import type { Waiver } from '../report/waivers/waiver.js';
import { shown } from './shown.js';

/** `waived: REASON (owner OWNER, ticket TICKET, until DAY)` */
export function waiverText({ reason, owner, ticket, expires }: Waiver): string {
  return shown(`waived: ${reason} (owner ${owner}, ticket ${ticket}, until ${expires})`, 2000);
}
