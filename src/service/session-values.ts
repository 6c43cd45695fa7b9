import type { Exchange } from '../http/exchange.js';
import type { Redactor } from '../http/redact.js';
import { sessionValue, sessionValuesSet } from '../http/session-values.js';

/** Each makes every search longer. */
const most = 200;

/** What an answer sets as cookies is looked for from now on, because a service may repeat it; of many in a run, the first 200. */
export class SessionValues {
  readonly #redactor: Redactor;
  #count = 0;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  learn({ request, ending }: Exchange): void {
    if (ending.kind !== 'answered') return;
    const sent = `${request.target}\n${request.headers.map(([, value]) => value).join('\n')}`;
    for (const value of sessionValuesSet(ending.answer.headers, sent)) {
      if (this.#count >= most) return;
      this.#redactor.learn(value, sessionValue);
      this.#count += 1;
    }
  }
}
