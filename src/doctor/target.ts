import { type Contract, readsOf } from '../contract/contract.js';
import { messageOf } from '../errors.js';
import { connectionOptionsFrom } from '../http/connection-options.js';
import { maxBodyBytes } from '../http/transport.js';
import {
  flowsOf,
  openTokens,
  targetFromFile,
  unsetVariablesOf,
  withClientKey,
} from '../target/open-target.js';
import { placeholdersIn } from '../target/placeholders.js';
import type { Flow, Target } from '../target/target.js';
import type { TargetsFile } from '../target/targets-file.js';
import { examineAuthority } from './authority.js';
import { type Diagnosis, problem, undetermined } from './diagnosis.js';
import { examineHost } from './host.js';
import { examineRead } from './read.js';
import { examineToken } from './token.js';
import { examineWritable, examineWriting } from './writable.js';

/** What lies between this machine and one read of a target: names, TLS, clock, proxy, authority, tokens, and the read. */
export async function* examineTarget(
  file: TargetsFile,
  name: string,
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
  const described = targetFromFile(file, name, contract);
  const { access, origin } = described;
  const opened = await withClientKey(described).catch(messageOf);
  if (typeof opened === 'string') {
    yield problem('TLS', opened, 'mend "clientCertificate" in the file');
    return;
  }
  const target = opened;
  const connection = attempt(() => connectionOptionsFrom(target.connection));
  if ('failure' in connection) {
    yield problem('TLS', connection.failure, 'name a PEM file in "ca", and a URL in "proxy"');
    return;
  }
  const limits = { timeoutMs, maxBodyBytes };
  const { client: _, ...toAuthority } = connection.value;
  const fetches = access && Object.values(access.identities).some(({ kind }) => kind !== 'token');
  const authority = fetches ? access : undefined;
  const origins = [origin, ...(authority ? [authority.authority] : [])];
  let reachable = true;
  for (const one of origins) {
    const options = one === origin ? connection.value : toAuthority;
    for await (const diagnosis of examineHost(new URL(one), options, timeoutMs)) {
      if (diagnosis.state === 'problem') reachable = false;
      yield diagnosis;
    }
  }
  if (!reachable) {
    for (const what of ['clock', 'authority', 'token', 'read']) yield undetermined(what, 'not reachable yet');
    return;
  }
  if (authority) yield await examineAuthority(authority, toAuthority, limits);
  yield* examineWriting(target);
  for (const flow of flowsOf(target)) {
    const token = await tokenOf(target, flow);
    if (typeof token !== 'string') {
      yield token;
      yield undetermined(`${flow} read`, 'there is no token');
      continue;
    }
    if (access) yield* examineToken(flow, token, access);
    const options = { connection: connection.value };
    const [operation] = readsOf(contract);
    const [customer] = target.customers;
    if (!operation || !customer) continue;
    yield await examineRead({ flow, token, base: target, operation, customer, limits, options });
    if (flow === 'user')
      yield* examineWritable(target, { flow, token, base: target, operation, limits, options });
  }
}

/** The flow's token, or why there is none. */
async function tokenOf(target: Target, flow: Flow): Promise<string | Diagnosis> {
  const unset = unsetVariablesOf(target, flow, process.env);
  if (unset.length > 0) {
    const told = unset.map((variable) => `env:${variable}`).join(' and ');
    const detail = `${told} ${unset.length === 1 ? 'is' : 'are'} not set, or empty`;
    return problem(`${flow} token`, detail, 'set it in the environment of this command');
  }
  try {
    return await (await openTokens(target, flow)).token();
  } catch (thrown) {
    const next = 'mend the identity in the file, or its registration';
    return problem(`${flow} token`, messageOf(thrown), next);
  }
}

/** What is made, or what making it threw. */
function attempt<Value>(make: () => Value): { readonly value: Value } | { readonly failure: string } {
  try {
    return { value: make() };
  } catch (thrown) {
    return { failure: messageOf(thrown) };
  }
}
