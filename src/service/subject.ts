import type { Flow, RefusedTokens, Target, TargetCustomer } from '../config/target.js';
import type { Contract } from '../contract/contract.js';
import { customerAttribute } from '../contract/operation.js';
import { isLoopback } from '../http/loopback.js';
import { refusedBy } from '../mock/refused-tokens.js';
import { startMock } from '../mock/server.js';

/** What is judged: a service somewhere, or the mock that comes with the kit. */
export interface Subject {
  readonly origin: string;
  readonly prefix: string;
  readonly tokens: Readonly<Partial<Record<Flow, string>>>;
  readonly customers: readonly TargetCustomer[];
  /** Tokens that no service may accept. */
  readonly refused: RefusedTokens;
  /** The kit judges its own mock. */
  readonly selfCheck: boolean;
  /** Puts a new token in the place of a flow's; absent where tokens were given and cannot be fetched. */
  readonly renew?: (flow: Flow) => Promise<void>;
  /** Nobody but this machine sees what is sent. */
  readonly loopback: boolean;
  close(): Promise<void>;
}

/** The embedded mock in a target's place: the same customers and kinds of tokens, and as much restraint as towards it. */
export async function rehearse(target: Target, contract: Contract, seed: number): Promise<Subject> {
  const [some = 'education'] = contract.operations.flatMap((one) => customerAttribute(one)?.values ?? []);
  const customers = target.customers.map(({ id, expected = some }) => ({ id, qualification: expected }));
  const mock = await startMock({ contract, seed, customers });
  const flows = Object.keys(target.tokens) as Flow[];
  const minted = await Promise.all(
    flows.map(async (flow) => [flow, await mock.authority.mint(flow)] as const),
  );
  return {
    origin: mock.origin,
    prefix: '',
    tokens: Object.fromEntries(minted),
    customers: target.customers,
    refused: {},
    selfCheck: false,
    loopback: false,
    close: () => mock.close(),
  };
}

/** The target, or the embedded mock where there is none. */
export async function openSubject(
  target: Target | undefined,
  contract: Contract,
  seed: number,
  fetchToken?: (flow: Flow) => Promise<string>,
): Promise<Subject> {
  if (target) {
    const tokens: Partial<Record<Flow, string>> = { ...target.tokens };
    return {
      ...target,
      tokens,
      ...(fetchToken
        ? {
            renew: async (flow) => {
              tokens[flow] = await fetchToken(flow);
            },
          }
        : {}),
      selfCheck: false,
      loopback: isLoopback(new URL(target.origin).hostname),
      close: async () => {},
    };
  }
  const mock = await startMock({ contract, seed });
  const [app, user] = await Promise.all([mock.authority.mint('app'), mock.authority.mint('user')]);
  const customers = mock.customers.map(({ id, qualification }) => ({ id, expected: qualification }));
  return {
    origin: mock.origin,
    prefix: '',
    tokens: { app, user },
    customers,
    refused: await refusedBy(mock.authority),
    selfCheck: true,
    loopback: true,
    close: () => mock.close(),
  };
}
