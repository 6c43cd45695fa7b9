import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { OpenRequests, type Place } from '../../src/service/open-requests.js';

/** A request whose end is somebody else's to say. */
interface Held {
  readonly made: Promise<unknown>;
  readonly end: () => void;
}

/** Requests that wait until they are told to end, and a log of what began and ended. */
function holding(open: OpenRequests): { readonly log: string[]; readonly hold: (name: string) => Held } {
  const log: string[] = [];
  const hold = (name: string): Held => {
    let end = () => {};
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    const made = open.during(async () => {
      log.push(name);
      await held;
      log.push(`${name} ended`);
    });
    return { made, end };
  };
  return { log, hold };
}

test('no more requests are open than the limit says, and the others follow in their order', async () => {
  const { log, hold } = holding(new OpenRequests(2));
  const [a, b, c, d] = [hold('a'), hold('b'), hold('c'), hold('d')];
  await turn();
  expect(log).toEqual(['a', 'b']);
  b.end();
  await b.made;
  await turn();
  expect(log).toEqual(['a', 'b', 'b ended', 'c']);
  a.end();
  c.end();
  d.end();
  await Promise.all([a.made, c.made, d.made]);
  expect(log.indexOf('d')).toBeGreaterThan(log.indexOf('c'));
});

test('what goes out alone waits for the open requests, and keeps the others waiting', async () => {
  const open = new OpenRequests(2);
  const { log, hold } = holding(open);
  const a = hold('a');
  await turn();
  const alone = ['first', 'second'].map((name) =>
    open.alone(async () => {
      log.push(name);
      await turn();
      log.push(`${name} ended`);
    }),
  );
  const b = hold('b');
  await turn();
  expect(log).toEqual(['a']);
  a.end();
  await Promise.all(alone);
  b.end();
  await b.made;
  expect(log).toEqual(['a', 'a ended', 'first', 'first ended', 'second', 'second ended', 'b', 'b ended']);
});

test('a place is free again after a request that rejects', async () => {
  const open = new OpenRequests(1);
  await expect(open.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await open.during(async () => 'yes')).toBe('yes');
});

test('the limit is halved once for all that were told to wait together, down to one', async () => {
  const open = new OpenRequests(8);
  const places: Place[] = [];
  const ask = (count: number) =>
    Promise.all(Array.from({ length: count }, () => open.during(async (place) => void places.push(place))));
  await ask(3);
  expect(places.splice(0).map((place) => open.narrow(place))).toEqual([true, true, true]);
  expect(open.limit).toBe(4);
  for (const left of [2, 1]) {
    await ask(1);
    expect(places.splice(0).map((place) => open.narrow(place))).toEqual([true]);
    expect(open.limit).toBe(left);
  }
  await ask(1);
  // Nobody else was there: it is the service that asks for less.
  expect(places.map((place) => open.narrow(place))).toEqual([false]);
});
