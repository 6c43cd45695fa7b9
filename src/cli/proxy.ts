import type { Contract } from '../contract/contract.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { lintOnce } from '../run/lint.js';
import { passOn } from '../run/pass-on.js';
import { parseBaseUrl } from '../target/base-url.js';
import { targetFromFile, withClientKey } from '../target/open-target.js';
import type { Target } from '../target/target.js';
import { readTargets } from '../target/targets-file.js';
import { faultOnTheWay } from '../traffic/proxy/faults.js';
import { type CommonOptions, choicesOf, waiversOf } from './choices.js';

export interface ProxyCommandOptions extends CommonOptions {
  readonly baseUrl?: string;
  readonly target?: string;
  readonly targets: string;
  readonly name: string;
  readonly port: number;
  /** Milliseconds. */
  readonly for?: number;
  readonly writes: boolean;
  readonly keepHost: boolean;
  readonly fault?: readonly string[];
  readonly rate?: number;
  readonly quiet: boolean;
  /** Where the page is that shows what passes; 0 is a free port. */
  readonly console?: number;
  readonly waivers?: string;
}

/** Checks everything that can be wrong before the first request, then passes on what clients send. The process ends with the exit code that the reports mean. */
export async function proxy(given: ProxyCommandOptions): Promise<void> {
  const { fault: faults = [], rate, name: id, port, for: forMs, writes: passes, keepHost, quiet } = given;
  const { console: page } = given;
  for (const name of faults) faultOnTheWay(name);
  if (rate !== undefined && faults.length === 0)
    throw new KitError('--rate is the share of requests that meet a --fault; give one');
  if (!/^[\w.-]{1,64}$/.test(id))
    throw new KitError(`--name "${id}" is no name of letters, digits, hyphens, dots and underscores`);
  // What may be written to is the client's choice: the run itself writes nothing.
  const { writes: _, ...own } = given;
  const choices = { ...choicesOf(own), ...waiversOf(given.waivers) };
  await lintOnce(choices.contract);
  const target = await withClientKey(targetOf(given, loadContract(choices.contract)));
  await passOn({
    kind: 'pass-on',
    choices,
    target,
    ...{ id, port, writes: passes, keepHost, faults, quiet },
    rate: rate ?? 1,
    ...(forMs === undefined ? {} : { forMs }),
    ...(page === undefined ? {} : { console: page }),
  });
}

/** What stands behind the proxy, without tokens: clients bring their own. */
function targetOf({ baseUrl, target, targets }: ProxyCommandOptions, contract: Contract): Target {
  if (target !== undefined) return targetFromFile(readTargets(targets, contract), target, contract);
  if (baseUrl === undefined)
    throw new KitError('nothing says what to stand in front of; give --target NAME or --base-url URL');
  const parsed = parseBaseUrl(baseUrl, contract);
  if (parsed.problem !== undefined) throw new KitError(`--base-url ${parsed.problem}`);
  const { origin, prefix } = parsed;
  return {
    ...{ id: 'service', name: 'the service', origin, prefix },
    ...{ grants: {}, customers: [], refused: {}, connection: {} },
  };
}
