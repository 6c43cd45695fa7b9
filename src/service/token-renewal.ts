import type { Redactor } from '../http/redact.js';
import type { Flow } from '../target/target.js';
import type { Subject } from './subject.js';
import type { Wire } from './wire.js';

/** Keeps a subject's tokens good, where they can be fetched. What is granted is a secret from then on. */
export class TokenRenewal {
  readonly #subject: Subject;
  readonly #redactor: Redactor;
  readonly #wire: Wire;

  constructor(subject: Subject, redactor: Redactor, wire: Wire) {
    this.#subject = subject;
    this.#redactor = redactor;
    this.#wire = wire;
  }

  /** Sees to it that the flow's token is good for a while; to be called before each request. */
  async refresh(flow: Flow): Promise<void> {
    await this.#fetch(flow);
  }

  /** Whether the flow has another token now than the refused one. */
  async replace(flow: Flow, refused: string | undefined): Promise<boolean> {
    const token = await this.#fetch(flow, refused);
    if (token === undefined || refused === undefined || token === refused) return false;
    this.#wire.renewed(flow);
    return true;
  }

  async #fetch(flow: Flow, refused?: string): Promise<string | undefined> {
    const before = this.#subject.tokens[flow];
    const grant = await this.#subject.renew?.(flow, refused);
    if (!grant) return undefined;
    const { token, refreshToken } = grant;
    if (token !== before) {
      this.#redactor.learn(token, `${flow} token`);
      if (refreshToken !== undefined) this.#redactor.learn(refreshToken, `${flow} refreshToken`);
    }
    return token;
  }
}
