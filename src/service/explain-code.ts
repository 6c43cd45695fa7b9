/** What a refusal means, and what to do. */
interface Explanation {
  readonly means: string;
  readonly next: string;
}

/** Published codes of refusals that a set-up can cause (Partner Center REST error codes; 900420 also from an issue of the .NET samples). */
const byCode: Readonly<Record<string, Explanation>> = {
  '900420': {
    means: 'the token is not valid or for another audience',
    next: 'ask for the scope https://api.partnercenter.microsoft.com/.default; graph.windows.net is retired',
  },
  '900421': {
    means: 'the token lacks the MFA claim',
    next: 'sign the user in with MFA and renew the refresh token',
  },
  '900329': {
    means: 'app-only tokens are not supported',
    next: 'configure the identity "user", by the Secure Application Model',
  },
  '900308': { means: 'the privileges do not suffice', next: 'give it a role in Partner Center' },
  '900309': { means: 'conditional access blocks the identity', next: 'have the policy allow this machine' },
  '900150': { means: 'the role lacks rights', next: 'give the identity a role in Partner Center' },
  '900416': { means: 'the account is locked', next: 'have it unlocked' },
  '20002': {
    means: 'the partner has no relationship with the customer',
    next: 'check the customer id, and that the tenant is a sandbox partner of this customer',
  },
  '1000': { means: 'not found', next: 'check the customer id' },
  '60003': { means: 'the tenant was not found', next: 'check the customer id' },
  '900118': { means: 'the customer id is not valid', next: 'check the customer id' },
  '900127': { means: 'not supported in this environment', next: 'use a sandbox account that has this API' },
  '800001': { means: 'the token is missing', next: 'check the identity' },
};

const byStatus: Readonly<Record<number, Explanation>> = {
  401: { means: 'the token is refused', next: 'check tenant, scope and cloud of the identity' },
  403: { means: 'the identity may not read this customer', next: 'check its role, and the customer id' },
  404: {
    means: 'there is no such customer, or no such resource',
    next: 'check the customer id; announcements also retired this read on 6 May 2021',
  },
  410: { means: 'the resource is gone', next: 'announcements retired this read on 6 May 2021' },
  429: { means: 'the tenant is throttled', next: 'wait, and lower "pace"' },
};

/** The published meaning of a code; undefined for one that a set-up cannot cause. */
export function meaningOf(code: string): string | undefined {
  return byCode[code]?.means;
}

/** What an answer's status and code mean. */
export function explainCode(status: number, code: string | undefined): Explanation {
  const known = (code === undefined ? undefined : byCode[code]) ?? byStatus[status];
  return known ?? { means: 'no documented refusal', next: 'is the base URL that of Partner Center?' };
}
