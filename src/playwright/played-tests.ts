import { keyOf } from '../report/record.js';
import type { Played } from '../run/played.js';
import { currentTask, failsTests } from '../run/task.js';
import { answersTogether } from '../service/trial.js';
import { playTest, type TestToPlay } from './play-test.js';
import { readAhead, registeredTest } from './registered-tests.js';
import { operationsOf } from './requirement-test.js';
import { selectedTests } from './selected-tests.js';
import type { Session } from './service-session.js';

/** A test that waits to be played, and whoever waits for it. */
interface Waiting {
  readonly test: TestToPlay;
  readonly played: Promise<Played>;
  readonly settle: (made: Promise<Played>) => void;
}

/**
 * Plays the tests that Playwright is going to run, some beside each other, before Playwright comes to them; each of its
 * tests then collects what was found out. Writes go one after the other, and what looks at a service that was asked all
 * the rest comes last. Where nothing is said of tests to come, or requests go one at a time, a test is played when it is
 * asked for.
 */
export class PlayedTests {
  readonly session: Session;
  readonly #waiting = new Map<string, Waiting>();
  readonly #found: Map<string, Played>;
  #closing = false;
  #playing: Promise<void> = Promise.resolve();
  /** What was asked before the tests, for the first one that tells. */
  #asked = 0;

  private constructor(session: Session) {
    this.session = session;
    this.#found = new Map(session.played);
  }

  /** Begins to play, with a session that is closed with what is opened here. @param tests those to come, in their order */
  static async open(session: Session, tests: () => Promise<readonly TestToPlay[]>): Promise<PlayedTests> {
    const played = new PlayedTests(session);
    await played.#begin(tests);
    return played;
  }

  /** What a test found out; it is played now unless it was. */
  async collect(test: TestToPlay): Promise<Played> {
    const key = keyOf(test.id, test.operation.id);
    const found = this.#found.get(key);
    if (found) {
      this.#found.delete(key);
      return found;
    }
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    const played = waiting ? await waiting.played : await playTest(test, this.session);
    const requests = { ...played.requests, GET: (played.requests['GET'] ?? 0) + this.#asked };
    if (this.#asked === 0) return played;
    this.#asked = 0;
    return { ...played, requests };
  }

  /** Begins nothing more; what nobody collected is kept for the next worker. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#playing;
    // Elsewhere there is no next worker.
    if (failsTests(currentTask())) {
      const left = new Map(this.#found);
      for (const [key, { played }] of this.#waiting) {
        const made = await Promise.race([played, undefined]);
        if (made) left.set(key, made);
      }
      this.session.keep(left);
    }
    await this.session.close();
  }

  async #begin(tests: () => Promise<readonly TestToPlay[]>): Promise<void> {
    const { sender, start, parallel } = this.session;
    if (parallel === 1 || !start.ready) return;
    const left = (await tests()).filter((one) => !this.#found.has(keyOf(one.id, one.operation.id)));
    if (left.length === 0) return;
    const trial = sender.of('preflight');
    const together = await answersTogether(trial, start, sender.observations, parallel).catch(() => false);
    this.#asked = trial.drain().observations.length;
    if (!together || sender.over !== undefined) {
      sender.slowDown();
      return;
    }
    for (const test of left) this.#waiting.set(keyOf(test.id, test.operation.id), waitingFor(test));
    this.#playing = this.#play([...this.#waiting.values()]);
  }

  async #play(tests: readonly Waiting[]): Promise<void> {
    const writes = ({ test: { operation } }: Waiting) => operation.effect === 'write';
    const isLast = ({ test: { test } }: Waiting) => test.last;
    const { parallel } = this.session;
    await this.#inLanes(
      tests.filter((one) => !writes(one) && !isLast(one)),
      parallel,
    );
    await this.#inLanes(
      tests.filter((one) => writes(one) && !isLast(one)),
      1,
    );
    await this.#inLanes(
      tests.filter((one) => isLast(one)),
      parallel,
    );
  }

  /** Plays tests in their order, so many beside each other. */
  async #inLanes(tests: readonly Waiting[], lanes: number): Promise<void> {
    const left = [...tests];
    const lane = async (): Promise<void> => {
      for (let next = left.shift(); next && !this.#closing; next = left.shift()) {
        const made = playTest(next.test, this.session);
        next.settle(made);
        await made.catch(() => {});
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }
}

/** The tests that Playwright selected; none where nobody told. */
export async function testsSelected(): Promise<readonly TestToPlay[]> {
  const selected = selectedTests();
  await readAhead([...new Set(selected.map(({ url }) => url))]);
  return selected.flatMap(({ id, operation: name }) => {
    const test = registeredTest(id);
    const operation = operationsOf(id).find((one) => one.id === name);
    return test && operation ? [{ id, operation, test }] : [];
  });
}

function waitingFor(test: TestToPlay): Waiting {
  let settle: Waiting['settle'] = () => {};
  const played = new Promise<Played>((resolve) => {
    settle = resolve;
  });
  // Whoever collects it sees what went wrong.
  played.catch(() => {});
  return { test, played, settle };
}
