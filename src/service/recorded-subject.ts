import { createHash } from 'node:crypto';
import type { SessionRecord, TokenClaims } from '../evidence/evidence-record.js';
import type { StandIns } from '../evidence/unmask.js';
import { claimsOf, isJwt } from '../http/jwt.js';
import { type Flow, flows, type TargetCustomer } from '../target/target.js';
import type { Subject } from './subject.js';

/** A subject as evidence: without its tokens and its validation code. `writable` are the customers that may be written to. */
export function sessionRecordOf(
  subject: Subject,
  writable: readonly TargetCustomer[] | undefined,
): SessionRecord {
  const { origin, prefix, customers, tokens, refused, loopback, selfCheck, tlsSkipReason } = subject;
  const { validationCode } = subject;
  const known = flows.flatMap((flow) => {
    const token = tokens[flow];
    return token === undefined ? [] : [[flow, isJwt(token) ? comparedClaims(token) : null] as const];
  });
  return {
    type: 'session',
    origin,
    prefix,
    customers,
    tokens: Object.fromEntries(known),
    refused: Object.keys(refused) as SessionRecord['refused'],
    loopback,
    selfCheck,
    ...(writable === undefined ? {} : { writable, validationCode: validationCode !== undefined }),
    ...(tlsSkipReason === undefined ? {} : { tlsUnseen: tlsSkipReason }),
  };
}

/** The subject of an earlier run, with stand-ins for its tokens. */
export function subjectOf(session: SessionRecord, renews: (flow: Flow) => boolean): Subject {
  const tokens: Partial<Record<Flow, string>> = {};
  for (const flow of flows) {
    const claims = session.tokens[flow];
    if (claims !== undefined) tokens[flow] = standIn(`${flow} token`, claims);
  }
  const refused = session.refused.map((kind) => [kind, standIn(`refused token ${kind}`, {})]);
  let renewals = 0;
  const { tlsUnseen, validationCode = false, repeat: _, ...seen } = session;
  return {
    ...seen,
    ...(tlsUnseen === undefined ? {} : { tlsSkipReason: tlsUnseen }),
    tokens,
    ...(validationCode ? { validationCode: codeStandIn } : {}),
    refused: Object.fromEntries(refused),
    connection: {},
    renew: async (flow, refusedToken) => {
      if (refusedToken === undefined || !renews(flow)) return undefined;
      renewals += 1;
      const token = standIn(`${flow} token ${renewals}`, session.tokens[flow] ?? null);
      tokens[flow] = token;
      return { token };
    },
    close: async () => {},
  };
}

/** What masks a subject's secrets in evidence, and what stands in for them. */
export function standInsOf({ tokens, refused }: Subject): StandIns {
  const named = Object.entries(tokens).map(([flow, token]) => [`${flow} token`, token] as const);
  const [bad = standIn('refused token', {})] = Object.values(refused);
  const changed = Object.values(tokens)[0] ?? '';
  return new Map([
    ...named,
    ['refused token', bad],
    ['validation code', codeStandIn],
    ['changed token', `${changed.slice(0, Math.ceil(changed.length / 2))}changed`],
  ]);
}

/** In place of the validation code of an earlier run. */
const codeStandIn = 'validation-code';

/** The claims that tests compare. */
function comparedClaims(token: string): TokenClaims {
  const claims = claimsOf(token);
  const compared = ['aud', 'iss', 'tid', 'exp'].map((name) => [name, claims[name]] as const);
  return Object.fromEntries(
    compared.filter(
      (entry): entry is [string, string | number] =>
        typeof entry[1] === 'string' || typeof entry[1] === 'number',
    ),
  );
}

const inAThousandYears = 33_000_000_000;

/** A token that no service takes. A JWT has the claims; one that had not expired then never does. */
function standIn(name: string, claims: TokenClaims | null): string {
  const signature = createHash('sha512').update(name).digest('base64url');
  if (claims === null) return signature;
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const lasting = claims['exp'] === undefined ? {} : { exp: inAThousandYears };
  return `${part({ alg: 'none', typ: 'JWT', for: name })}.${part({ ...claims, ...lasting, jti: name })}.${signature}`;
}
