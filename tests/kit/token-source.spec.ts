import { expect, test } from '@playwright/test';
import { SignJWT } from 'jose';
import { openGrants, openIdentity } from '../../src/identity/open-identity.js';
import { TokenSource } from '../../src/identity/token-source.js';
import { app, refusalOf, user, withSecrets } from './identities-under-test.js';
import { read, withEnvironment } from './tls-authority.js';

const minute = 60_000;

/** A source of tokens that are good for some minutes, by a clock that is moved by hand. */
function source(minutes: number | undefined, failsFrom = Number.POSITIVE_INFINITY) {
  const clock = { now: 0 };
  const asked: number[] = [];
  const tokens = new TokenSource(
    async () => {
      asked.push(clock.now / minute);
      if (asked.length >= failsFrom) throw new Error('no token');
      const token = `token ${asked.length}`;
      return minutes === undefined ? { token } : { token, expiresAt: clock.now + minutes * minute };
    },
    () => clock.now,
  );
  const at = (minutes: number) => {
    clock.now = minutes * minute;
    return tokens.token();
  };
  return { tokens, asked, at };
}

test('a token is asked for once and kept until five minutes before it expires', async () => {
  const { asked, at } = source(60);
  expect([await at(0), await at(54.9)]).toEqual(['token 1', 'token 1']);
  expect(await at(55)).toBe('token 2');
  expect(asked).toEqual([0, 55]);
});

test('a short token is renewed at half its life', async () => {
  const { asked, at } = source(6);
  const tokens = [await at(0), await at(2.9), await at(3), await at(5.9), await at(6)];
  expect(tokens.map((token) => token.slice(-1)).join('')).toBe('11223');
  expect(asked).toEqual([0, 3, 6]);
});

test('a token without expiry is kept', async () => {
  const { asked, at } = source(undefined);
  expect([await at(0), await at(1e6)]).toEqual(['token 1', 'token 1']);
  expect(asked).toEqual([0]);
});

test('while a token is good, a renewal that fails is tried again every half minute and shown to nobody', async () => {
  const { asked, at } = source(60, 2);
  await at(0);
  expect([await at(55), await at(55.4), await at(55.5), await at(59.9)]).toEqual(Array(4).fill('token 1'));
  expect(asked).toEqual([0, 55, 55.5, 59.9]);
  await expect(at(60)).rejects.toThrow('no token');
});

test('twenty callers share one request, and so do twenty that were refused the same token', async () => {
  const { tokens, asked } = source(60);
  const all = await Promise.all(Array.from({ length: 20 }, () => tokens.token()));
  expect(new Set(all)).toEqual(new Set(['token 1']));
  const again = await Promise.all(Array.from({ length: 20 }, () => tokens.renew('token 1')));
  expect(new Set(again)).toEqual(new Set(['token 2']));
  expect(await tokens.renew('token 1')).toBe('token 2');
  expect(asked).toHaveLength(2);
});

test('a token that a renewal brought is not renewed for another 401, but in time', async () => {
  const { tokens, asked, at } = source(60);
  await at(0);
  const renewed = await tokens.renew('token 1');
  expect(await tokens.renew(renewed)).toBe(renewed);
  expect(asked).toHaveLength(2);
  expect(await at(56)).toBe('token 3');
  expect(await tokens.renew('token 3')).toBe('token 4');
});

test('a source goes on from what was granted before, and tells what it was granted last', async () => {
  const first = { token: 'token 0', expiresAt: 60 * minute, refreshToken: 'refresh 0' };
  let now = 0;
  const next = { token: 'token 1', expiresAt: 120 * minute, refreshToken: 'refresh 1' };
  const tokens = new TokenSource(
    async () => next,
    () => now,
    first,
  );
  expect([await tokens.token(), tokens.held]).toMatchObject(['token 0', first]);
  now = 56 * minute;
  expect([await tokens.token(), tokens.held]).toMatchObject(['token 1', next]);
});

test('over the wire, another process goes on from the refresh token that was handed down', async () => {
  await withSecrets(async ({ mock, realm, clientId }) => {
    const before = await openIdentity(user(clientId), realm);
    await before.token();
    await expect(openIdentity(user(clientId), realm).then((source) => source.token())).rejects.toThrow(
      'AADSTS70000',
    );
    const acquire = await openGrants(user(clientId), realm, before.held);
    for (const { token } of [await acquire(), await acquire()]) expect(await read(mock, token)).toBe(200);
  });
});

test('a failure is told to all who wait for it, and the next caller asks anew', async () => {
  let asked = 0;
  const tokens = new TokenSource(async () => {
    asked += 1;
    if (asked === 1) throw new Error('not now');
    return { token: 'token' };
  });
  const all = await Promise.allSettled([tokens.token(), tokens.token()]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await tokens.token()).toBe('token');
  expect(asked).toBe(2);
});

test('over the wire, twenty callers make one token request', async () => {
  await withSecrets(async ({ mock, realm, clientId, calls }) => {
    const tokens = await openIdentity(app(clientId), realm);
    const all = await Promise.all(Array.from({ length: 20 }, () => tokens.token()));
    expect(new Set(all).size).toBe(1);
    expect(calls()).toEqual(['/v2.0/.well-known/openid-configuration', '/oauth2/v2.0/token']);
    const again = await Promise.all(all.map((token) => tokens.renew(token)));
    expect(new Set(again).size).toBe(1);
    expect(calls()).toHaveLength(4);
    expect(await read(mock, again[0] ?? '')).toBe(200);
  });
});

test('over the wire, tokens of five seconds are renewed before the API refuses one, each by the latest refresh token', async () => {
  const lines: string[] = [];
  await withSecrets(
    async ({ mock, realm, clientId }) => {
      const tokens = await openIdentity(user(clientId), { ...realm, warn: (line) => lines.push(line) });
      const seen = new Set<string>();
      const look = async () => {
        const token = await tokens.token();
        seen.add(token);
        expect(await read(mock, token)).toBe(200);
        return seen.size;
      };
      await expect.poll(look, { intervals: [200], timeout: 60_000 }).toBe(3);
      expect(mock.authority.refreshTokens.redeem(process.env['TEST_REFRESH_TOKEN'] ?? '')).toBe(70000);
    },
    { settings: { lifetime: 5 } },
  );
  expect(lines).toEqual([
    'the authority gave a new refresh token; it is kept in memory and not written back to env:TEST_REFRESH_TOKEN',
  ]);
});

test('an authority that gives no new refresh token leaves the old one in use, without a word', async () => {
  const lines: string[] = [];
  await withSecrets(
    async ({ realm, clientId }) => {
      const tokens = await openIdentity(user(clientId), { ...realm, warn: (line) => lines.push(line) });
      const token = await tokens.token();
      await expect(tokens.renew(token)).rejects.toThrow(/AADSTS70000: the refresh token is not valid/);
    },
    { fault: 'authority-without-rotation' },
  );
  expect(lines).toEqual([]);
});

test.describe('a ready token', () => {
  for (const kind of ['env', 'file'] as const) {
    test(`from ${kind}: is taken as it is`, async () => {
      await withSecrets(async ({ mock, realm, file }) => {
        const token = await mock.authority.mint('user');
        await withEnvironment({ TEST_TOKEN: token }, async () => {
          const reference = kind === 'env' ? 'env:TEST_TOKEN' : `file:${file('token', `${token}\r\n`)}`;
          const tokens = await openIdentity({ kind: 'token', token: reference }, realm);
          expect(await read(mock, await tokens.token())).toBe(200);
          expect(await tokens.renew(token)).toBe(token);
        });
      });
    });
  }

  test('that says when it expires is read again in time', async () => {
    await withSecrets(async ({ mock, realm, file }) => {
      const [first, second] = [
        await mock.authority.mint('app', { expiresIn: 6 }),
        await mock.authority.mint('app'),
      ];
      const path = file('token', first);
      const tokens = await openIdentity({ kind: 'token', token: `file:${path}` }, realm);
      expect(await tokens.token()).toBe(first);
      file('token', second);
      await expect.poll(() => tokens.token(), { timeout: 30_000 }).toBe(second);
    });
  });

  test('that has expired, is none, or is not there is told', async () => {
    await withSecrets(async ({ mock, realm }) => {
      const expired = await mock.authority.mint('app', { expiresIn: -10 });
      const opaque = await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1));
      for (const [value, expected] of [
        [expired, /^the token of env:TEST_TOKEN expired at 20.*Z; put a new one there$/],
        [`Bearer ${opaque}`, /begins with "Bearer"; give the token alone/],
        ['tok\u00e9n', /holds a character that no token has/],
        [undefined, /^env:TEST_TOKEN is not set$/],
      ] as const) {
        await withEnvironment({ TEST_TOKEN: value }, async () => {
          const identity = { kind: 'token', token: 'env:TEST_TOKEN' } as const;
          expect(await refusalOf(identity, realm, value === undefined ? [opaque] : [value, opaque])).toMatch(
            expected,
          );
        });
      }
    });
  });
});
