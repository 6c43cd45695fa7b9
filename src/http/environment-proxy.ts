import { BlockList, isIP } from 'node:net';
import { plainIn } from '../files/plain-value.js';

/** A proxy that the environment names, and the variable that names it. */
export interface EnvironmentProxy {
  readonly variable: string;
  readonly value: string;
}

/**
 * The proxy on the way to an HTTPS origin, as curl reads the environment: a name in lower case goes before the same in
 * upper case, ALL_PROXY holds where HTTPS_PROXY does not, what is empty is not set. Undefined where there is none, and
 * where NO_PROXY names the host.
 */
export function environmentProxy(
  origin: string,
  env: NodeJS.ProcessEnv = process.env,
): EnvironmentProxy | undefined {
  const found = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']
    .map((variable) => ({ variable, value: plainIn(env, variable) ?? '' }))
    .find(({ value }) => value !== '');
  if (found === undefined) return undefined;
  const exempt = plainIn(env, 'no_proxy') || plainIn(env, 'NO_PROXY') || '';
  return isExempt(new URL(origin), exempt) ? undefined : found;
}

/**
 * Whether a list as NO_PROXY has it names the host of a URL: names, each with everything below it, addresses, networks
 * such as 10.0.0.0/8, each with a port or for all; `*` names every host. Commas or spaces stand in between.
 */
function isExempt(url: URL, list: string): boolean {
  const host = withoutDot(url.hostname.replace(/^\[|\]$/g, '')).toLowerCase();
  const port = url.port || '443';
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const { name, only } = partsOf(entry);
      return (only === undefined || only === port) && names(name, host);
    });
}

/** `[::1]:443`, `::1`, `host:443`, `host` and `10.0.0.0/8`. */
function partsOf(entry: string): { readonly name: string; readonly only?: string } {
  const [, within, behind] = /^\[([^\]]+)\](?::(\d+))?$/.exec(entry) ?? [];
  if (within !== undefined) return { name: within, ...(behind === undefined ? {} : { only: behind }) };
  const [, name, only] = /^([^:]+):(\d+)$/.exec(entry) ?? [];
  return name !== undefined && only !== undefined ? { name, only } : { name: entry };
}

function names(name: string, host: string): boolean {
  if (name === '*') return true;
  if (isIP(host)) return holds(name, host);
  const bare = withoutDot(name.replace(/^\*?\.+/, ''));
  if (bare.startsWith('*')) return host.endsWith(bare.slice(1));
  return bare !== '' && (host === bare || host.endsWith(`.${bare}`));
}

/** Whether an address, or a network, holds an address. */
function holds(name: string, host: string): boolean {
  const [address = '', bits] = name.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > most || bits === '') return false;
  const network = new BlockList();
  network.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return network.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6');
}

/** `example.com.` is `example.com`. */
function withoutDot(name: string): string {
  return name.replace(/\.$/, '');
}
