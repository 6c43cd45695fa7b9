import { valueInWords } from '../checks/body.js';
import { errorCodeOf } from '../checks/error-body.js';
import { isSuccess } from '../checks/status.js';
import type { Operation } from '../contract/operation.js';
import { isSameQualification } from '../contract/qualification.js';
import type { Answer } from '../http/exchange.js';
import { Redactor } from '../http/redact.js';
import { exchange, type Limits, type RequestOptions } from '../http/transport.js';
import { explainCode } from '../service/explain-code.js';
import { compose } from '../service/probe.js';
import type { BaseUrl, Flow, TargetCustomer } from '../target/target.js';
import { type Diagnosis, problem, well } from './diagnosis.js';

/** One read of a customer, and how it is made. */
export interface TriedRead {
  readonly flow: Flow;
  readonly token: string;
  readonly base: BaseUrl;
  readonly operation: Operation;
  readonly customer: TargetCustomer;
  readonly limits: Limits;
  readonly options: RequestOptions;
}

/** Whether a read of one customer with a flow's token succeeds, and gives what the file expects. */
export async function examineRead(tried: TriedRead): Promise<Diagnosis> {
  const { flow, token, base, operation, customer, limits, options } = tried;
  const place = `${flow} read`;
  const planned = { operation, customer: customer.id, flow };
  const composed = compose(planned, { prefix: base.prefix, tokens: { [flow]: token } });
  const { ending } = await exchange({ ...composed, origin: base.origin }, limits, options);
  if (ending.kind !== 'answered')
    return problem(place, ending.message, 'check "baseUrl", the network and the proxy');
  const { answer } = ending;
  return isSuccess(answer) ? valueIn(answer, tried, place) : refusalIn(answer, place);
}

function valueIn(answer: Answer, { token, customer }: TriedRead, place: string): Diagnosis {
  const clean = new Redactor(new Map([[token, 'token']])).text(valueInWords(answer));
  const { id, expected } = customer;
  if (expected === undefined || isSameQualification(clean, expected))
    return well(place, `customer ${id} is ${clean}`);
  const next = 'correct the customer in the file; a run would call it a violation (BDY-010)';
  return problem(place, `customer ${id} is ${clean}, not ${expected} as the file expects`, next);
}

function refusalIn(answer: Answer, place: string): Diagnosis {
  const code = errorCodeOf(answer);
  const { means, next } = explainCode(answer.status, code);
  const told = code === undefined ? '' : `, code ${code}`;
  return problem(place, `answered ${answer.status}${told}: ${means}`, next);
}
