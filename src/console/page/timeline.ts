import type { Row } from '../messages.js';
import { drawn, element } from './element.js';

/** The attempts of one call as bars on one scale, each beside the same in words. */
export function timelineElement(attempts: readonly Row[], marked: number): HTMLElement {
  const start = attempts[0]?.startedAt ?? 0;
  const ends = attempts.map(({ startedAt, durationMs }) => startedAt + durationMs - start);
  const scale = Math.max(1, ...ends);
  const rows = attempts.map((attempt, at) => {
    const from = attempt.startedAt - start;
    const before = at === 0 ? 0 : (ends[at - 1] ?? 0);
    const { status } = attempt;
    return element(
      'tr',
      attempt.number === marked ? { class: 'marked' } : {},
      element('th', { scope: 'row' }, at + 1),
      element('td', { class: 'picture' }, bar(before, from, ends[at] ?? from, scale, attempt)),
      element('td', { class: 'number' }, Math.max(0, from - before)),
      element('td', { class: 'number' }, from),
      element('td', { class: 'number' }, status ?? 'none'),
    );
  });
  const head = (text: string, name = 'number') => element('th', { scope: 'col', class: name }, text);
  return element(
    'table',
    { class: 'timeline' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...[
          head('Attempt', ''),
          head(`0 to ${scale} ms`, 'picture'),
          head('waited, ms'),
          head('at, ms'),
          head('status'),
        ],
      ),
    ),
    element('tbody', {}, ...rows),
  );
}

function bar(before: number, from: number, to: number, scale: number, { status }: Row): SVGElement {
  const kind = status !== undefined && status < 400 ? 'good' : 'bad';
  return drawn(
    'svg',
    { 'aria-hidden': 'true', width: '100%', height: 14 },
    rect('wait', before, from, scale),
    rect(kind, from, to, scale),
  );
}

/** At least so wide that it can be seen, and inside of the picture. */
function rect(kind: string, from: number, to: number, scale: number): SVGElement {
  const width = Math.max(0.8, ((to - from) / scale) * 100);
  const x = Math.min(100 - width, (from / scale) * 100);
  const [y, height] = kind === 'wait' ? [6, 2] : [1, 12];
  return drawn('rect', { class: kind, x: `${x}%`, y, width: `${width}%`, height });
}
