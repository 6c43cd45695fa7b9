import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { lintCatalogue } from '../../src/catalogue/lint-catalogue.js';
import { lintContract } from '../../src/contract/lint-contract.js';
import { defaultContractFile } from '../../src/contract/load-contract.js';
import { packageRoot } from '../../src/files/package-root.js';
import { commandHere } from './command-here.js';

const guid = '11111111-2222-4333-8444-555555555555';
const target = {
  PARTNER_CENTER_BASE_URL: 'http://127.0.0.1:9',
  PARTNER_CENTER_APP_TOKEN: 'opaque',
  PARTNER_CENTER_CUSTOMERS: guid,
};

/** A token of no issuer. */
function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.c2lnbmF0dXJl`;
}

const commands: readonly (readonly [args: readonly string[], env: NodeJS.ProcessEnv, says: RegExp])[] = [
  [['service', '--onyl', 'HDR-001'], {}, /unknown option '--onyl'.*--only/],
  [['service', '--only', 'HDR-02'], {}, /unknown requirement or area "HDR-02"; did you mean "HDR-002"\?/],
  [['service', '--only', 'heders'], {}, /unknown requirement or area "heders"; did you mean "headers"\?/],
  [['service', '--timeout', 'soon'], {}, /--timeout "soon" is no whole number from 50 to 600000/],
  [['service', '--seed', '0'], {}, /--seed "0" is no whole number/],
  [['service', '--contract', 'nowhere.yaml'], {}, /cannot read .*nowhere\.yaml/],
  [
    ['service', '--base-url', 'ftp://127.0.0.1'],
    target,
    /--base-url begins with "ftp:"; did you mean "https:"\?/,
  ],
  [['service', '--base-url', '127.0.0.1:80'], target, /--base-url/],
  [
    ['service', '--base-url', 'http://api.example'],
    target,
    /would send tokens over plain HTTP to api\.example; did you mean "https:\/\/api\.example"\?/,
  ],
  [
    ['service'],
    { PARTNER_CENTER_CUSTOMER: guid },
    /unknown environment variable PARTNER_CENTER_CUSTOMER; did you mean "PARTNER_CENTER_CUSTOMERS"\?/,
  ],
  [
    ['service'],
    { PARTNER_CENTER_APP_TOKEN: 'opaque' },
    /PARTNER_CENTER_APP_TOKEN is set but PARTNER_CENTER_BASE_URL is not/,
  ],
  [['service'], { PARTNER_CENTER_BASE_URL: '' }, /PARTNER_CENTER_BASE_URL is empty; give the URL/],
  [['service'], { ...target, PARTNER_CENTER_BASE_URL: '  ' }, /PARTNER_CENTER_BASE_URL is empty/],
  [['service', '--base-url', ''], {}, /--base-url is empty; give the URL/],
  [['service', '--base-url='], target, /--base-url is empty/],
  [
    ['service'],
    { PARTNER_CENTER_USER_TOKEN: '' },
    /PARTNER_CENTER_USER_TOKEN is set, though empty, but PARTNER_CENTER_BASE_URL is not/,
  ],
  [
    ['service'],
    { PARTNER_CENTER_OTHER_ISSUER_TOKEN: '' },
    /PARTNER_CENTER_OTHER_ISSUER_TOKEN is set, though empty, but PARTNER_CENTER_BASE_URL is not/,
  ],
  [['service'], { CI: 'true' }, /nothing says which service to judge, and CI is set: .*--mock/],
  [['service'], { CI: '1' }, /CI is set/],
  [['service', '--mock'], target, /PARTNER_CENTER_BASE_URL is set, which describes another service/],
  [
    ['service', '--mock', '--base-url', 'http://127.0.0.1:9'],
    target,
    /'--base-url <url>' cannot be used with option '--mock'|'--mock' cannot be used with option '--base-url <url>'/,
  ],
  [
    ['service', '--mock', '--target', 'contoso'],
    {},
    /'--mock' cannot be used with option '--target <name>'|'--target <name>' cannot be used with option '--mock'/,
  ],
  [
    ['service'],
    { ...target, PARTNER_CENTER_CUSTOMERS: `${guid},12345` },
    /PARTNER_CENTER_CUSTOMERS, entry 2: "12345" is no GUID/,
  ],
  [
    ['service'],
    { ...target, PARTNER_CENTER_CUSTOMERS: `${guid}=edukation` },
    /entry 1: unknown qualification "edukation"; did you mean "education"\?/,
  ],
  [
    ['service'],
    { ...target, PARTNER_CENTER_CUSTOMERS: `${guid},${guid.toUpperCase()}` },
    /stands there twice/,
  ],
  [
    ['service'],
    { ...target, PARTNER_CENTER_CUSTOMERS: '' },
    /no customer to read; set PARTNER_CENTER_CUSTOMERS/,
  ],
  [['service'], { ...target, PARTNER_CENTER_APP_TOKEN: '' }, /no token to read with/],
  [
    ['service'],
    { ...target, PARTNER_CENTER_APP_TOKEN: 'Bearer abc' },
    /begins with "Bearer"; give the token alone/,
  ],
  [
    ['service'],
    { ...target, PARTNER_CENTER_EXPIRED_TOKEN: 'abc' },
    /PARTNER_CENTER_EXPIRED_TOKEN is no JWT, so nobody can tell what is wrong with it/,
  ],
  [
    ['service'],
    { ...target, PARTNER_CENTER_EXPIRED_TOKEN: jwt({ exp: 9_999_999_999 }) },
    /PARTNER_CENTER_EXPIRED_TOKEN has not expired/,
  ],
  [
    ['service'],
    {
      ...target,
      PARTNER_CENTER_APP_TOKEN: jwt({ tid: guid }),
      PARTNER_CENTER_OTHER_TENANT_TOKEN: jwt({ tid: guid, exp: 1 }),
    },
    /PARTNER_CENTER_OTHER_TENANT_TOKEN has the claim "tid" of the good token/,
  ],
  [['service'], { ...target, PARTNER_CENTER_APP_TOKEN: 'abc\ndef' }, /holds a character that no token has/],
  [['servise'], {}, /unknown command 'servise'.*service/],
  [['mock', '--fault', 'ids-doubel'], {}, /unknown fault "ids-doubel"; did you mean "ids-doubled"\?/],
  [['mock', '--host', '0.0.0.0'], {}, /--allow-remote/],
  [['mock', '--fault', 'tls-1-1-too'], {}, /tls-1-1-too is about TLS, .*; say --tls/],
  [
    ['mock', '--tls-ca', 'no/such/folder/ca.pem'],
    {},
    /cannot write the CA's certificate to --tls-ca .*ENOENT/,
  ],
  [['mock', '--prefix', 'api'], {}, /the prefix "api" is no path such as \/partner\/api/],
  [['mock', '--prefix', '/a?b'], {}, /the prefix "\/a\?b" is no path/],
  [['mock', '--port', '70000'], {}, /--port "70000" is no whole number from 0 to 65535/],
  [['mock', '--console', '70000'], {}, /--console "70000" is no whole number from 0 to 65535/],
  [['list', '--side', 'servce'], {}, /unknown side "servce"; did you mean "service"\?/],
  [['list', '--format', 'markdwon'], {}, /unknown format "markdwon"; did you mean "markdown"\?/],
  [['explain', 'HDR-22'], {}, /unknown requirement, fault or scenario "HDR-22"; did you mean "HDR-002"\?/],
];

for (const [args, env, says] of commands) {
  test(`${[
    ...args,
    ...Object.entries(env)
      .filter(([name, value]) => value !== Object(target)[name])
      .map(([name, value]) => `${name}=${value}`),
  ]
    .join(' ')
    .replaceAll('\n', '\\n')} is refused in one line`, async () => {
    const { code, stdout, stderr, report } = await commandHere(args, env);
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(report).toBeUndefined();
    expect(code).toBe(2);
  });
}

test('no line of a refusal repeats a token', async () => {
  const { stderr } = await commandHere(['service'], {
    ...target,
    PARTNER_CENTER_APP_TOKEN: 'Bearer very-secret-thing',
  });
  expect(stderr).not.toContain('very-secret-thing');
});

/** A copy of specs/ in which one text is replaced. */
function changedSpecs(file: string, from: string, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'specs-'));
  cpSync(join(packageRoot, 'specs'), folder, { recursive: true });
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(folder, file), text.replace(from, to));
  return folder;
}

const brokenSpecs: readonly (readonly [
  what: string,
  file: string,
  from: string,
  to: string,
  says: RegExp,
])[] = [
  [
    'a misspelled key',
    'service/headers.yaml',
    '    statement: A success repeats',
    '    statment: A success repeats',
    /unknown key "statment" at .*headers\.yaml:8; did you mean "statement"\?/,
  ],
  [
    'an unknown level',
    'service/headers.yaml',
    'level: MUST',
    'level: MUSST',
    /unknown value "MUSST" at .*headers\.yaml:7; did you mean "MUST"\?/,
  ],
  [
    'a doubled id',
    'service/headers.yaml',
    'id: HDR-002',
    'id: HDR-001',
    /requirement HDR-001 at .*headers\.yaml:\d+ stands already at .*headers\.yaml:6/,
  ],
  [
    'an unknown document',
    'service/headers.yaml',
    'document: get-qualification',
    'document: get-qualifcation',
    /unknown document "get-qualifcation" at .*headers\.yaml:\d+; did you mean "get-qualification"\?/,
  ],
  [
    'an unknown dependency',
    'service/body.yaml',
    'dependsOn: [BDY-001]',
    'dependsOn: [BDY-991]',
    /unknown requirement "BDY-991" at .*body\.yaml:\d+; did you mean "BDY-001"\?/,
  ],
  [
    'a missing member',
    'service/errors.yaml',
    '    level: MUST\n',
    '',
    /key "level" is missing .*errors\.yaml:6/,
  ],
  [
    'a tab for indentation',
    'service/errors.yaml',
    '    level: MUST',
    '\tlevel: MUST',
    /errors\.yaml:\d+ is not YAML/,
  ],
  [
    'an unknown key of a source',
    'sources.yaml',
    'evidence: documentation',
    'evidense: documentation',
    /unknown key "evidense" at .*sources\.yaml:\d+; did you mean "evidence"\?/,
  ],
];

for (const [what, file, from, to, says] of brokenSpecs) {
  test(`a catalogue with ${what} is refused with file, line and the nearest word`, () => {
    const folder = changedSpecs(file, from, to);
    expect(() => lintCatalogue(folder)).toThrow(says);
    rmSync(folder, { recursive: true });
  });
}

const brokenContracts: readonly (readonly [what: string, from: string, to: string, says: RegExp])[] = [
  [
    'a misspelled key',
    '      responses:',
    '      respones:',
    /unknown key "respones" at .*:\d+; did you mean "responses"\?/,
  ],
  [
    'a reference to nowhere',
    '$ref: "#/components/schemas/Qualification"',
    '$ref: "#/components/schemas/Qualificaton"',
    /\$ref "#\/components\/schemas\/Qualificaton" at .*:\d+ leads nowhere; did you mean "Qualification"\?/,
  ],
  [
    'a misspelled schema keyword',
    '          maxLength: 1024',
    '          maxLenght: 1024',
    /unknown keyword "maxLenght" at .*:\d+; did you mean "maxLength"\?/,
  ],
  [
    'a missing path parameter',
    '/v1/customers/{customer-tenant-id}/qualification:',
    '/v1/customers/{customer-id}/qualification:',
    /has \{customer-id\}.*did you mean "customer-tenant-id"\?/,
  ],
  [
    'an example that violates its schema',
    'value: education',
    'value: edukation',
    /example "education" .*violates its own schema/,
  ],
  ['another version of OpenAPI', 'openapi: 3.1.0', 'openapi: 3.0.3', /:1: expected an OpenAPI 3\.1 document/],
  ['a status in words', '"406":', '"4XY":', /"4XY" at .*:\d+/],
];

for (const [what, from, to, says] of brokenContracts) {
  test(`a contract with ${what} is refused with file, line and the nearest word`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'contract-'));
    const text = readFileSync(defaultContractFile, 'utf8');
    expect(text).toContain(from);
    const file = join(folder, 'contract.yaml');
    writeFileSync(file, text.replace(from, to));
    await expect(lintContract(file)).rejects.toThrow(says);
    const { code, stderr } = await commandHere(['service', '--contract', file]);
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
    rmSync(folder, { recursive: true });
  });
}
