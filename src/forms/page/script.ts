/** What the page does beyond reading: filter, search, copy. It works without; this is JavaScript for a browser as it stands in the page. */
export const script = `
const form = document.getElementById('filter');
const shown = document.getElementById('shown');
const inMatrix = new Map([...document.querySelectorAll('#matrix tr[data-id]')].map((row) => [row.dataset.id, row]));
const rows = [...document.querySelectorAll('.req')].map((item) => ({ item, row: inMatrix.get(item.dataset.id) }));
const names = ['verdict', 'level', 'area', 'q'];
const textOf = (one) => (one.text ??= one.item.textContent.toLowerCase());
const filter = () => {
  const { verdict, level, area, q } = Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
  const words = q.toLowerCase().split(/\\s+/).filter(Boolean);
  let count = 0;
  for (const one of rows) {
    const own = one.item.dataset;
    const fits = (!verdict || own.verdict.split(' ').includes(verdict)) && (!level || own.level === level) &&
      (!area || own.area === area) && (words.length === 0 || words.every((word) => textOf(one).includes(word)));
    one.item.hidden = !fits;
    if (one.row) one.row.hidden = !fits;
    if (fits) count += 1;
  }
  for (const group of document.querySelectorAll('#matrix tbody')) group.hidden = !group.querySelector('tr[data-id]:not([hidden])');
  for (const group of document.querySelectorAll('.group-of-state')) group.hidden = !group.querySelector('.req:not([hidden])');
  shown.textContent = count + ' of ' + rows.length + ' requirements shown';
};
const remember = () => {
  const state = new URLSearchParams(names.map((name) => [name, form.elements[name].value]).filter(([, value]) => value !== ''));
  history.replaceState(null, '', location.pathname + location.search + (state.size > 0 ? '#' + state : ''));
};
const arrive = () => {
  const fragment = location.hash.slice(1);
  if (fragment.includes('=')) {
    const state = new URLSearchParams(fragment);
    for (const name of names) form.elements[name].value = state.get(name) ?? '';
    for (const select of form.querySelectorAll('select')) if (select.selectedIndex < 0) select.value = '';
    filter();
    return;
  }
  const place = fragment && document.getElementById(fragment);
  if (!place) return;
  if (place.closest('[hidden]')) { form.reset(); filter(); }
  for (let at = place; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
  place.scrollIntoView();
};
form.hidden = false;
form.addEventListener('input', () => { filter(); remember(); });
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => setTimeout(() => { filter(); remember(); }));
addEventListener('hashchange', arrive);
filter();
arrive();
document.addEventListener('toggle', ({ target }) => { if (target.open) offerCopies(target); }, true);
const offerCopies = (within) => {
  for (const command of within.querySelectorAll('.command:not(.offered)')) {
    command.classList.add('offered');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      const text = command.querySelector('pre');
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(text);
        button.textContent = 'Selected';
      }
    });
    command.querySelector('h5').append(' ', button);
  }
};
for (const one of document.querySelectorAll('details[open]')) offerCopies(one);
`;
