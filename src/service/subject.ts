import type { Contract } from '../contract/contract.js';
import { customerAttribute } from '../contract/operation.js';
import { type ConnectionOptions, proxyFor } from '../http/connection-options.js';
import { isLoopback } from '../http/loopback.js';
import type { Grant, TokenSource } from '../identity/token-source.js';
import { startMock } from '../mock/server.js';
import type { ServerCertificate } from '../mock/server-certificate.js';
import { flowsOf } from '../target/open-target.js';
import {
  type Flow,
  type RefusedTokens,
  type Target,
  type TargetCustomer,
  tokensOf,
} from '../target/target.js';

/** Where the tokens of each flow come from; none where they were given. */
export type Sources = Readonly<Partial<Record<Flow, TokenSource>>>;

/** What is judged: a service somewhere, or the mock that comes with the kit. */
export interface Subject {
  readonly origin: string;
  readonly prefix: string;
  readonly tokens: Readonly<Partial<Record<Flow, string>>>;
  readonly customers: readonly TargetCustomer[];
  /** Customers that may be written to, which had no qualification. */
  readonly writable?: readonly TargetCustomer[];
  /** One of the partner's validation codes. */
  readonly validationCode?: string;
  /** Tokens that no service may accept. */
  readonly refused: RefusedTokens;
  /** The kit judges its own mock. */
  readonly selfCheck: boolean;
  /**
   * Puts a token that is good for a while in the place of a flow's, another one than the refused one if that can be had.
   * What was granted; undefined where tokens were given and cannot be fetched.
   */
  readonly renew?: (flow: Flow, refused?: string) => Promise<Grant | undefined>;
  /** How it is reached. */
  readonly connection: ConnectionOptions;
  /** Why its TLS cannot be judged; absent where it can. */
  readonly tlsSkipReason?: string;
  /** Nobody but this machine sees what is sent. */
  readonly loopback: boolean;
  close(): Promise<void>;
}

/** The embedded mock in a target's place: the same customers and kinds of tokens, as much restraint as towards it, and TLS where it has TLS. */
export async function rehearse(
  target: Target,
  contract: Contract,
  seed: number,
  connection: ConnectionOptions,
  writes = false,
): Promise<Subject> {
  const values = contract.operations.flatMap((one) => customerAttribute(one)?.values ?? []);
  const writing = writes ? (target.writing?.customers ?? []) : [];
  // Values that nobody knows differ, because that makes for more requests.
  const customers = target.customers.map(({ id, expected }, index) => ({
    id,
    qualification: expected ?? (writing.includes(id) ? 'none' : values[index % values.length]) ?? '',
  }));
  const secure = target.origin.startsWith('https:') ? await certified() : undefined;
  const mock = await startMock({ contract, seed, customers, ...(secure ? { tls: secure } : {}) });
  const flows = flowsOf(target);
  const minted = await Promise.all(
    flows.map(async (flow) => [flow, await mock.authority.mint(flow)] as const),
  );
  const refused = Object.entries(await mock.authority.mintWrong()).filter(([kind]) => kind in target.refused);
  return {
    origin: mock.origin,
    prefix: '',
    tokens: Object.fromEntries(minted),
    ...splitOf(target, writes, mock.store.codes[0]),
    refused: Object.fromEntries(refused),
    selfCheck: false,
    connection: { proxy: '', ...(secure ? { roots: [secure.ca] } : {}) },
    ...tlsOf(target.origin, connection),
    loopback: isLoopback(new URL(target.origin).hostname),
    close: () => mock.close(),
  };
}

/** The customers of a target by what is done to them, with the validation code: in a run that writes, those to write to are not read for anything else. */
function splitOf(
  { customers, writing }: Target,
  writes: boolean,
  validationCode: string | undefined,
): Pick<Subject, 'customers' | 'writable' | 'validationCode'> {
  if (!writes || !writing) return { customers };
  const given = writing.validationCode !== undefined || writing.validationCodeAt !== undefined;
  const mayBeWritten = ({ id }: TargetCustomer) => writing.customers.includes(id);
  return {
    customers: customers.filter((one) => !mayBeWritten(one)),
    writable: customers.filter(mayBeWritten).map(({ id }) => ({ id })),
    ...(given && validationCode !== undefined ? { validationCode } : {}),
  };
}

/** Loaded here alone: no other run needs what makes certificates. */
async function certified(): Promise<ServerCertificate> {
  return (await import('../mock/server-certificate.js')).makeServerCertificate();
}

function tlsOf(origin: string, connection: ConnectionOptions): { readonly tlsSkipReason?: string } {
  if (!origin.startsWith('https:')) return { tlsSkipReason: 'the base URL is plain HTTP' };
  return proxyFor(origin, connection)
    ? { tlsSkipReason: "a proxy is in between, which may speak TLS in the service's place" }
    : {};
}

/** The target, or the embedded mock where there is none. */
export async function openSubject(
  target: Target | undefined,
  contract: Contract,
  seed: number,
  connection: ConnectionOptions,
  sources: Sources = {},
  writes = false,
): Promise<Subject> {
  if (target) {
    const { origin, prefix, refused } = target;
    const tokens: Partial<Record<Flow, string>> = { ...tokensOf(target) };
    return {
      ...{ origin, prefix, refused, tokens },
      ...splitOf(target, writes, target.writing?.validationCode),
      renew: async (flow, refusedToken) => {
        const source = sources[flow];
        if (!source) return undefined;
        tokens[flow] = await (refusedToken === undefined ? source.token() : source.renew(refusedToken));
        return source.held;
      },
      selfCheck: false,
      connection,
      ...tlsOf(origin, connection),
      loopback: isLoopback(new URL(origin).hostname),
      close: async () => {},
    };
  }
  const mock = await startMock({ contract, seed });
  const [app, user] = await Promise.all([mock.authority.mint('app'), mock.authority.mint('user')]);
  const known = mock.customers.map(({ id, qualification, writable = false }) => ({
    customer: { id, expected: qualification },
    writable,
  }));
  const customers = known.filter(({ writable }) => !writable).map(({ customer }) => customer);
  const writable = known.filter((one) => one.writable).map(({ customer: { id } }) => ({ id }));
  const [validationCode = ''] = mock.store.codes;
  return {
    origin: mock.origin,
    prefix: '',
    tokens: { app, user },
    customers,
    writable,
    validationCode,
    refused: await mock.authority.mintWrong(),
    selfCheck: true,
    connection: {},
    ...tlsOf(mock.origin, {}),
    loopback: true,
    close: () => mock.close(),
  };
}
