import type { ClientCertificateFiles } from '../http/client-certificate.js';
import type { Identity } from '../identity/identity.js';
import type { Realm } from '../identity/open-identity.js';
import type { Grant } from '../identity/token-source.js';
import type { ExtraHeaders } from './extra-headers.js';

/** The two kinds of tokens the documents name: an application's own, and a signed-in user's. */
export type Flow = 'app' | 'user';

export const flows: readonly Flow[] = ['app', 'user'];

/** A customer to read, and the qualification it must have, if that is known. */
export interface TargetCustomer {
  readonly id: string;
  readonly expected?: string;
}

/** What a token that no service may accept has wrong, each in one way. */
export type RefusedKind = 'expired' | 'otherAudience' | 'otherTenant' | 'otherIssuer';

/** Tokens to be refused, which only an authority can make. */
export type RefusedTokens = Readonly<Partial<Record<RefusedKind, string>>>;

/** How much a run may ask of a service. */
export interface Allowance {
  /** Most requests in the run. */
  readonly budget: number;
  /** Most requests in a second. */
  readonly pace: number;
}

/** How a run asks. */
export interface Manners {
  /** Most requests that are open at a time; with 1, the tests go one after the other. */
  readonly parallel: number;
  /** Longest time that a run spends in all on answers that do not come, in milliseconds. */
  readonly hangBudgetMs: number;
}

/** The manners of a run of which nothing else was said. */
export const usualManners: Manners = { parallel: 8, hangBudgetMs: 60_000 };

/** What may be written to at a target. */
export interface Writing {
  /** The ids of customers that are there to be written to; they are among the target's customers. */
  readonly customers: readonly string[];
  /** Its owner said that it may be written to, which anything but loopback needs. */
  readonly allowed: boolean;
  /** Most requests in a run that a right service carries out. */
  readonly budget: number;
  /** One of the partner's validation codes; absent until it is fetched. */
  readonly validationCode?: string;
  /** The reference to it; absent where it was given. */
  readonly validationCodeAt?: string;
}

/** The write budget of a target whose owner said nothing else. */
export const usualWriteBudget = 20;

/** Who asks for the tokens of each flow, and where. */
export interface Access extends Pick<Realm, 'authority' | 'tenant' | 'scope'> {
  readonly identities: Readonly<Partial<Record<Flow, Identity>>>;
}

/** Where a service is. */
export interface BaseUrl {
  /** Scheme, host and port. */
  readonly origin: string;
  /** What stands in front of the contract's paths; empty or `/prefix`. */
  readonly prefix: string;
}

/** A service to judge, as the environment or targets.yaml describes it. It is parsed once in a run and handed down to worker processes as it is. */
export interface Target extends BaseUrl {
  /** What waivers and comparisons know it by: its name in targets.yaml, else `service`. */
  readonly id: string;
  /** What reports call it. */
  readonly name: string;
  /** What each flow was granted; empty until tokens are fetched. */
  readonly grants: Readonly<Partial<Record<Flow, Grant>>>;
  /** How tokens are fetched; absent where they were given. */
  readonly access?: Access;
  readonly customers: readonly TargetCustomer[];
  readonly refused: RefusedTokens;
  /** The operationIds that a run is about, unless the command says otherwise; absent for every read. */
  readonly operations?: readonly string[];
  /** Absent: nothing may be written to. */
  readonly writing?: Writing;
  /** Absent: as much and as fast as it takes. */
  readonly allowance?: Allowance;
  /** Fields that every request carries besides; absent for none. */
  readonly headers?: ExtraHeaders;
  /** References to those that are not fetched yet. */
  readonly headersAt?: Readonly<Record<string, string>>;
  /** What its owner said of how it is asked, unless the command says otherwise. */
  readonly manners?: Partial<Manners>;
  /** A PEM file of certificate authorities, by its absolute path, and a proxy, for requests to it and to its authority; and what it alone is shown. */
  readonly connection: Pick<Realm, 'ca' | 'proxy'> & {
    readonly clientCertificate?: ClientCertificateFiles;
    /** The reference to the passphrase of its key, while it is not fetched. */
    readonly passphraseAt?: string;
  };
}

/** The tokens that a target is read with. */
export function tokensOf({ grants }: Pick<Target, 'grants'>): Readonly<Partial<Record<Flow, string>>> {
  return Object.fromEntries(Object.entries(grants).map(([flow, { token }]) => [flow, token]));
}
