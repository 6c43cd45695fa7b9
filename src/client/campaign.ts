import type { Contract } from '../contract/contract.js';
import type { Learnt } from '../http/redact.js';
import { Authority } from '../mock/authority/authority.js';
import type { Driver, DriverCommand } from './driver.js';
import { EventLoopDelay } from './event-loop-delay.js';
import { judgeScenario, judgeTranscript } from './judge.js';
import { OneShotDriver } from './one-shot-driver.js';
import { PersistentDriver } from './persistent-driver.js';
import { type CampaignContext, play } from './play.js';
import type { Scenario } from './scenario.js';
import type { Transcript } from './transcript.js';

/** What a campaign is run with. */
export interface CampaignOptions {
  readonly contract: Contract;
  readonly seed: number;
  readonly timeoutMs: number;
  readonly command: DriverCommand;
  /** Is told every secret of every scenario. */
  readonly learnt?: Learnt;
}

interface Waiting {
  readonly scenario: Scenario;
  readonly begin: (driver: Driver) => Promise<void>;
}

/** A delay of the kit itself that a client may have noticed. */
const noticeableDelayMs = 200;
const mostRepeats = 2;

/** Plays scenarios with one client, each once, as many at a time as there are jobs. */
export class Campaign {
  readonly #stage: CampaignContext;
  readonly #idle: Driver[];
  readonly #drivers: readonly Driver[];
  readonly #played = new Map<string, Promise<Transcript>>();
  readonly #waiting: Waiting[] = [];
  readonly #eventLoopDelay = new EventLoopDelay();

  private constructor(stage: CampaignContext, drivers: readonly Driver[]) {
    this.#stage = stage;
    this.#drivers = drivers;
    this.#idle = [...drivers];
  }

  static async open({ contract, seed, timeoutMs, command, learnt }: CampaignOptions): Promise<Campaign> {
    const { argv, persistent, jobs } = command;
    const authority = await Authority.create(seed);
    const drivers = Array.from({ length: jobs }, () =>
      persistent ? new PersistentDriver(argv) : new OneShotDriver(argv),
    );
    const told = learnt === undefined ? {} : { learnt };
    const memory = { granted: new Set<string>(), requestIds: new Map<string, string>() };
    return new Campaign({ contract, authority, seed, timeoutMs, persistent, ...memory, ...told }, drivers);
  }

  /** The transcript of a scenario, which is played now or as soon as a driver is free, unless it was before. */
  play(scenario: Scenario): Promise<Transcript> {
    const known = this.#played.get(scenario.name);
    if (known) return known;
    const transcript = new Promise<Transcript>((resolve, reject) => {
      const begin = (driver: Driver) => this.#playAgainIfDelayed(scenario, driver).then(resolve, reject);
      this.#waiting.push({ scenario, begin });
    });
    // Whoever asks for it later sees what went wrong.
    transcript.catch(() => {});
    this.#played.set(scenario.name, transcript);
    this.#next();
    return transcript;
  }

  /** Has scenarios played in advance, those in which clients wait first. */
  prepare(scenarios: readonly Scenario[]): void {
    const order = [...scenarios].sort((a, b) => Number(b.slow ?? false) - Number(a.slow ?? false));
    for (const scenario of order) void this.play(scenario);
  }

  /** Plays a scenario again when the kit itself was late and something was violated: the machine may be to blame. */
  async #playAgainIfDelayed(scenario: Scenario, driver: Driver): Promise<Transcript> {
    for (let round = 1; ; round += 1) {
      const begin = performance.now();
      const transcript = await play(scenario, this.#stage, driver);
      if (round > mostRepeats || this.#eventLoopDelay.longestSince(begin) < noticeableDelayMs)
        return transcript;
      const records = [...judgeScenario(scenario, transcript), ...judgeTranscript(transcript)];
      if (!records.some(({ verdict }) => verdict === 'fail')) return transcript;
    }
  }

  async close(): Promise<void> {
    this.#eventLoopDelay.stop();
    this.#waiting.length = 0;
    await Promise.all(this.#drivers.map((driver) => driver.close()));
  }

  #next(): void {
    const driver = this.#idle.pop();
    const first = driver && this.#waiting.shift();
    if (!driver) return;
    if (!first) {
      this.#idle.push(driver);
      return;
    }
    first.begin(driver).finally(() => {
      this.#idle.push(driver);
      this.#next();
    });
  }
}
