import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { parse, stringify } from 'yaml';
import { defaultContractFile, loadContract } from '../../src/contract/load-contract.js';
import { headerValue } from '../../src/http/exchange.js';
import type { Behaviour } from '../../src/mock/behaviour.js';
import { withHeader, withJson, withStatus } from '../../src/mock/reply.js';
import { startMock } from '../../src/mock/server.js';
import { environmentFor, idsWith } from './command.js';
import { judgeHere } from './judged-here.js';

/** The contract with a required header, a status, an enum value and a second read that the real one does not have. */
function changedContract(): string {
  const document = parse(readFileSync(defaultContractFile, 'utf8'));
  const item = document.paths['/v1/customers/{customer-tenant-id}/qualification'];
  item.get.parameters.push({
    name: 'X-Region',
    in: 'header',
    required: true,
    schema: { type: 'string', enum: ['eu', 'us'] },
  });
  const { NotFound } = document.components.responses;
  const list = document.paths['/v1/customers/{customer-tenant-id}/qualifications'];
  for (const { get } of [item, list])
    get.responses['451'] = { description: 'Not for legal reasons.', content: NotFound.content };
  document.components.schemas.Qualification.enum.push('cooperative');
  const { get } = structuredClone(item);
  get.operationId = 'getCustomerSegment';
  get.responses['200'].content['application/json'] = {
    schema: {
      type: 'object',
      required: ['segment'],
      properties: { segment: { type: 'string', enum: ['K12', 'HigherEducation'] } },
    },
  };
  document.paths['/v1/customers/{customer-tenant-id}/segment'] = { get };
  const file = join(mkdtempSync(join(tmpdir(), 'contract-')), 'changed.yaml');
  writeFileSync(file, stringify(document));
  return file;
}

test.describe.configure({ mode: 'serial' });

let file: string;

test.beforeAll(() => {
  file = changedContract();
});

test.afterAll(() => rmSync(join(file, '..'), { recursive: true }));

async function judgeWithChangedContract(behaviours: readonly Behaviour[] = [], only: readonly string[] = []) {
  const mock = await startMock({ contract: loadContract(file), seed: 9, behaviours, journalEntries: 5000 });
  try {
    const result = await judgeHere(
      ['service', '--contract', file, ...only.flatMap((id) => ['--only', id])],
      await environmentFor(mock),
    );
    return { ...result, calls: mock.journal.read(), customers: mock.customers };
  } finally {
    await mock.close();
  }
}

test('probes send a header that the contract newly requires and read an operation that it newly has, and the mock has a customer for a new value', async () => {
  const { code, calls, customers, stdout } = await judgeWithChangedContract();
  expect(code, stdout).toBe(0);
  const answered = calls
    .filter(({ reply }) => reply.status === 200)
    .map(({ call }) => call)
    // The list's request was left as it is.
    .filter(({ target }) => !target.includes('/qualifications'));
  expect(answered.length).toBeGreaterThan(50);
  expect(answered.filter(({ headers }) => headerValue(headers, 'X-Region') !== 'eu')).toEqual([]);
  expect(answered.some(({ target }) => target.endsWith('/segment'))).toBe(true);
  const bare = calls.filter(({ call }) => headerValue(call.headers, 'X-Region') === undefined);
  expect(
    bare.map(({ reply }) => reply.status),
    'a probe leaves the header out, and the mock refuses it',
  ).toContain(400);
  expect(customers.map(({ qualification }) => qualification)).toContain('cooperative');
});

/** A service that answers unknown customers with 451. */
const unavailableForLegalReasons: Behaviour = {
  name: 'unavailable-for-legal-reasons',
  summary: 'answers Accept without JSON with 451',
  requirements: [],
  start: () => async (call, next) => {
    const reply = await next(call);
    return reply.status === 406 ? withStatus(reply, 451) : reply;
  },
};

test('a status that the contract newly documents is no longer a violation of RTE-002', async () => {
  const changed = await judgeWithChangedContract([unavailableForLegalReasons]);
  expect(idsWith(changed.report, 'fail')).toEqual(['HDR-013', 'HDR-016']);
  const mock = await startMock({
    contract: loadContract(),
    seed: 9,
    behaviours: [unavailableForLegalReasons],
  });
  const before = await judgeHere(
    ['service', '--only', 'headers', '--only', 'routing', '--only', 'RTE-002'],
    await environmentFor(mock),
  );
  await mock.close();
  expect(idsWith(before.report, 'fail')).toEqual(['RTE-002', 'HDR-013', 'HDR-016']);
});

const faults: readonly (readonly [what: string, id: string, alter: Behaviour['start']])[] = [
  [
    'answers the new operation with a value outside its schema',
    'BDY-009',
    () => async (call, next) => {
      const reply = await next(call);
      return reply.status === 200 && call.target.includes('/segment')
        ? withJson(reply, { segment: 'Kindergarten' })
        : reply;
    },
  ],
  [
    'answers the new operation with a string',
    'BDY-006',
    () => async (call, next) => {
      const reply = await next(call);
      return reply.status === 200 && call.target.includes('/segment') ? withJson(reply, 'K12') : reply;
    },
  ],
  [
    'does not demand the new header',
    'HDR-014',
    () => (call, next) => next({ ...call, headers: [...call.headers, ['X-Region', 'eu']] }),
  ],
  [
    'loses the ids of the new operation',
    'HDR-001',
    () => async (call, next) => {
      const reply = await next(call);
      return call.target.includes('/segment') ? withHeader(reply, 'MS-RequestId', undefined) : reply;
    },
  ],
];

for (const [what, id, start] of faults) {
  test(`a service that ${what} violates ${id}`, async () => {
    const { code, report } = await judgeWithChangedContract(
      [{ name: 'changed', summary: what, requirements: [id], start }],
      [id],
    );
    expect(idsWith(report, 'fail')).toContain(id);
    expect(code).toBe(1);
  });
}
