import type { Attempt, Transcript } from '../client/transcript.js';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { headerValues, pathOfTarget } from '../http/exchange.js';
import type { SecretBook } from './secret-book.js';
import { credentialIn } from './secrets-in.js';
import type { ObservedExchange } from './traffic-exchange.js';

/** Attempts of one call as checks of the client's side judge them: below the base URL, by a contract of what their path offers. Who asked for what, and what came of it, is not known. @param count the number of the last one */
export function transcriptOfCall(
  attempts: readonly ObservedExchange[],
  contract: Contract,
  secrets: SecretBook,
  count = attempts.length,
): Transcript {
  const [first] = attempts;
  const began = first?.times?.startedMs ?? 0;
  const writes = first?.operation?.effect === 'write' ? first.operation : undefined;
  return {
    scenario: 'recorded',
    ...(writes ? { operation: writes, change: { qualification: '' } } : {}),
    calls: [
      {
        customerId: '',
        process: 0,
        outcome: { kind: 'none', reason: 'not recorded' },
        attempts: attempts.map((one, index) => attemptOf(one, count - attempts.length + index + 1, began)),
        durationMs: 0,
        leaks: { stdout: [], stderr: [] },
        stderr: '',
      },
    ],
    elsewhere: [],
    expected: '',
    malformedId: false,
    endless: false,
    timeoutMs: 0,
    usedElsewhere: new Map(),
    unreadable: 0,
    tokens: attempts.flatMap(tokensOf),
    secrets: secrets.tokens,
    contract: first?.documented ? offeredAt(contract, first) : contract,
  };
}

function attemptOf(
  { exchange, body, baseUrl, times }: ObservedExchange,
  number: number,
  began: number,
): Attempt {
  const { request } = exchange;
  const target = (request.origin + request.target).slice(baseUrl.length);
  return {
    number,
    exchange: { ...exchange, request: { ...request, origin: baseUrl, target } },
    body,
    receivedAtMs: (times?.startedMs ?? 0) - began,
    answeredAtMs: (times?.endedMs ?? 0) - began,
    met: false,
  };
}

/** Every well-formed credential is taken to be the token: nobody knows which one was granted (RFC 6750, 2.1). */
function tokensOf({ exchange }: ObservedExchange): readonly string[] {
  return headerValues(exchange.request.headers, 'authorization')
    .map(credentialIn)
    .filter((credential) => /^[\w.~+/-]+=*$/.test(credential));
}

const narrowed = new WeakMap<Contract, Map<string, Contract>>();

/** The contract with the operations of one path. */
function offeredAt(contract: Contract, { nearest, path }: ObservedExchange): Contract {
  const known = narrowed.get(contract) ?? new Map<string, Contract>();
  narrowed.set(contract, known);
  const made = known.get(nearest.template);
  if (made) return made;
  const offers = (one: Operation) => one.matchPath(pathOfTarget(path)) !== undefined;
  const offered = { ...contract, operations: contract.operations.filter(offers) };
  known.set(nearest.template, offered);
  return offered;
}
