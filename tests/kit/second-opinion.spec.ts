import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import pactum from 'pactum';
import { loadContract } from '../../src/contract/load-contract.js';
import type { DocumentedResponse } from '../../src/contract/operation.js';
import { Authority } from '../../src/mock/authority/authority.js';
import type { Claims, Flow } from '../../src/mock/authority/tokens.js';
import type { Behaviour, MockContext } from '../../src/mock/behaviour.js';
import { callPath } from '../../src/mock/call.js';
import { behaviourNamed, faults } from '../../src/mock/faults.js';
import { type Mock, type MockOptions, startMock } from '../../src/mock/server.js';

// Paths, values and codes are written out: derived as the mock derives them, they would be its own opinion.
const contract = loadContract();
const seed = 11;
const partnerCenter = 'https://api.partnercenter.microsoft.com';
const unknownCustomer = '00000000-0000-4000-8000-00000000dead';
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const json = /^application\/json; charset=utf-8$/;

type Spec = ReturnType<typeof pactum.spec>;
type Headers = Readonly<Record<string, string>>;

// What pactum tells below this level is one line for each request of its fuzzer.
pactum.settings.setLogLevel('WARN');

test.describe.configure({ timeout: 60_000 });

let mock: Mock;

test.beforeAll(async () => {
  mock = await startMock({ contract, seed, journalEntries: 5000 });
});

test.afterAll(() => mock.close());

async function withMock(options: Partial<MockOptions>, use: (own: Mock) => Promise<void>): Promise<void> {
  const own = await startMock({ contract, seed, journalEntries: 5000, ...options });
  try {
    await use(own);
  } finally {
    await own.close();
  }
}

function customerWith(qualification: string, among: Mock = mock): string {
  const customer = among.customers.find((one) => one.qualification === qualification);
  if (!customer) throw new Error(`no seeded customer has the qualification ${qualification}`);
  return customer.id;
}

function read(id: string, from: Mock = mock): Spec {
  return pactum.spec().get(`${from.origin}/v1/customers/${id}/qualification`);
}

function bearer(flow: Flow = 'app', from: Mock = mock): Promise<string> {
  return from.authority.mint(flow);
}

/** The documented answer to a status. */
function documented(status: number): DocumentedResponse {
  const response = contract.operations[0]?.responses.get(status);
  if (!response) throw new Error(`the contract has no status ${status}`);
  return response;
}

/** The contract's schema for a status, without fields that make pactum's engine refuse to compile it. */
function documentedSchema(status: number): object {
  const source = documented(status).media[0]?.schema.source ?? {};
  return Object.fromEntries(Object.entries(source).filter(([key]) => !key.startsWith('x-')));
}

/** Pactum prints what it disagrees with, which is noise where the disagreement is the point. */
async function disagrees(run: () => Promise<unknown>, reason: RegExp): Promise<void> {
  pactum.settings.setLogLevel('SILENT');
  try {
    await expect(run()).rejects.toThrow(reason);
  } finally {
    pactum.settings.setLogLevel('WARN');
  }
}

for (const qualification of [
  'none',
  'education',
  'nonprofit',
  'governmentcommunitycloud',
  'stateownedentity',
]) {
  for (const flow of ['app', 'user'] as const) {
    test(`the ${qualification} customer is read as a bare JSON string with ${flow} credentials`, async () => {
      await read(customerWith(qualification))
        .withBearerToken(await bearer(flow))
        .expectStatus(200)
        .expectHeader('content-type', json)
        .expectHeader('content-length', `${qualification.length + 2}`)
        .expectJson('', qualification)
        .expectJsonSchema(documentedSchema(200))
        .expect(({ res }) => expect(res.text).toBe(`"${qualification}"`))
        .toss();
    });
  }
}

test('there is one customer for each documented qualification', () => {
  expect(mock.customers.filter(({ writable }) => !writable)).toHaveLength(5);
});

const admitted: readonly { title: string; headers?: Headers; id?: (id: string) => string }[] = [
  { title: 'any media type', headers: { Accept: '*/*' } },
  { title: 'JSON as second choice', headers: { Accept: 'text/html, application/json;q=0.5' } },
  { title: 'any application type', headers: { Accept: 'application/*' } },
  { title: 'the other wording of the version', headers: { 'MS-Contract-Version': 'api-version: v1' } },
  {
    title: 'an application name and a locale',
    headers: { 'MS-PartnerCenter-Application': 'kit', 'X-Locale': 'fr-FR' },
  },
  { title: 'the customer id in upper case', id: (id) => id.toUpperCase() },
];

for (const { title, headers = {}, id = String } of admitted) {
  test(`a read that sends ${title} is answered with the value`, async () => {
    await read(id(customerWith('education')))
      .withBearerToken(await bearer())
      .withHeaders(headers)
      .expectStatus(200)
      .expectJson('', 'education')
      .toss();
  });
}

const sentIds = {
  'MS-RequestId': '037DB222-6d8e-4d7f-ba78-df3dca33fb68',
  'MS-CorrelationId': '7d2456fd-2D79-46d0-9f8e-5d7ecd5f8745',
};

function withServiceHeaders(spec: Spec): Spec {
  return spec
    .expectHeader('ms-cv', /^[A-Za-z0-9+/]{16}\.0$/)
    .expectHeader('ms-serverid', /^0000112E$/)
    .expectHeader('request-context', new RegExp(`^appId=cid-v1:${mock.authority.registration.clientId}$`));
}

for (const [title, id, status] of [
  ['a value', () => customerWith('education'), 200],
  ['an error', () => unknownCustomer, 404],
] as const) {
  test(`${title} comes with the request's ids in the request's letter case`, async () => {
    const spec = read(id())
      .withBearerToken(await bearer())
      .withHeaders(sentIds)
      .expectStatus(status);
    // A string in place of the expression would be compared without regard to letter case.
    for (const [name, value] of Object.entries(sentIds)) {
      spec.expectHeader(name.toLowerCase(), new RegExp(`^${value}$`));
    }
    await withServiceHeaders(spec).toss();
  });

  test(`${title} comes with ids of its own where the request has none`, async () => {
    const spec = read(id()).withBearerToken(await bearer());
    const ids: readonly string[] = await withServiceHeaders(spec)
      .expectStatus(status)
      .expectHeader('ms-requestid', guid)
      .expectHeader('ms-correlationid', guid)
      .returns(({ res }) => Object.keys(sentIds).map((name) => res.headers[name.toLowerCase()]))
      .toss();
    expect(new Set(ids).size).toBe(2);
  });
}

interface Refused {
  readonly title: string;
  readonly status: number;
  readonly code: string | number;
  readonly method?: string;
  readonly path?: string;
  /** In place of a known customer's id. */
  readonly id?: string;
  readonly headers?: Headers;
  /** The Authorization field; a good one by default, none when it gives nothing. */
  readonly credentials?: (authority: Authority) => Promise<string | undefined>;
  readonly expected?: Readonly<Record<string, RegExp>>;
}

function malformedId(what: string, id: string): Refused {
  return { title: `a customer id ${what}`, status: 400, code: 2000, id };
}

function malformedHeader(name: string, value: string): Refused {
  return { title: `${name}: ${value}`, status: 400, code: 800002, headers: { [name]: value } };
}

function unauthorized(
  title: string,
  code: string | number,
  credentials: (authority: Authority) => Promise<string | undefined>,
): Refused {
  return {
    title,
    status: 401,
    code,
    credentials,
    expected: { 'www-authenticate': /^Bearer realm="[^"]+"$/ },
  };
}

function badToken(title: string, claims: Claims): Refused {
  return unauthorized(title, '900420', async (authority) => `Bearer ${await authority.mint('app', claims)}`);
}

const refusals: readonly Refused[] = [
  malformedId('of words', 'not-a-guid'),
  malformedId('of digits', '42'),
  malformedId('with a letter that is no hexadecimal digit', 'g4f6bf3c-60de-432e-a3ec-20bcc5b26ec2'),
  malformedId('without hyphens', 'c4f6bf3c60de432ea3ec20bcc5b26ec2'),
  malformedId('one digit short', 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec'),
  malformedId('one digit long', 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2a'),
  malformedId('in braces', '%7Bc4f6bf3c-60de-432e-a3ec-20bcc5b26ec2%7D'),
  malformedId('with a line end behind it', 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2%0A'),
  malformedId('with a NUL behind it', 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2%00'),
  malformedHeader('MS-RequestId', 'request-1'),
  malformedHeader('MS-CorrelationId', 'call-1'),
  malformedHeader('MS-Contract-Version', 'v2'),
  malformedHeader('X-Locale', 'English!'),
  unauthorized('no token', 800001, async () => undefined),
  unauthorized('another scheme', 800001, async () => 'Basic cGFydG5lcjpzZWNyZXQ='),
  unauthorized('a scheme without a token', 800001, async () => 'Bearer'),
  unauthorized('a garbage token', '900420', async () => 'Bearer garbage'),
  badToken('an expired token', { expiresIn: -60 }),
  badToken('a token for another audience', { audience: 'https://graph.microsoft.com' }),
  badToken('a token of another tenant', { tenant: unknownCustomer }),
  badToken('a token of another issuer', { issuer: `https://sts.windows.net/${unknownCustomer}/` }),
  unauthorized(
    'a token with all the right claims and the signature of another key',
    '900420',
    async () => `Bearer ${await (await Authority.create(seed)).mint('app')}`,
  ),
  { title: 'a customer that nobody knows', status: 404, code: 60003, id: unknownCustomer },
  { title: 'an unknown path', status: 404, code: 1000, path: '/v1/customers' },
  { title: 'a path beside the API', status: 404, code: 1000, path: '/elsewhere' },
  { title: 'an empty customer id', status: 404, code: 1000, id: '' },
  {
    title: 'another API version',
    status: 404,
    code: 1000,
    path: `/v2/customers/${unknownCustomer}/qualification`,
  },
  ...['POST', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'].map(
    (method): Refused => ({
      title: method,
      status: 405,
      code: '405',
      method,
      expected: { allow: /^GET, PUT$/ },
    }),
  ),
  { title: 'an update with an app-only token', status: 403, code: 900329, method: 'PUT' },
  ...['text/html', 'application/xml, text/*', 'application/json;q=0'].map(
    (accept): Refused => ({
      title: `Accept: ${accept}`,
      status: 406,
      code: '406',
      headers: { Accept: accept },
    }),
  ),
];

for (const { title, status, code, ...row } of refusals) {
  test(`${title} is refused with ${status} and the documented error`, async () => {
    const { method = 'GET', path, id, headers = {}, credentials, expected = {} } = row;
    const authorization = credentials ? await credentials(mock.authority) : `Bearer ${await bearer()}`;
    const target = path ?? `/v1/customers/${id ?? customerWith('education')}/qualification`;
    const spec = pactum.spec().withMethod(method).withPath(`${mock.origin}${target}`);
    if (authorization !== undefined) spec.withHeaders('Authorization', authorization);
    spec
      .withHeaders(headers)
      .expectStatus(status)
      .expectHeader('content-type', json)
      .expectHeader('ms-requestid', guid)
      .expectHeader('ms-correlationid', guid)
      .expectJsonSchema(documentedSchema(status))
      .expectJson('code', code);
    for (const [name, value] of Object.entries(expected)) spec.expectHeader(name, value);
    await withServiceHeaders(spec).toss();
  });
}

test('HEAD is refused with 405 and no content', async () => {
  await pactum
    .spec()
    .head(`${mock.origin}/v1/customers/${customerWith('education')}/qualification`)
    .withBearerToken(await bearer())
    .expectStatus(405)
    .expectHeader('allow', /^GET, PUT$/)
    .expectBody('')
    .toss();
});

for (const fault of faults.filter(({ requirements }) => requirements.includes('ERR-003'))) {
  test(`pactum's schema engine finds out a service that ${fault.summary} (${fault.name})`, async () => {
    await withMock({ behaviours: [fault] }, async (own) => {
      const spec = read('not-a-guid', own)
        .withBearerToken(await bearer('app', own))
        .expectStatus(400)
        .expectJsonSchema(documentedSchema(400));
      await disagrees(() => spec.toss(), /doesn't match with JSON schema/);
    });
  });
}

type Fields = Readonly<Record<string, string>>;
type Denial = readonly [title: string, changed: Fields, status: number, error: string, code: number];

const time = { type: 'string', pattern: '^[0-9]{10}$' };
const generations = [
  {
    generation: 'v1',
    path: 'oauth2/token',
    wanted: { resource: partnerCenter },
    elsewhere: { resource: 'https://graph.microsoft.com' },
    seconds: { type: 'string', const: '3600' },
    own: { resource: { const: partnerCenter }, expires_on: time, not_before: time },
  },
  {
    generation: 'v2',
    path: 'oauth2/v2.0/token',
    wanted: { scope: `${partnerCenter}/.default` },
    elsewhere: { scope: 'https://graph.microsoft.com/.default' },
    seconds: { type: 'integer', const: 3600 },
    own: {},
  },
] as const;

const oauthError = {
  type: 'object',
  required: ['error', 'error_description', 'error_codes', 'timestamp', 'trace_id', 'correlation_id'],
  additionalProperties: false,
  properties: {
    error: { type: 'string', pattern: '^[a-z_]+$' },
    error_description: { type: 'string', pattern: '^AADSTS[0-9]+: .+' },
    error_codes: { type: 'array', minItems: 1, items: { type: 'integer' } },
    timestamp: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}Z$' },
    trace_id: { type: 'string', format: 'uuid' },
    correlation_id: { type: 'string', format: 'uuid' },
  },
};

for (const { generation, path, wanted, elsewhere, seconds, own } of generations) {
  const request = (changed: Fields, tenant = mock.authority.registration.tenant): Spec => {
    const { clientId, clientSecret } = mock.authority.registration;
    return pactum
      .spec()
      .post(`${mock.origin}/${tenant}/${path}`)
      .withForm({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        ...wanted,
        ...changed,
      });
  };
  const refresh = (token: string): Spec => request({ grant_type: 'refresh_token', refresh_token: token });
  const granted = (spec: Spec, members: Readonly<Record<string, object>>): Spec => {
    const properties = {
      token_type: { const: 'Bearer' },
      access_token: { type: 'string', pattern: '^[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]+$' },
      expires_in: seconds,
      ext_expires_in: seconds,
      ...own,
      ...members,
    };
    return spec
      .expectStatus(200)
      .expectHeader('content-type', json)
      .expectHeader('cache-control', 'no-store')
      .expectJsonSchema({
        type: 'object',
        required: Object.keys(properties),
        properties,
        additionalProperties: false,
      });
  };
  const denied = (spec: Spec, status: number, error: string, code: number): Spec =>
    spec
      .expectStatus(status)
      .expectHeader('content-type', json)
      .expectJsonSchema(oauthError)
      .expectJson('error', error)
      .expectJson('error_codes', [code]);

  test(`the ${generation} token endpoint grants an application a token that reads`, async () => {
    const token: string = await granted(request({}), {}).returns('access_token').toss();
    await read(customerWith('education'))
      .withBearerToken(token)
      .expectStatus(200)
      .expectJson('', 'education')
      .toss();
  });

  test(`the ${generation} token endpoint grants a user a token that reads`, async () => {
    const members = {
      scope: { const: 'user_impersonation' },
      refresh_token: { type: 'string', minLength: 40 },
    };
    const token: string = await granted(refresh(mock.authority.refreshToken()), members)
      .returns('access_token')
      .toss();
    await read(customerWith('nonprofit'))
      .withBearerToken(token)
      .expectStatus(200)
      .expectJson('', 'nonprofit')
      .toss();
  });

  test(`the ${generation} token endpoint takes each refresh token once and gives the next one`, async () => {
    const first = mock.authority.refreshToken();
    const second: string = await refresh(first).expectStatus(200).returns('refresh_token').toss();
    await denied(refresh(first), 400, 'invalid_grant', 70000).toss();
    const third: string = await refresh(second).expectStatus(200).returns('refresh_token').toss();
    await denied(refresh(second), 400, 'invalid_grant', 70000).toss();
    expect(new Set([first, second, third]).size).toBe(3);
  });

  const unknown = { grant_type: 'refresh_token', refresh_token: 'garbage' };
  const denials: readonly Denial[] = [
    ['another application', { client_id: unknownCustomer }, 400, 'unauthorized_client', 700016],
    ['a wrong secret', { client_secret: 'x'.repeat(40) }, 401, 'invalid_client', 7000215],
    ['an empty secret', { client_secret: '' }, 401, 'invalid_client', 7000215],
    ['another resource', elsewhere, 400, 'invalid_resource', 500011],
    ['an unknown grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['an unknown refresh token', unknown, 400, 'invalid_grant', 70000],
    ['a missing refresh token', { grant_type: 'refresh_token' }, 400, 'invalid_grant', 70000],
  ];
  for (const [title, changed, status, error, code] of denials) {
    test(`the ${generation} token endpoint refuses ${title} with ${error}`, async () => {
      await denied(request(changed), status, error, code).toss();
    });
  }

  test(`the ${generation} token endpoint refuses another tenant with invalid_request`, async () => {
    await denied(request({}, unknownCustomer), 400, 'invalid_request', 90002).toss();
  });

  test(`the ${generation} token endpoint refuses GET with invalid_request`, async () => {
    const spec = pactum.spec().get(`${mock.origin}/${mock.authority.registration.tenant}/${path}`);
    await denied(spec, 400, 'invalid_request', 900561).toss();
  });

  test(`the ${generation} token endpoint refuses JSON for a form with unauthorized_client`, async () => {
    const { tenant, clientId } = mock.authority.registration;
    const spec = pactum
      .spec()
      .post(`${mock.origin}/${tenant}/${path}`)
      .withJson({ client_id: clientId, ...wanted });
    await denied(spec, 400, 'unauthorized_client', 700016).toss();
  });
}

const publicKeySchema = {
  type: 'object',
  required: ['kty', 'crv', 'x', 'y', 'kid', 'use', 'alg'],
  additionalProperties: false,
  properties: {
    kty: { const: 'EC' },
    crv: { const: 'P-256' },
    x: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' },
    y: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' },
    kid: { type: 'string', minLength: 1 },
    use: { const: 'sig' },
    alg: { const: 'ES256' },
  },
};

for (const path of ['discovery/keys', 'discovery/v2.0/keys']) {
  test(`the public key at ${path} verifies tokens and has no private part`, async () => {
    const { tenant } = mock.authority.registration;
    const [key]: readonly (Fields | undefined)[] = await pactum
      .spec()
      .get(`${mock.origin}/${tenant}/${path}`)
      .expectStatus(200)
      .expectHeader('content-type', json)
      .expectJsonLength('keys', 1)
      .expectJsonSchema('keys[0]', publicKeySchema)
      .returns('keys')
      .toss();
    if (!key) throw new Error('there is no key');
    const [head = '', claims = '', signature = ''] = (await bearer()).split('.');
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({
      alg: 'ES256',
      kid: key['kid'],
    });
    const publicKey = createPublicKey({ key, format: 'jwk' });
    const signed = (text: string) =>
      verify(
        'sha256',
        Buffer.from(text),
        { key: publicKey, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      );
    expect(signed(`${head}.${claims}`)).toBe(true);
    expect(signed(`${head}.${claims}A`)).toBe(false);
  });
}

test('the health document names the mock and the contract it serves', async () => {
  await pactum
    .spec()
    .get(`${mock.origin}/health`)
    .expectStatus(200)
    .expectHeader('content-type', 'application/json')
    .expectJson('name', 'qualification-kit mock')
    .expectJson('contract', {
      version: contract.version,
      sha256: createHash('sha256').update(readFileSync(contract.file)).digest('hex'),
    })
    .toss();
});

test('the contract at /openapi.yaml is the file byte for byte', async () => {
  await pactum
    .spec()
    .get(`${mock.origin}/openapi.yaml`)
    .expectStatus(200)
    .expectHeader('content-type', 'application/yaml')
    .expect(({ res }) => expect(res.buffer).toEqual(readFileSync(contract.file)))
    .toss();
});

const descriptionPath = '/swagger.json';
const number = { type: 'integer', minimum: 1, maximum: 9 };
const thing = {
  type: 'object',
  required: ['text', 'number', 'flag', 'list'],
  properties: {
    text: { type: 'string', minLength: 1 },
    number,
    flag: { type: 'boolean' },
    list: { type: 'array', items: { type: 'array', items: number } },
    nested: { type: 'object', required: ['number'], properties: { number } },
  },
};

/**
 * The fuzzer reads Swagger 2 only and breaks nothing but types, bounds and required members, for which it
 * expects 400 each time. So ids are called numbers here: broken or not, they are malformed then, and 400 is
 * right for all that the fuzzer does to queries and bodies too.
 */
function swaggerOf({ authority, customers }: MockContext): object {
  const body = { name: 'body', in: 'body', schema: { $ref: '#/definitions/Thing' } };
  const query = { ...number, name: 'limit', in: 'query' };
  const ids = [
    { type: 'boolean' },
    { type: 'integer', minimum: 0, maximum: 9 },
    { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 },
    { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    { type: 'integer', minimum: -1e300, maximum: 1e300 },
  ];
  const numbered = ids.map((schema, index) => {
    const name = `id${index}`;
    const parameters = [{ ...schema, name, in: 'path', required: true }, query, body];
    return [`/v1/customers/{${name}}/qualification`, { get: { parameters }, put: { parameters } }] as const;
  });
  const known = customers.map(
    ({ id }) => [`/v1/customers/${id}/qualification`, { get: {}, put: {} }] as const,
  );
  // A token endpoint answers every method; naming them all keeps the fuzzer from expecting 405.
  const tokens = generations.map(({ path }) => {
    const methods = { get: {}, put: {}, patch: {}, delete: {}, post: { parameters: [body] } };
    return [`/${authority.registration.tenant}/${path}`, methods] as const;
  });
  const paths = Object.fromEntries<object>([...numbered, ...known, ...tokens]);
  // Without a base path the fuzzer begins every path with the word "undefined".
  return { swagger: '2.0', basePath: '', paths, definitions: { Thing: thing } };
}

/** The fuzzer aims at the origin that its description comes from. */
const describesItself: Behaviour = {
  name: 'describes-itself',
  summary: 'serves a description that the fuzzer understands',
  requirements: [],
  start: (context) => (call, next) => {
    if (callPath(call) !== descriptionPath) return next(call);
    const body = Buffer.from(JSON.stringify(swaggerOf(context)));
    return {
      status: 200,
      headers: [['Content-Type', 'application/json']],
      body,
      delivery: { kind: 'plain' },
    };
  },
};

async function fuzz(own: Mock, batchSize = 10): Promise<void> {
  const authorization = `Bearer ${await bearer('app', own)}`;
  const fuzzer = pactum.fuzz().onSwagger(`${own.origin}${descriptionPath}`);
  await fuzzer.withHeaders('Authorization', authorization).withBatchSize(batchSize).toss();
}

for (const batchSize of [1, 10, 100]) {
  test(`pactum's fuzzer finds only documented refusals with ${batchSize} requests at a time`, async () => {
    await withMock({ behaviours: [describesItself] }, async (own) => {
      await fuzz(own, batchSize);
      const fuzzed = own.journal.read().filter(({ call }) => callPath(call) !== descriptionPath);
      const withContent = fuzzed.filter(({ call }) => call.body.length > 0);
      expect(fuzzed.length).toBeGreaterThan(500);
      expect(withContent.length).toBeGreaterThan(400);
      expect(new Set(fuzzed.map(({ call }) => call.target)).size).toBeGreaterThan(40);
      const statuses = new Set(fuzzed.map(({ reply }) => reply.status));
      expect([...statuses].sort()).toEqual([400, 404, 405]);
      for (const { call, reply } of fuzzed.filter(({ call }) => call.target.startsWith('/v1/'))) {
        const schema = documented(reply.status).media[0]?.schema;
        const body: unknown = JSON.parse(Buffer.from(reply.body).toString());
        expect(schema?.check(body), `${call.method} ${call.target}`).toEqual([]);
      }
      await read(customerWith('education', own), own)
        .withBearerToken(await bearer('app', own))
        .expectStatus(200)
        .expectJson('', 'education')
        .toss();
    });
  });
}

for (const name of [
  'always-fails',
  'sometimes-fails',
  'always-hangs',
  'method-ignored',
  'methods-not-found',
  'delete-succeeds',
]) {
  const fault = behaviourNamed(name);
  test(`pactum's fuzzer finds out a service that ${fault.summary} (${name})`, async () => {
    await withMock({ behaviours: [describesItself, fault] }, async (own) => {
      await disagrees(() => fuzz(own), /Fuzz Failure|Timeout reached/);
    });
  });
}
