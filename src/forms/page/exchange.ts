import type { Evidence } from '../../http/evidence.js';
import type { HeaderList } from '../../http/exchange.js';
import { curlLineOf } from '../../report/curl-line.js';
import { bytesOf } from './bytes.js';
import { html, type Markup, type Part } from './markup.js';

/** Request and response as the evidence has them. `place` is what a finding is about; `again` adds the command that sends the request again. */
export function exchangeMarkup(evidence: Evidence, place = '', again = false): Markup {
  const { request, response, failure, startedAt, durationMs } = evidence;
  const asked = html`<div><h5>Request <span>${startedAt}</span></h5><pre><b>${request.method} ${request.url}</b>\n${fields(request.headers)}${contentOf({ text: request.content })}</pre></div>`;
  const answered = response
    ? html`<div><h5>Response <span>after ${durationMs} ms, ${response.bytes} bytes of content</span></h5><pre><b>${response.status}</b>\n${fields(response.headers, place)}${contentOf(response)}${trailersOf(response, place)}</pre>${bytesOf(response)}</div>`
    : html`<div><h5>No response <span>after ${durationMs} ms</span></h5><pre>${failure ?? 'nothing'}</pre></div>`;
  return html`<div class="exchange">${asked}${answered}</div>${again ? commandMarkup(evidence) : undefined}`;
}

function fields(headers: HeaderList, place = ''): Part {
  const about = /^(?:header|trailer) (\S+)$/i.exec(place)?.[1]?.toLowerCase();
  return headers.map(([name, value]) => {
    const line = html`<span>${name}:</span> ${value}\n`;
    return name.toLowerCase() === about ? html`<mark>${line}</mark>` : line;
  });
}

function contentOf({ text }: { readonly text?: string | undefined }): Part {
  return text === undefined || text === '' ? undefined : `\n${text}`;
}

function trailersOf({ trailers = [] }: NonNullable<Evidence['response']>, place: string): Part {
  return trailers.length === 0 ? undefined : html`\n\n<b>behind the content</b>\n${fields(trailers, place)}`;
}

function commandMarkup({ request }: Evidence): Markup {
  const line = curlLineOf(request);
  if (!line) return html`<p class="note">curl cannot send this request.</p>`;
  const notes = line.notes.map((note) => html`<p class="note">${note}</p>`);
  return html`<div class="command"><h5>Send this request again</h5><pre>${line.command}</pre>${notes}</div>`;
}
