import { isDocumentedValue } from '../checks/body.js';
import { isSuccess } from '../checks/status.js';
import { readsOf } from '../contract/contract.js';
import { type Operation, parametersOf } from '../contract/operation.js';
import type { Answer, Ending } from '../http/exchange.js';
import { tokenVariables } from '../target/environment.js';
import type { Flow, TargetCustomer } from '../target/target.js';
import type { Verdict } from '../verdict.js';
import { NotJudged, type Over, RunOver } from './not-judged.js';
import { flowsOf, type HeaderChanges } from './probe.js';
import type { Sender } from './sender.js';
import {
  adviceOn,
  isServerFailure,
  tellUnread,
  type UnreadCustomer,
  unreadCustomer,
} from './unread-customer.js';
import { explained, plainCodeOf, wrongPlace } from './wrong-place.js';

/** A read that works, and for whom. */
export interface OfferedRead {
  readonly operation: string;
  /** Customers that the token can see; at least one. */
  readonly customers: readonly TargetCustomer[];
  /** Customers that it cannot. */
  readonly refusedCustomers: readonly UnreadCustomer[];
  /** Customers whose read failed by the service's own violation. */
  readonly failedCustomers: readonly UnreadCustomer[];
}

/** A read that does not work, while another one does. */
export interface UnofferedRead {
  readonly operation: string;
  readonly reason: string;
  /** The service failed, which is its own violation; else it refused every customer, as one does that has no such operation. */
  readonly failed: boolean;
}

/** What can be read, and how. */
export interface Ready {
  readonly ready: true;
  /** The flow whose token works; the other one may too. */
  readonly flow: Flow;
  /** At least one, in the contract's order. */
  readonly offered: readonly OfferedRead[];
  readonly notOffered: readonly UnofferedRead[];
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
    if (thrown instanceof RunOver) return cannotTell(thrown.message + nextStepAfter(thrown.over));
    if (thrown instanceof NotJudged) return cannotTell(thrown.message);
    throw thrown;
  });
  return found.ready ? found : { ...found, reason: sender.context.redactor.text(found.reason) };
}

async function look(sender: Sender): Promise<Preflight> {
  const found: (Read | Unread)[] = [];
  for (const operation of readsOf(sender.context.contract)) {
    const one = await lookAt(sender, operation, found.length === 0);
    found.push(one);
    if (!('flow' in one) && one.everywhere) break;
  }
  const offered = found.filter((one): one is Read => 'flow' in one);
  const unread = found.filter((one): one is Unread => !('flow' in one));
  const [first] = offered;
  if (!first) return unread[0]?.notReady ?? cannotTell('there is no customer to read');
  const { flow } = first;
  return {
    ready: true,
    flow,
    offered: offered.map(({ flow: _, ...read }) => read),
    notOffered: unread.map(({ operation, notReady, refused }) => ({
      operation,
      reason: refused ?? notReady.reason,
      failed: refused === undefined,
    })),
    headers: sender.settled,
  };
}

/** A read that works with a flow's token. */
type Read = OfferedRead & { readonly flow: Flow };

/** A read that does not work. */
interface Unread {
  readonly operation: string;
  /** What that means where no other read works. */
  readonly notReady: NotReady;
  /** How it is refused for every customer; absent where it is not. */
  readonly refused?: string;
  /** It says nothing good of any other read. */
  readonly everywhere: boolean;
}

async function lookAt(sender: Sender, operation: Operation, first: boolean): Promise<Read | Unread> {
  const { subject } = sender;
  const [customer] = subject.customers;
  const [flow] = flowsOf(subject);
  const { id } = operation;
  const unread = (notReady: NotReady, more: Partial<Unread> = {}): Unread => ({
    operation: id,
    notReady,
    everywhere: false,
    ...more,
  });
  if (!customer || !flow) return unread(cannotTell('there is no customer to read'), { everywhere: true });
  const base = subject.origin + subject.prefix;
  const { ending } = await sender.send({ operation, customer: customer.id, flow });
  if (ending.kind === 'broken')
    return unread(violated(`the first read got no whole answer: ${ending.message} (AVL-001)`));
  if (ending.kind === 'limit')
    return unread(cannotTell(`the first read could not be judged: ${ending.message}`));
  if (ending.kind === 'unreachable' && ending.tlsTooOld)
    return unread(violated(`no read is possible: ${ending.message} (TLS-001)`), { everywhere: true });
  if (ending.kind !== 'answered') return unread(cannotTell('there was no answer'), { everywhere: true });
  const { answer } = ending;
  const wrong = wrongPlace(ending, base);
  if (wrong !== undefined) return unread(cannotTell(wrong), refusedWith(answer.status));
  if (isServerFailure(answer.status))
    return unread(
      violated(`the first read answers ${answer.status}${explained(plainCodeOf(answer))} (AVL-002)`),
      refusedWith(answer.status),
    );
  if (first && isSuccess(answer) && (await answersEverything(sender, operation, answer, flow))) {
    const reason = `${base} answers a path that nobody documents with the same content, without a token; is the base URL right?`;
    return unread(cannotTell(reason), { everywhere: true });
  }
  if (first && answer.status === 400)
    sender.settle(await otherWordings(sender, operation, customer.id, flow));
  return readAll(sender, operation);
}

/** What a status says that a service without the operation answers. */
function refusedWith(status: number): Pick<Unread, 'refused'> | undefined {
  const meant = (status >= 400 && status < 500 && status !== 401 && status !== 429) || status === 501;
  return meant ? { refused: `is answered ${status} for every customer` } : undefined;
}

async function readAll(sender: Sender, operation: Operation): Promise<Read | Unread> {
  const unread: UnreadCustomer[] = [];
  const reasons: string[] = [];
  for (const flow of flowsOf(sender.subject)) {
    const { tokenRefusal, ...reads } = await readWith(sender, operation, flow);
    if (reads.customers.length > 0) return { operation: operation.id, flow, ...reads };
    if (tokenRefusal) {
      unread.push(tokenRefusal);
      reasons.push(`the token in ${tokenVariables[flow]} is refused with 401${explained(tokenRefusal.code)}`);
    }
    const others = [...reads.refusedCustomers, ...reads.failedCustomers];
    unread.push(...others);
    reasons.push(...others.map(tellUnread));
  }
  const told = `${[...new Set(reasons)].slice(0, 2).join('; ')}; ${adviceOn(unread)}`;
  const [status] = unread.map((one) => one.status);
  const refused = status !== undefined && unread.every((one) => refusedWith(one.status ?? 0));
  return {
    operation: operation.id,
    notReady: cannotTell(told),
    everywhere: false,
    ...(refused ? refusedWith(status) : {}),
  };
}

/** What came of reading each customer with a flow's token. */
interface Reads extends Omit<OfferedRead, 'operation'> {
  /** The token was refused, and nobody read after that. */
  readonly tokenRefusal?: UnreadCustomer;
}

async function readWith(sender: Sender, operation: Operation, flow: Flow): Promise<Reads> {
  const customers: TargetCustomer[] = [];
  const refusedCustomers: UnreadCustomer[] = [];
  const failedCustomers: UnreadCustomer[] = [];
  for (const { customer, ending } of await readEach(sender, operation, flow)) {
    const answer = ending.kind === 'answered' ? ending.answer : undefined;
    const unread = unreadCustomer(customer.id, ending);
    if (answer && isSuccess(answer)) customers.push(customer);
    else if (answer === undefined || isServerFailure(answer.status)) failedCustomers.push(unread);
    else if (answer.status === 401)
      return { customers, refusedCustomers, failedCustomers, tokenRefusal: unread };
    else refusedCustomers.push(unread);
  }
  return { customers, refusedCustomers, failedCustomers };
}

/** What came of reading each customer: beside each other where the run may, and what failed like that once more alone; else up to a refused token. */
async function readEach(
  sender: Sender,
  operation: Operation,
  flow: Flow,
): Promise<readonly { readonly customer: TargetCustomer; readonly ending: Ending }[]> {
  const read = async (customer: TargetCustomer) => {
    const { ending } = await sender.send({ operation, customer: customer.id, flow });
    return { customer, ending };
  };
  const beside = sender.width > 1 && sender.width < Number.POSITIVE_INFINITY;
  const found: { readonly customer: TargetCustomer; readonly ending: Ending }[] = [];
  for (const customer of sender.subject.customers) {
    if (beside && found.length > 0) break;
    const one = await read(customer);
    found.push(one);
    if (one.ending.kind === 'answered' && one.ending.answer.status === 401) return found;
  }
  for (const one of await Promise.all(sender.subject.customers.slice(found.length).map(read))) {
    const { ending, customer } = one;
    const failed = ending.kind !== 'answered' || isServerFailure(ending.answer.status);
    found.push(failed && !sender.outOfPatience ? await read(customer) : one);
  }
  return found;
}

/** A success that is no documented value is looked at twice: something that answers any path alike is not the API. */
async function answersEverything(
  sender: Sender,
  operation: Operation,
  answer: Answer,
  flow: Flow,
): Promise<boolean> {
  if (isDocumentedValue(answer, operation)?.findings.length === 0) return false;
  const probe = { path: '/qualification-kit/nobody-documents-this', headers: { Authorization: undefined } };
  const { ending } = await sender.send({ operation, probe, customer: '', flow });
  return (
    ending.kind === 'answered' &&
    isSuccess(ending.answer) &&
    Buffer.compare(ending.answer.body, answer.body) === 0
  );
}

/** The value of a disputed header, or its absence, with which a read that was refused as a bad request is answered. */
async function otherWordings(
  sender: Sender,
  operation: Operation,
  customer: string,
  flow: Flow,
): Promise<HeaderChanges> {
  for (const { name, schema } of parametersOf(operation, 'header').filter(({ disputed }) => disputed)) {
    const values = ((schema.source['enum'] as string[] | undefined) ?? []).slice(1);
    for (const value of [...values, undefined]) {
      const headers = { [name]: value };
      const { ending } = await sender.send({ operation, probe: { headers }, customer, flow });
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

/** What to do about a connection that there is not; nothing where the run ended for another reason. */
function nextStepAfter({ unreachable }: Over): string {
  if (unreachable === undefined) return '';
  switch (unreachable.cause) {
    case 'certificate':
      return '; name the authority that signed it in NODE_EXTRA_CA_CERTS';
    case 'protocol':
      return '; does the base URL have the right scheme and port?';
    case undefined:
      return '; is the service running, and is the base URL right?';
    default:
      return unreachable.cause satisfies never;
  }
}
