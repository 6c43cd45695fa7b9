import type { Row, State } from '../messages.js';
import { change, listen } from './ask.js';
import { connectElement } from './connect-panel.js';
import { CustomersPanel } from './customers-panel.js';
import { element, place } from './element.js';
import { ExchangePanel } from './exchange-panel.js';
import { attemptsOf, type Filter, fits } from './exchanges.js';
import { FaultsPanel } from './faults-panel.js';
import { List } from './list.js';
import { Tabs } from './tabs.js';

const form = place('filter') as HTMLFormElement;
const pause = place('pause');
const tabList = document.querySelector<HTMLElement>('[role=tablist]') ?? place('side');
const tabs = new Tabs(tabList);
const exchangePanel = tabs.add('Exchange');
const exchange = new ExchangePanel(exchangePanel);

/** The latest rows, and those that are wanted, oldest first. */
let rows: Row[] = [];
let wanted: Row[] = [];
/** What came while the list was paused; undefined while it is not. */
let held: Row[] | undefined;
let most = 10_000;
let filter = readFilter();
const panels: ((state: State) => void)[] = [];

const list = new List(place('list'), place('rows'), (row, how) => {
  if (!row) return;
  tabs.open('Exchange');
  void exchange.show(row, attemptsOf(rows, row));
  if (how === 'going') exchangePanel.focus();
  // Where the panel is below the list, it would not be seen.
  if (how === 'pointing' && matchMedia('(max-width: 60rem)').matches) place('side').scrollIntoView();
});
exchangePanel.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') place('list').focus();
});

form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', () => {
  filter = readFilter();
  wanted = rows.filter((row) => fits(row, filter));
  show();
});
pause.addEventListener('click', () => {
  const waiting = held;
  held = waiting ? undefined : [];
  pause.setAttribute('aria-pressed', String(held !== undefined));
  if (waiting) add(waiting);
  else show();
});
place('clear').addEventListener('click', () => change('clear', {}));

listen({
  about: (about) => {
    most = about.most;
    place('title').textContent = about.title;
    document.title = about.title;
    if (panels.length > 0) return;
    tabs.add('Connect').append(connectElement(about));
    panels.push(() => {});
    if (about.faults.length > 0) {
      const faults = new FaultsPanel(tabs.add('Faults'), about);
      panels.push((state) => faults.show(state));
    }
  },
  state: (state) => {
    if (state.customers && !document.getElementById('panel-customers')) {
      const customers = new CustomersPanel(tabs.add('Customers'));
      panels.push((told) => customers.show(told));
    }
    for (const panel of panels) panel(state);
  },
  rows: (some) => {
    if (held) {
      held.push(...some);
      held = held.slice(-most);
      show();
    } else add(some);
  },
  cleared: () => {
    rows = [];
    wanted = [];
    held = held && [];
    show();
  },
  connection: (is) => {
    const words = {
      open: 'connected',
      waiting: 'waiting for the command…',
      lost: 'the command has ended, or this is not the address that it printed',
    };
    place('connection').textContent = words[is];
    place('connection').className = is === 'open' ? '' : 'lost';
  },
});

function add(some: readonly Row[]): void {
  const operations = form.elements.namedItem('operation') as HTMLSelectElement;
  for (const row of some) {
    rows.push(row);
    if (fits(row, filter)) wanted.push(row);
    const { operation } = row;
    if (operation !== undefined && ![...operations.options].some(({ value }) => value === operation))
      operations.append(element('option', {}, operation));
  }
  if (rows.length > most) {
    rows = rows.slice(-most);
    const oldest = rows[0]?.number ?? 0;
    wanted = wanted.filter(({ number }) => number >= oldest);
  }
  show();
}

function show(): void {
  list.show(wanted);
  place('empty').hidden = rows.length > 0;
  const waiting = held === undefined ? '' : `; paused, ${held.length} more have come`;
  place('shown').textContent = `${wanted.length} of ${rows.length} requests shown${waiting}`;
}

function readFilter(): Filter {
  const value = (name: string) =>
    (form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement).value;
  const words = value('q')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return { verdict: value('verdict'), operation: value('operation'), status: value('status'), words };
}
