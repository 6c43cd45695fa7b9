import { lookup } from 'node:dns/promises';
import { valueInWords } from '../checks/body.js';
import { errorCodeOf } from '../checks/error-body.js';
import { isSuccess } from '../checks/status.js';
import { type Contract, readsOf } from '../contract/contract.js';
import { isSameQualification } from '../contract/qualification.js';
import { messageOf } from '../errors.js';
import { type ConnectionOptions, connectionOptionsFrom, tunnelTo } from '../http/connection-options.js';
import { headerValue } from '../http/exchange.js';
import { handshake } from '../http/handshake.js';
import { Redactor } from '../http/redact.js';
import { exchange, maxBodyBytes } from '../http/transport.js';
import { explainCode } from '../service/explain-code.js';
import { compose } from '../service/probe.js';
import { baseUrlOf, flowsOf, openTokens, realmOf } from '../target/open-target.js';
import { placeholdersIn } from '../target/placeholders.js';
import type { Flow } from '../target/target.js';
import type { TargetEntry, TargetsFile } from '../target/targets-file.js';
import { type Diagnosis, problem, undetermined, well } from './diagnosis.js';
import { examineToken } from './token.js';

const mostSkewMs = 60_000;

/** What lies between this machine and one read of a target: names, TLS, clock, proxy, authority, tokens, and the read. */
export async function* examineTarget(
  file: TargetsFile,
  name: string,
  entry: TargetEntry,
  contract: Contract,
  timeoutMs: number,
): AsyncGenerator<Diagnosis> {
  const unfilled = placeholdersIn(file, name);
  if (unfilled.length > 0) {
    const names = unfilled.map((one) => one.name).join(', ');
    const places = unfilled.map(({ at }) => at).join(', ');
    yield problem('file', `${names} still as init wrote it`, `fill in ${places}`);
    return;
  }
  const realm = realmOf(entry, file.folder);
  const base = new URL(baseUrlOf(entry));
  const opened = connectionOf(realm.ca, realm.proxy);
  if ('problem' in opened) {
    yield opened.problem;
    return;
  }
  const { connection } = opened;
  const limits = { timeoutMs, maxBodyBytes };
  const needsAuthority = flowsOf(entry).some((flow) => entry.identities[flow]?.token === undefined);
  const hosts = [base, ...(needsAuthority ? [new URL(realm.authority)] : [])];
  let reachable = true;
  for (const url of hosts) {
    const proxied = (await tunnelTo(url.origin, connection)) !== undefined;
    for await (const diagnosis of examineHost(url, connection, proxied, timeoutMs)) {
      if (diagnosis.state === 'problem') reachable = false;
      yield diagnosis;
    }
  }
  if (!reachable) {
    for (const what of ['clock', 'authority', 'token', 'read']) yield undetermined(what, 'not reachable yet');
    return;
  }
  if (needsAuthority) yield await examineAuthority(realm.authority, realm.tenant, connection, limits);
  for (const flow of flowsOf(entry)) {
    let token: string;
    try {
      token = await (await openTokens(file, name, flow)).token();
    } catch (thrown) {
      const said = messageOf(thrown);
      const unset = / is not set$/.test(said);
      const next = unset
        ? 'set it in the environment of this command'
        : 'mend the identity in the file, or its registration';
      yield problem(`${flow} token`, said, next);
      yield undetermined(`${flow} read`, 'there is no token');
      continue;
    }
    yield* examineToken(flow, token, realm);
    yield* examineRead(flow, token, base, entry, contract, connection, limits);
  }
}

function connectionOf(
  ca?: string,
  proxy?: string,
): { readonly connection: ConnectionOptions } | { readonly problem: Diagnosis } {
  try {
    return {
      connection: connectionOptionsFrom({
        ...(ca === undefined ? {} : { ca }),
        ...(proxy === undefined ? {} : { proxy }),
      }),
    };
  } catch (thrown) {
    return { problem: problem('TLS', messageOf(thrown), 'name a PEM file in "ca", and a URL in "proxy"') };
  }
}

async function* examineHost(
  url: URL,
  connection: ConnectionOptions,
  proxied: boolean,
  timeoutMs: number,
): AsyncGenerator<Diagnosis> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (proxied) {
    yield well('proxy', `${url.host} is reached through a proxy`);
    return;
  }
  try {
    const { address } = await lookup(host);
    yield well('name', `${host} is ${address}`);
  } catch (thrown) {
    yield problem(
      'name',
      `${host}: ${messageOf(thrown)}`,
      'check the spelling, the network and the name server',
    );
    return;
  }
  if (url.protocol === 'https:') yield await examineTls(url, connection, timeoutMs);
}

/** The certificate chain is verified, and the version is 1.2 or later. */
async function examineTls(url: URL, connection: ConnectionOptions, timeoutMs: number): Promise<Diagnosis> {
  const shaken = await handshake(url, 'current', connection, timeoutMs);
  if (shaken.kind === 'agreed')
    return well('TLS', `${url.host} speaks ${shaken.version}, certificate until ${shaken.certificateUntil}`);
  if (shaken.kind === 'refused')
    return problem(
      'TLS',
      `${url.host} does not speak TLS 1.2 or 1.3: ${shaken.message}`,
      'switch TLS 1.2 on where its TLS ends (TLS-001)',
    );
  const next = 'set "ca" for a private authority; check host, port, firewall and proxy else';
  return problem('TLS', `${url.host}: ${shaken.message}`, next);
}

async function examineAuthority(
  authority: string,
  tenant: string,
  connection: ConnectionOptions,
  limits: { readonly timeoutMs: number; readonly maxBodyBytes: number },
): Promise<Diagnosis> {
  const target = `/${tenant}/v2.0/.well-known/openid-configuration`;
  const request = { method: 'GET', origin: new URL(authority).origin, target, headers: [] };
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

async function* examineRead(
  flow: Flow,
  token: string,
  base: URL,
  { customers }: TargetEntry,
  contract: Contract,
  connection: ConnectionOptions,
  limits: { readonly timeoutMs: number; readonly maxBodyBytes: number },
): AsyncGenerator<Diagnosis> {
  const [read] = readsOf(contract);
  const [customer] = customers;
  if (!read || !customer) return;
  const subject = {
    origin: base.origin,
    prefix: base.pathname.replace(/\/+$/, ''),
    tokens: { [flow]: token },
    customers: [],
    refused: {},
    selfCheck: false,
    connection,
    loopback: false,
    close: async () => {},
  };
  const composed = compose(read, {}, subject, customer.id, flow);
  const { ending } = await exchange({ ...composed, origin: base.origin }, limits, { connection });
  const place = `${flow} read`;
  if (ending.kind !== 'answered') {
    yield problem(place, ending.message, 'check "baseUrl", the network and the proxy');
    return;
  }
  const { answer } = ending;
  if (isSuccess(answer)) {
    const clean = new Redactor(new Map([[token, 'token']])).text(valueInWords(answer));
    const { id, qualification: expected } = customer;
    if (expected !== undefined && !isSameQualification(clean, expected)) {
      const next = 'correct the customer in the file; a run would call it a violation (BDY-010)';
      yield problem(place, `customer ${id} is ${clean}, not ${expected} as the file expects`, next);
      return;
    }
    yield well(place, `customer ${id} is ${clean}`);
    return;
  }
  const code = errorCodeOf(answer);
  const { means, next } = explainCode(answer.status, code);
  yield problem(
    place,
    `answered ${answer.status}${code === undefined ? '' : `, code ${code}`}: ${means}`,
    next,
  );
}
