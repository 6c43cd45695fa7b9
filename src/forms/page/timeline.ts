import { summaryOf } from '../../http/evidence.js';
import type { AttemptEvidence, CallEvidence } from '../../report/record.js';
import { html, type Markup, type Part } from './markup.js';

/** The attempts of a call as bars on one scale, each beside the same in words. `marked` is the attempt, from 1, that a finding is about. */
export function timelineOf({ attempts, durationMs, outcome }: CallEvidence, marked?: number): Markup {
  const scale = Math.max(1, durationMs, ...attempts.map(({ answeredAtMs }) => answeredAtMs));
  const rows = attempts.map((attempt, at): Part => {
    const before = attempts[at - 1];
    // Before the first attempt the process starts, which is no waiting.
    const waited = before ? Math.max(0, attempt.receivedAtMs - before.answeredAtMs) : '';
    const away = attempt.elsewhere ? ' at another origin' : '';
    const about = marked === at + 1 ? html` class="marked"` : undefined;
    return html`<tr${about}><th scope="row">${at + 1}</th><td class="picture">${bar(attempt, before, scale)}</td><td class="number">${waited}</td><td class="number">${attempt.receivedAtMs}</td><td class="number">${attempt.answeredAtMs}</td><td><code>${summaryOf(attempt)}</code>${away}</td></tr>`;
  });
  const end = html`<tr class="end"><th scope="row">end</th><td class="picture">${ending(durationMs, scale)}</td><td class="number">${Math.max(0, durationMs - (attempts.at(-1)?.answeredAtMs ?? 0))}</td><td class="number">${durationMs}</td><td class="number"></td><td>${outcome}</td></tr>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Attempts of the call"><table class="timeline"><thead><tr><th scope="col">Attempt</th><th scope="col" class="picture">0 to ${scale} ms</th><th scope="col" class="number">waited, ms</th><th scope="col" class="number">at, ms</th><th scope="col" class="number">answered, ms</th><th scope="col">what came of it</th></tr></thead><tbody>${rows}${end}</tbody></table></div>`;
}

function bar(
  { receivedAtMs, answeredAtMs, response }: AttemptEvidence,
  before: AttemptEvidence | undefined,
  scale: number,
): Markup {
  const from = before?.answeredAtMs ?? 0;
  const kind = response !== undefined && response.status < 400 ? 'good' : 'bad';
  return html`<svg aria-hidden="true" width="100%" height="14">${before ? rect('wait', from, receivedAtMs, scale) : undefined}${rect(kind, receivedAtMs, answeredAtMs, scale)}</svg>`;
}

function ending(durationMs: number, scale: number): Markup {
  return html`<svg aria-hidden="true" width="100%" height="14">${rect('over', durationMs, durationMs, scale)}</svg>`;
}

/** At least so wide that it can be seen, and inside of the picture. */
function rect(kind: string, from: number, to: number, scale: number): Markup {
  const width = Math.max(0.8, ((to - from) / scale) * 100);
  const x = Math.min(100 - width, (from / scale) * 100);
  const [y, height] = kind === 'wait' ? [6, 2] : [1, 12];
  return html`<rect class="${kind}" x="${x.toFixed(2)}%" y="${y}" width="${width.toFixed(2)}%" height="${height}"/>`;
}
