import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { isGuid } from '../../src/http/guid.js';
import { type Family, injections, malformedIds, traversals } from '../../src/http/malformed-ids.js';
import { Redactor } from '../../src/http/redact.js';
import { startMock } from '../../src/mock/server.js';
import { cutAndExtended, tampered, unsigned } from '../../src/service/tokens.js';

const families: readonly Family[] = ['length', 'alphabet', 'hyphens', 'affix'];
const ids = [
  'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2',
  '11111111-2222-4333-8444-555555555555',
  'ffffffff-dddd-4bbb-abbb-ffffffffffff',
];

for (const family of families) {
  test(`no malformed id of the family ${family} is a GUID, whatever the seed and the id`, () => {
    const wrong: string[] = [];
    for (const id of ids) {
      for (let seed = 1; seed <= 50; seed += 1) {
        for (const { segment, mutation } of malformedIds(family, id, seed)) {
          const sound =
            !isGuid(decodeURIComponent(segment)) && /^[\x21-\x7e]+$/.test(segment) && !segment.includes('/');
          if (!sound) wrong.push(`${mutation} of ${id}: ${segment}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test(`the seed decides the malformed ids of the family ${family}, each with a mutation of its own`, () => {
    const [id = ''] = ids;
    expect(malformedIds(family, id, 3)).toEqual(malformedIds(family, id, 3));
    const mutations = malformedIds(family, id, 3).map(({ mutation }) => mutation);
    expect(new Set(mutations).size).toBe(mutations.length);
  });
}

test('traversals and injections stay in one segment of the path', () => {
  const [id = '', unknown = ''] = ids;
  const segments = [...traversals(id, unknown), ...injections(id).map(([, segment]) => segment)];
  expect(segments.filter((segment) => /[^\x21-\x7e]|[/?#]/.test(segment))).toEqual([]);
});

test('changed tokens differ from the good one in the bytes they stand for', async () => {
  const mock = await startMock({ contract: loadContract(), seed: 1 });
  const token = await mock.authority.mint('app');
  await mock.close();
  const bytesOf = (text: string) =>
    Buffer.from(text.split('.')[2] ?? '', 'base64url').toString('hex') +
    text.split('.').slice(0, 2).join('.');
  for (const [note, changed] of [...tampered(token), ...unsigned(token), ...cutAndExtended(token)]) {
    expect(changed.split('.').length === 3 ? bytesOf(changed) : changed, note).not.toBe(bytesOf(token));
  }
  expect(tampered('opaque')).toEqual([]);
  expect(unsigned('opaque')).toEqual([]);
});

test('a secret is replaced in every form, and so is a long piece of it', () => {
  const token = `eyJhbGciOiJub25lIn0.${Buffer.from('{"sub":"partner","roles":["reader"]}').toString('base64url')}.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg`;
  const redactor = new Redactor(
    new Map([
      [token, 'app token'],
      ['p&ss "word"/+', 'password'],
    ]),
  );
  const forms = [
    token,
    token.split('.')[1],
    token.split('.')[2],
    Buffer.from(token).toString('base64'),
    encodeURIComponent('p&ss "word"/+'),
    JSON.stringify('p&ss "word"/+'),
    token.slice(5, 45),
  ];
  for (const form of forms) {
    const clean = redactor.text(`before ${form} after`);
    expect(clean).toMatch(/^before "?\[(part of )?(app token|password)\]=*"? after$/);
  }
  expect(redactor.text('nothing of it, c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2')).toBe(
    'nothing of it, c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2',
  );
});
