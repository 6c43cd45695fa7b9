import { errorCodeOf } from '../checks/error-body.js';
import { isSuccess } from '../checks/status.js';
import type { Flow, TargetCustomer } from '../config/target.js';
import { tokenVariables } from '../config/target.js';
import { readsOf } from '../contract/contract.js';
import { contentOf, textOf } from '../http/content.js';
import { type Answer, type Ending, headerValue } from '../http/exchange.js';
import type { Verdict } from '../verdict.js';
import { flowsOf } from './probe.js';
import { NotJudged, type Sender } from './sender.js';

/** What was found out before the first test: who can read whom, or why nothing can be judged. */
export type Preflight =
  | {
      readonly ready: true;
      /** The flow whose token works; the other one may too. */
      readonly flow: Flow;
      /** Customers that the token can see. */
      readonly customers: readonly TargetCustomer[];
      /** Customers that it cannot, and how the service said so. */
      readonly unseen: readonly string[];
    }
  | { readonly ready: false; readonly verdict: Extract<Verdict, 'skip' | 'error'>; readonly reason: string };

/** Reads each customer once. What goes wrong here has one cause, told in one line, instead of a failure in every test. */
export async function preflight(sender: Sender): Promise<Preflight> {
  try {
    return await look(sender);
  } catch (thrown) {
    if (thrown instanceof NotJudged) return cannotTell(thrown.message + nextStep(thrown.message));
    throw thrown;
  }
}

function nextStep(message: string): string {
  if (!message.startsWith('no connection')) return '';
  if (/certificate|CERT_|self-signed/i.test(message))
    return '; name the authority that signed it in NODE_EXTRA_CA_CERTS';
  if (/SSL|TLS|packet length|wrong version/i.test(message))
    return '; does the base URL have the right scheme and port?';
  return '; is the service running, and is the base URL right?';
}

async function look(sender: Sender): Promise<Preflight> {
  const { subject } = sender;
  const [read] = readsOf(sender.context.contract);
  const [first] = subject.customers;
  if (!read || !first) return cannotTell('there is no customer to read');
  const refusals: string[] = [];
  for (const flow of flowsOf(subject)) {
    const customers: TargetCustomer[] = [];
    const unseen: string[] = [];
    for (const customer of subject.customers) {
      const { ending } = await sender.send(read, {}, customer.id, flow, false);
      const wrong = customer === first ? wrongPlace(ending, subject.origin + subject.prefix) : undefined;
      if (wrong) return wrong;
      if (ending.kind !== 'answered') {
        unseen.push(`customer ${customer.id} got no whole answer (AVL-001)`);
        continue;
      }
      const { answer } = ending;
      if (isSuccess(answer)) customers.push(customer);
      else if (answer.status === 401) {
        refusals.push(`the token in ${tokenVariables[flow]} is refused with 401${explained(answer)}`);
        break;
      } else unseen.push(`customer ${customer.id} is refused with ${answer.status}${explained(answer)}`);
    }
    if (customers.length > 0) return { ready: true, flow, customers, unseen };
    refusals.push(...unseen);
  }
  return cannotTell(`${[...new Set(refusals)].slice(0, 2).join('; ')}; ${advice(refusals)}`);
}

/** Endings that mean that this is not the service, or that it does not work at all. */
function wrongPlace(ending: Ending, base: string): Preflight | undefined {
  if (ending.kind === 'broken')
    return ruined(`the first read got no whole answer: ${ending.message} (AVL-001)`);
  if (ending.kind !== 'answered') return undefined;
  const { answer } = ending;
  if (answer.status >= 300 && answer.status < 400) {
    return cannotTell(
      `${base} redirects to ${headerValue(answer.headers, 'location') ?? 'somewhere else'} (${answer.status}), which is never followed; is the base URL right?`,
    );
  }
  if (isHtml(answer))
    return cannotTell(
      `${base} answers HTML (${answer.status}), so it is probably not the API; is the base URL right?`,
    );
  if (answer.status === 410)
    return cannotTell(
      `${base} answers 410: the resource is gone; announcements retired this read on 6 May 2021`,
    );
  if (answer.status === 500 || answer.status === 501)
    return ruined(`the first read answers ${answer.status}${explained(answer)} (AVL-002)`);
  if (answer.status > 501)
    return cannotTell(
      `${base} answers ${answer.status}${explained(answer)}, also when asked again; is the service up?`,
    );
  return undefined;
}

function cannotTell(reason: string): Preflight {
  return { ready: false, verdict: 'error', reason };
}

/** The service's own violation, which is recorded, leaves nothing to judge the rest by. */
function ruined(reason: string): Preflight {
  return { ready: false, verdict: 'skip', reason };
}

function isHtml(answer: Answer): boolean {
  const content = contentOf(answer);
  const text =
    'bytes' in content ? (textOf(content.bytes)?.trimStart().slice(0, 200).toLowerCase() ?? '') : '';
  return /^<(!doctype html|html|head|body)/.test(text);
}

const meanings: Readonly<Record<string, string>> = {
  '20002': 'the partner has no relationship with the customer',
  '60003': 'the tenant was not found',
  '900118': 'the customer id is not valid',
  '900329': 'app-only tokens are not supported',
  '900420': 'the token is not valid or for another audience',
  '900421': 'the token lacks the MFA claim',
  '900308': 'the privileges do not suffice',
  '800001': 'the token is missing',
};

function explained(answer: Answer): string {
  const code = errorCodeOf(answer);
  if (code === undefined) return '';
  const meaning = meanings[code];
  return ` (code ${code}${meaning === undefined ? '' : `: ${meaning}`})`;
}

function advice(refusals: readonly string[]): string {
  if (refusals.some((refusal) => refusal.includes('401')))
    return 'get a new token for https://api.partnercenter.microsoft.com and the right tenant';
  if (refusals.some((refusal) => refusal.includes('404')))
    return 'check the ids in PARTNER_CENTER_CUSTOMERS; announcements also retired this read on 6 May 2021';
  return 'check the ids in PARTNER_CENTER_CUSTOMERS and what the token may read';
}
