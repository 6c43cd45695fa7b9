import type { Row, ShownSide } from '../messages.js';
import { type Child, element } from './element.js';

/** Whether a reader passes over a row, points at it, or goes on to what is told of it. */
export type How = 'passing' | 'pointing' | 'going';

/** Rows above and below of what is seen. */
const around = 6;

/** A list that draws what is seen of it: by rows of one height, as high as all of them. */
export class List {
  readonly #grid: HTMLElement;
  readonly #canvas: HTMLElement;
  readonly #picked: (row: Row | undefined, how: How) => void;
  #rows: readonly Row[] = [];
  #selected: number | undefined;
  readonly #drawn = new Map<number, HTMLElement>();
  #waiting = false;
  /** The newest row is seen, and what comes is to be seen as well. */
  #follows = true;

  /** `picked` is told which row is selected, and whether its reader goes on to it. */
  constructor(grid: HTMLElement, canvas: HTMLElement, picked: (row: Row | undefined, how: How) => void) {
    this.#grid = grid;
    this.#canvas = canvas;
    this.#picked = picked;
    grid.addEventListener('scroll', () => {
      this.#follows = grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 4;
      this.draw();
    });
    grid.addEventListener('keydown', (event) => this.#key(event));
    canvas.addEventListener('click', (event) => {
      const own = event.target instanceof Element ? event.target.closest('[data-number]') : null;
      const number = own instanceof HTMLElement ? Number(own.dataset['number']) : undefined;
      this.#select(
        this.#rows.findIndex((row) => row.number === number),
        'pointing',
      );
    });
    new ResizeObserver(() => this.draw()).observe(grid);
  }

  show(rows: readonly Row[]): void {
    this.#rows = rows;
    this.draw();
  }

  /** Once before the next frame, however often it is called. */
  draw(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#drawNow();
    });
  }

  #drawNow(): void {
    const height = this.#height();
    const total = this.#rows.length * height;
    this.#canvas.style.height = `${total}px`;
    if (this.#follows) this.#grid.scrollTop = this.#grid.scrollHeight;
    const first = Math.max(0, Math.floor(this.#grid.scrollTop / height) - around);
    const last = Math.min(
      this.#rows.length,
      Math.ceil((this.#grid.scrollTop + this.#grid.clientHeight) / height) + around,
    );
    const seen = this.#rows.slice(first, last);
    const wanted = new Set(seen.map(({ number }) => number));
    for (const [number, drawn] of this.#drawn)
      if (!wanted.has(number)) {
        drawn.remove();
        this.#drawn.delete(number);
      }
    seen.forEach((row, index) => {
      const drawn = this.#drawn.get(row.number) ?? this.#add(row);
      drawn.style.transform = `translateY(${(first + index) * height}px)`;
      drawn.setAttribute('aria-rowindex', String(first + index + 2));
      drawn.setAttribute('aria-selected', String(row.number === this.#selected));
      // What is read aloud goes by the order of elements.
      if (this.#canvas.children[index] !== drawn)
        this.#canvas.insertBefore(drawn, this.#canvas.children[index] ?? null);
    });
    this.#grid.setAttribute('aria-rowcount', String(this.#rows.length + 1));
    const active = this.#selected === undefined ? undefined : this.#drawn.get(this.#selected);
    if (active) this.#grid.setAttribute('aria-activedescendant', active.id);
    else this.#grid.removeAttribute('aria-activedescendant');
  }

  #height(): number {
    return Number(getComputedStyle(document.documentElement).getPropertyValue('--row')) || 44;
  }

  #add(row: Row): HTMLElement {
    const drawn = rowElement(row);
    this.#drawn.set(row.number, drawn);
    this.#canvas.append(drawn);
    return drawn;
  }

  #key(event: KeyboardEvent): void {
    const at = this.#rows.findIndex((row) => row.number === this.#selected);
    const page = Math.max(1, Math.floor(this.#grid.clientHeight / this.#height()) - 2);
    const end = this.#rows.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? end : at - 1, PageDown: at + page, PageUp: at - page };
    const wanted = { ...to, Home: 0, End: end }[event.key];
    if (wanted !== undefined) this.#select(Math.min(end, Math.max(0, wanted)));
    else if (event.key === 'Enter') this.#picked(this.#rows[at], 'going');
    else return;
    event.preventDefault();
  }

  #select(index: number, how: How = 'passing'): void {
    const row = this.#rows[index];
    if (!row) return;
    this.#selected = row.number;
    const height = this.#height();
    const heads = this.#canvas.offsetTop;
    const top = index * height;
    const { scrollTop, clientHeight } = this.#grid;
    if (top < scrollTop) this.#grid.scrollTop = top;
    else if (top + height + heads > scrollTop + clientHeight)
      this.#grid.scrollTop = top + height + heads - clientHeight;
    this.#follows = index === this.#rows.length - 1;
    this.draw();
    this.#picked(row, how);
  }
}

function rowElement(row: Row): HTMLElement {
  const { number, method, target, operation, status, failure, durationMs, startedAt } = row;
  const bad = status === undefined || status >= 400;
  const ids = [
    operation ?? 'no operation',
    row.requestId && `id ${row.requestId.slice(0, 8)}`,
    ...row.faults,
  ];
  const cell = (name: string, ...children: readonly Child[]) =>
    element('span', { role: 'gridcell', class: name }, ...children);
  return element(
    'div',
    { role: 'row', class: bad ? 'row bad' : 'row', id: `row-${number}`, 'data-number': number },
    cell('time', timeOf(startedAt)),
    cell(
      'request',
      element('code', { title: target }, `${method} ${shortened(target)}`),
      element('small', {}, ids.filter(Boolean).join(' · ')),
    ),
    cell('number status', status ?? (failure === undefined ? '' : 'none')),
    cell('number ms', durationMs),
    verdictCell('client', row.client),
    verdictCell('service', row.service),
  );
}

function verdictCell(name: string, { verdict, violated }: ShownSide): HTMLElement {
  const ids = violated.map(({ requirement }) => requirement).join(' ');
  return element(
    'span',
    { role: 'gridcell', class: `verdict ${name} ${verdict}`, title: ids },
    element('b', {}, verdict),
    ids === '' ? undefined : element('small', {}, ids),
  );
}

/** Ids by their first digits. */
function shortened(target: string): string {
  return target.replaceAll(/([0-9a-f]{4})[0-9a-f]{4}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '$1…');
}

/** The time of day to the millisecond, as this machine has it. */
export function timeOf(ms: number): string {
  const time = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
