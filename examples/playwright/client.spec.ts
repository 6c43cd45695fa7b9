import { expect, test } from 'qualification-kit';

/** In the place of the client that you want to test. */
async function readQualification(baseUrl: string, token: string, customer: string): Promise<string> {
  const answer = await fetch(`${baseUrl}/v1/customers/${customer}/qualification`, {
    headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return JSON.parse(await answer.text());
}

test('the client reads the qualification', async ({ mock }) => {
  const customer = mock.customer('education');
  const value = await readQualification(mock.origin, await mock.mint(), customer.id);
  expect(value.toLowerCase()).toBe('education');
  expect(mock.requests).toHaveLength(1);
});

test('the client throws when its token has expired', async ({ mock }) => {
  const expired = await mock.mint('app', { expiresIn: -60 });
  await expect(readQualification(mock.origin, expired, mock.customer('none').id)).rejects.toThrow('401');
});

test.describe('against a service that puts a byte order mark in front of its answers', () => {
  // `npx --no qualification-kit explain BDY-004` names the faults of a requirement.
  test.use({ faults: ['byte-order-mark'] });

  test('the client reads the qualification all the same', async ({ mock }) => {
    const customer = mock.customer('education');
    const value = await readQualification(mock.origin, await mock.mint(), customer.id);
    expect(value.toLowerCase()).toBe('education');
  });
});
