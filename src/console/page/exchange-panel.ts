import type { Detail, Row, ShownContent, ShownHeaders, ShownSide } from '../messages.js';
import { detailOf } from './ask.js';
import { bytesElement } from './bytes.js';
import { copyButton } from './copying.js';
import { type Child, element } from './element.js';
import { timeOf } from './list.js';
import { timelineElement } from './timeline.js';

/** Shows one exchange in full, with the attempts it belongs to. */
export class ExchangePanel {
  readonly #panel: HTMLElement;
  #wanted = 0;

  constructor(panel: HTMLElement) {
    this.#panel = panel;
    panel.append(element('p', { class: 'note' }, 'Select a request to see it whole.'));
  }

  async show(row: Row, attempts: readonly Row[]): Promise<void> {
    this.#wanted = row.number;
    let shown: readonly Child[];
    try {
      shown = detailElements(await detailOf(row.number), attempts);
    } catch (thrown) {
      shown = [element('p', { class: 'note' }, thrown instanceof Error ? thrown.message : String(thrown))];
    }
    // Another one was selected meanwhile.
    if (this.#wanted === row.number) this.#panel.replaceChildren(element('div', {}, ...shown));
  }
}

function detailElements(
  { row, url, request, response, curl }: Detail,
  attempts: readonly Row[],
): readonly Child[] {
  const ids = { 'MS-RequestId': row.requestId, 'MS-CorrelationId': row.correlationId };
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Operation', row.operation ?? 'none of the contract'],
    ['Begun', `${timeOf(row.startedAt)}, took ${row.durationMs} ms`],
    ...Object.entries(ids),
    ['Fault', row.faults.join(', ') || undefined],
  ];
  return [
    element('h3', {}, `${row.method} → ${row.status ?? 'no answer'}`),
    element(
      'dl',
      { class: 'facts' },
      ...facts.flatMap(([name, value]) =>
        value === undefined ? [] : [element('dt', {}, name), element('dd', {}, value)],
      ),
    ),
    ...sideElements('Client', row.client),
    ...sideElements('Service', row.service),
    ...(attempts.length > 1
      ? [
          element('h4', {}, 'Attempts of this call'),
          element(
            'div',
            { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Attempts of this call' },
            timelineElement(attempts, row.number),
          ),
        ]
      : []),
    element('h4', {}, 'Request'),
    messageElement(`${row.method} ${url}`, request.headers),
    ...contentElements(request.content),
    element(
      'h4',
      {},
      'Response ',
      element('span', {}, response ? `${response.content.bytes} bytes of content` : ''),
    ),
    ...(response
      ? [messageElement(String(row.status), response.headers), ...contentElements(response.content)]
      : [element('pre', {}, row.failure ?? 'nothing')]),
    ...(response && response.trailers.length > 0
      ? [messageElement('behind the content', response.trailers)]
      : []),
    ...(curl
      ? [
          element(
            'h4',
            {},
            'Send this request again ',
            copyButton('Copy', () => curl.command),
          ),
          element('pre', { class: 'curl' }, curl.command),
          ...curl.notes.map((note) => element('p', { class: 'note' }, note)),
        ]
      : [element('p', { class: 'note' }, 'curl cannot send this request.')]),
  ];
}

function sideElements(name: string, { verdict, violated, held }: ShownSide): readonly Child[] {
  const findings = violated.map(({ requirement, message }) =>
    element('li', {}, element('b', { class: 'fail' }, requirement), message),
  );
  return [
    element(
      'h4',
      {},
      `${name} `,
      element('span', { class: `verdict ${verdict}` }, element('b', {}, verdict)),
    ),
    findings.length === 0 ? undefined : element('ul', { class: 'findings' }, ...findings),
    element(
      'p',
      { class: 'note' },
      held.length === 0 ? 'nothing shown to hold' : `holds: ${held.join(', ')}`,
    ),
  ];
}

function messageElement(first: string, headers: ShownHeaders): HTMLElement {
  const lines = headers.flatMap(([name, value]) => [element('span', {}, `${name}:`), ` ${value}\n`]);
  return element('pre', {}, element('b', {}, first), '\n', ...lines);
}

function contentElements(content: ShownContent | undefined): readonly Child[] {
  if (content === undefined || content.bytes === 0) return [];
  const { text, base64, bytes } = content;
  const told = base64 === undefined ? undefined : bytesElement(base64, bytes);
  return [
    element('h4', {}, 'Content'),
    element('div', { class: 'content' }, element('pre', {}, text ?? 'not a text'), told),
  ];
}
