import type { About, Changes, Detail, Row, State } from '../messages.js';

/** The key behind the # of the printed address. */
const key = location.hash.slice(1);

/** What a page does with what it is told. */
export interface Listeners {
  readonly about: (about: About) => void;
  readonly rows: (rows: readonly Row[]) => void;
  readonly state: (state: State) => void;
  readonly cleared: () => void;
  /** `lost` for good: the command has ended, or the key is wrong. */
  readonly connection: (is: 'open' | 'waiting' | 'lost') => void;
}

/** Listens to the console until it ends. */
export function listen(listeners: Listeners): void {
  const events = new EventSource(`/api/events?key=${encodeURIComponent(key)}`);
  const on = <Data>(name: string, use: (data: Data) => void) =>
    events.addEventListener(name, ({ data }: MessageEvent<string>) => use(JSON.parse(data)));
  on('about', listeners.about);
  on('rows', listeners.rows);
  on('state', listeners.state);
  on('cleared', listeners.cleared);
  events.addEventListener('open', () => listeners.connection('open'));
  events.addEventListener('error', () =>
    listeners.connection(events.readyState === EventSource.CLOSED ? 'lost' : 'waiting'),
  );
}

/** All about an exchange. Throws with the console's words, such as for one that is no longer kept. */
export async function detailOf(number: number): Promise<Detail> {
  return read(await fetch(`/api/exchange?number=${number}`, { headers: { 'X-Console-Key': key } }));
}

/** Has something changed. Throws with the console's words. */
export async function change<Name extends keyof Changes>(name: Name, data: Changes[Name]): Promise<unknown> {
  const headers = { 'X-Console-Key': key, 'Content-Type': 'application/json' };
  return read(await fetch(`/api/${name}`, { method: 'POST', headers, body: JSON.stringify(data) }));
}

/** A secret value, which somebody asked for. */
export async function secret(name: string): Promise<string> {
  const told = await change('secret', { name });
  return typeof told === 'object' && told !== null && 'value' in told ? String(told.value) : '';
}

async function read<Told>(response: Response): Promise<Told> {
  const told = await response.json();
  if (!response.ok) throw new Error(told.error ?? response.statusText);
  return told;
}
