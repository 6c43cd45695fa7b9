import { isSuccess } from '../checks/status.js';
import type { ConnectionOptions } from '../http/connection-options.js';
import { headerValue } from '../http/exchange.js';
import { exchange, type Limits } from '../http/transport.js';
import type { Access } from '../target/target.js';
import { type Diagnosis, problem, well } from './diagnosis.js';

const mostSkewMs = 60_000;

/** Whether an authority knows the tenant, and whether its clock agrees with this machine's. */
export async function examineAuthority(
  { authority, tenant }: Access,
  connection: ConnectionOptions,
  limits: Limits,
): Promise<Diagnosis> {
  const { origin, pathname } = new URL(authority);
  const target = `${pathname.replace(/\/+$/, '')}/${tenant}/v2.0/.well-known/openid-configuration`;
  const request = { method: 'GET', origin, target, headers: [] };
  const { ending } = await exchange(request, limits, { connection });
  if (ending.kind !== 'answered')
    return problem(
      'authority',
      `${authority}: ${ending.message}`,
      'check "authority", the network and the proxy',
    );
  const skew = skewOf(headerValue(ending.answer.headers, 'date'));
  if (skew !== undefined && Math.abs(skew) > mostSkewMs)
    return problem(
      'clock',
      `this machine is ${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? 'ahead of' : 'behind'} the authority`,
      'set the clock; tokens are refused by time',
    );
  return isSuccess(ending.answer)
    ? well('authority', `${authority} knows the tenant, clocks agree`)
    : problem(
        'authority',
        `${authority} answers ${ending.answer.status} for tenant ${tenant}`,
        'check "tenant" and "cloud"',
      );
}

/** How far this machine's clock is ahead, in milliseconds. */
function skewOf(date: string | undefined): number | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : Date.now() - time;
}
