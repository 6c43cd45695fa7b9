import { isDocumentedValue } from '../checks/body.js';
import { isSuccess } from '../checks/status.js';
import { readsOf } from '../contract/contract.js';
import { type Operation, parametersOf } from '../contract/operation.js';
import type { Answer, Exchange } from '../http/exchange.js';
import { type Flow, type TargetCustomer, tokenVariables } from '../target/target.js';
import type { Verdict } from '../verdict.js';
import { flowsOf, type HeaderChanges } from './probe.js';
import { NotJudged, type Sender } from './sender.js';
import { explained, wrongPlace } from './wrong-place.js';

/** Who can be read, and how. */
export interface Ready {
  readonly ready: true;
  /** The flow whose token works; the other one may too. */
  readonly flow: Flow;
  /** Customers that the token can see. */
  readonly customers: readonly TargetCustomer[];
  /** Customers that it cannot, and how the service said so. */
  readonly refusedCustomers: readonly string[];
  /** Customers whose read failed by the service's own violation. */
  readonly failedCustomers: readonly string[];
  /** What valid requests carry beyond what the contract says, because the service reads a disputed header so. */
  readonly headers: HeaderChanges;
}

/** Why nothing can be judged. */
export interface NotReady {
  readonly ready: false;
  readonly verdict: Extract<Verdict, 'skip' | 'error'>;
  readonly reason: string;
}

/** What was found out before the first test. */
export type Preflight = Ready | NotReady;

/** Reads each customer once. What goes wrong here has one cause, told in one line, instead of a failure in every test. */
export async function preflight(sender: Sender): Promise<Preflight> {
  const found = await look(sender).catch((thrown: unknown): NotReady => {
    if (thrown instanceof NotJudged) return cannotTell(thrown.message + nextStep(thrown.message));
    throw thrown;
  });
  return found.ready ? found : { ...found, reason: sender.context.redactor.text(found.reason) };
}

async function look(sender: Sender): Promise<Preflight> {
  const { subject } = sender;
  const [read] = readsOf(sender.context.contract);
  const [first] = subject.customers;
  const [flow] = flowsOf(subject);
  if (!read || !first || !flow) return cannotTell('there is no customer to read');
  const base = subject.origin + subject.prefix;
  const { ending } = await sender.send(read, {}, first.id, flow, false);
  if (ending.kind === 'broken')
    return violated(`the first read got no whole answer: ${ending.message} (AVL-001)`);
  if (ending.kind === 'unreachable' && ending.tlsTooOld)
    return violated(`no read is possible: ${ending.message} (TLS-001)`);
  const wrong = wrongPlace(ending, base);
  if (wrong !== undefined) return cannotTell(wrong);
  if (ending.kind !== 'answered') return cannotTell('there was no answer');
  const { answer } = ending;
  if (answer.status === 500 || answer.status === 501)
    return violated(`the first read answers ${answer.status}${explained(answer)} (AVL-002)`);
  if (isSuccess(answer) && (await answersEverything(sender, read, answer, flow))) {
    return cannotTell(
      `${base} answers a path that nobody documents with the same content, without a token; is the base URL right?`,
    );
  }
  if (answer.status === 400) sender.settle(await otherWordings(sender, read, first.id, flow));
  return readAll(sender, read);
}

async function readAll(sender: Sender, read: Operation): Promise<Preflight> {
  const refusals: string[] = [];
  for (const flow of flowsOf(sender.subject)) {
    const customers: TargetCustomer[] = [];
    const refusedCustomers: string[] = [];
    const failedCustomers: string[] = [];
    for (const customer of sender.subject.customers) {
      const { ending } = await sender.send(read, {}, customer.id, flow, false);
      if (ending.kind === 'answered' && isSuccess(ending.answer)) customers.push(customer);
      else if (ending.kind !== 'answered')
        failedCustomers.push(`customer ${customer.id} got no whole answer (AVL-001)`);
      else if (ending.answer.status === 500 || ending.answer.status === 501)
        failedCustomers.push(`customer ${customer.id} answers ${ending.answer.status} (AVL-002)`);
      else if (ending.answer.status === 401) {
        refusals.push(`the token in ${tokenVariables[flow]} is refused with 401${explained(ending.answer)}`);
        break;
      } else
        refusedCustomers.push(
          `customer ${customer.id} is refused with ${ending.answer.status}${explained(ending.answer)}`,
        );
    }
    if (customers.length > 0)
      return { ready: true, flow, customers, refusedCustomers, failedCustomers, headers: sender.settled };
    refusals.push(...refusedCustomers, ...failedCustomers);
  }
  return cannotTell(`${[...new Set(refusals)].slice(0, 2).join('; ')}; ${advice(refusals)}`);
}

/** A success that is no documented value is looked at twice: something that answers any path alike is not the API. */
async function answersEverything(
  sender: Sender,
  read: Operation,
  answer: Answer,
  flow: Flow,
): Promise<boolean> {
  if (isDocumentedValue(answer, read)?.findings.length === 0) return false;
  const probe = { path: '/qualification-kit/nobody-documents-this', headers: { Authorization: undefined } };
  const { ending }: Exchange = await sender.send(read, probe, '', flow, false);
  return (
    ending.kind === 'answered' &&
    isSuccess(ending.answer) &&
    Buffer.compare(ending.answer.body, answer.body) === 0
  );
}

/** The value of a disputed header, or its absence, with which a read that was refused as a bad request is answered. */
async function otherWordings(
  sender: Sender,
  read: Operation,
  customer: string,
  flow: Flow,
): Promise<HeaderChanges> {
  for (const { name, schema } of parametersOf(read, 'header').filter(({ disputed }) => disputed)) {
    const values = ((schema.source['enum'] as string[] | undefined) ?? []).slice(1);
    for (const value of [...values, undefined]) {
      const headers = { [name]: value };
      const { ending } = await sender.send(read, { headers }, customer, flow, false);
      if (ending.kind === 'answered' && isSuccess(ending.answer)) return headers;
    }
  }
  return {};
}

function cannotTell(reason: string): NotReady {
  return { ready: false, verdict: 'error', reason };
}

/** The service's own violation, which is recorded, leaves nothing to judge the rest by. */
function violated(reason: string): NotReady {
  return { ready: false, verdict: 'skip', reason };
}

function nextStep(message: string): string {
  if (!message.startsWith('no connection')) return '';
  if (/certificate|self-signed/i.test(message))
    return '; name the authority that signed it in NODE_EXTRA_CA_CERTS';
  if (/SSL|TLS|packet length|wrong version/i.test(message))
    return '; does the base URL have the right scheme and port?';
  return '; is the service running, and is the base URL right?';
}

function advice(refusals: readonly string[]): string {
  if (refusals.some((refusal) => refusal.includes('401')))
    return 'get a new token for https://api.partnercenter.microsoft.com and the right tenant';
  if (refusals.some((refusal) => refusal.includes('404')))
    return 'check the ids in PARTNER_CENTER_CUSTOMERS; announcements also retired this read on 6 May 2021';
  return 'check the ids in PARTNER_CENTER_CUSTOMERS and what the token may read';
}
