/** What a refusal means, and what to do. */
interface Advice {
  readonly meaning: string;
  readonly step: string;
}

const consent = 'sign in and consent once more, and store the new refresh token';

const rows: readonly (readonly [codes: readonly number[], meaning: string, step: string])[] = [
  [[90002], 'the tenant is not found', 'check the tenant, and that it belongs to this cloud'],
  [
    [700016],
    'the application is not found in the tenant',
    'check the client id; an application of another tenant needs consent in this one',
  ],
  [
    [7000215],
    'the client secret is wrong',
    "give the secret's value, not its id; values are shown only once, so make a new one",
  ],
  [[7000222], 'the client secret has expired', 'make a new one in the app registration'],
  [
    [700027],
    'the assertion is not signed by a certificate that the application is registered with',
    'upload the certificate to the app registration, or give the one that is there',
  ],
  [
    [700024],
    'the assertion is not within its valid time range',
    "set this machine's clock; an assertion made elsewhere may have expired",
  ],
  [
    [70021, 700211, 700212, 700213],
    'no federated credential of the application matches the assertion',
    'compare issuer, subject and audience with those in the app registration',
  ],
  [[70000], 'the refresh token is not valid, or was used before', consent],
  [[70008, 700082, 70043, 50173], 'the refresh token has expired or was revoked', consent],
  [
    [50076, 50079],
    'multi-factor authentication is needed',
    'sign in and consent once more, with MFA, as the Secure Application Model asks for, and store the new refresh token',
  ],
  [[65001], 'nobody has consented to the application', 'let an admin of the partner tenant consent'],
  [
    [500011],
    'the resource is not known in the tenant',
    'check that scope and cloud belong together, and that the tenant is a partner that uses the Partner Center API',
  ],
];

const advices = new Map<number, Advice>(
  rows.flatMap(([codes, meaning, step]) => codes.map((code) => [code, { meaning, step }])),
);

/** What an authority said when it refused (RFC 6749, 5.2, with Entra ID's members). */
export interface Refusal {
  readonly error: string;
  readonly description: string;
  readonly codes: readonly number[];
}

/** The refusal in a JSON body; undefined when it is none. */
export function refusalIn(body: unknown): Refusal | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const { error, error_description: text, error_codes: listed } = body as Record<string, unknown>;
  const description = typeof text === 'string' ? text : '';
  const named = /^AADSTS(\d+)/.exec(description)?.[1];
  const codes = Array.isArray(listed) ? listed.filter((code) => Number.isInteger(code)) : [];
  return {
    error: typeof error === 'string' ? error : '',
    description,
    codes: codes.length > 0 || named === undefined ? codes : [Number(named)],
  };
}

/**
 * A refusal in one line: the number, what it means and what to do (Microsoft Entra authentication and authorization
 * error codes). An unknown number is told with the first line of what the authority said, which may
 * hold anything.
 */
export function explainRefusal({ error, description, codes }: Refusal): string {
  const known = codes.find((code) => advices.has(code));
  const advice = known === undefined ? undefined : advices.get(known);
  if (advice) return `AADSTS${known}: ${advice.meaning}; ${advice.step}`;
  const said = description.replace(/^AADSTS\d+: /, '').split(/[\r\n]/)[0] ?? '';
  const number = codes[0] === undefined ? '' : `AADSTS${codes[0]} `;
  return `${number}(${error || 'no error code'})${said === '' ? '' : `: ${said}`}`;
}
