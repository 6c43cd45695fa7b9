import { html, type Markup } from './markup.js';

/** The three parts of a finding's message. */
export interface Claim {
  readonly place: string;
  readonly expected: string;
  readonly received: string;
}

const [at, expecting, receiving] = ['at ', ': expected ', ', received '] as const;

/** The parts of `at PLACE: expected X, received Y`; undefined where the message has another form, or could be parted in two ways. */
export function claimOf(message: string): Claim | undefined {
  const [head = '', rest, ...more] = message.split(expecting);
  if (!head.startsWith(at) || rest === undefined || more.length > 0) return undefined;
  const [expected = '', received, ...others] = rest.split(receiving);
  if (received === undefined || others.length > 0) return undefined;
  return { place: head.slice(at.length), expected, received };
}

/** The message of a finding, in its parts where it has them. */
export function claimMarkup(message: string): Markup {
  const claim = claimOf(message);
  if (!claim) return html`<p class="claim"><code>${message}</code></p>`;
  return html`<dl class="claim"><div><dt>at</dt><dd><code>${claim.place}</code></dd></div><div><dt>expected</dt><dd><code>${claim.expected}</code></dd></div><div><dt>received</dt><dd><code class="received">${claim.received}</code></dd></div></dl>`;
}
