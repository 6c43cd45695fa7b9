import { palette } from '../forms/page/palette.js';

/** How the console looks: as the report does, with a list that has the height of the window. */
export const style = `${palette}
* { box-sizing: border-box; }
:root { --row: 44; }
html, body { height: 100%; }
body { margin: 0; display: grid; grid-template-rows: auto minmax(0, 1fr); background: var(--page); color: var(--text); font: 14px/1.45 var(--sans); overflow-wrap: anywhere; }
h1, h2, h3, h4, p, dl, dd, ul, pre, table { margin: 0; padding: 0; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
header { display: flex; flex-wrap: wrap; gap: .1rem 1rem; align-items: baseline; padding: .7rem 1.25rem; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.05rem; font-weight: 650; }
#connection { color: var(--muted); font-size: .85rem; margin-left: auto; }
#connection.lost { color: var(--fail); font-weight: 600; }
main { display: grid; grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); min-height: 0; }
#log { display: grid; grid-template-rows: auto minmax(0, 1fr); min-height: 0; }
#side { border-left: 1px solid var(--line); min-height: 0; display: grid; grid-template-rows: auto minmax(0, 1fr); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
#list:focus-visible, [role=tabpanel]:focus-visible { outline-offset: -2px; }

#filter { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; padding: .7rem 1.25rem; }
label { display: grid; font-size: .78rem; color: var(--muted); gap: .1rem; }
label.search { flex: 1 1 9rem; }
select, input, button { font: inherit; font-size: .875rem; color: var(--text); background: var(--page); border: 1px solid var(--muted); border-radius: 4px; padding: .2rem .5rem; min-height: 2rem; max-width: 100%; }
input[type=search] { width: 100%; min-width: 0; }
button { cursor: pointer; }
button[aria-pressed=true] { background: var(--text); color: var(--page); border-color: var(--text); }
.buttons { display: flex; gap: .4rem; }
#shown { flex: 1 1 12rem; align-self: center; color: var(--muted); font-size: .82rem; }

#list { overflow: auto; border-top: 1px solid var(--line); position: relative; contain: strict; }
.heads { position: sticky; top: 0; z-index: 1; background: var(--page); border-bottom: 1px solid var(--line); color: var(--muted); font-size: .78rem; }
#rows { position: relative; }
.row { display: grid; grid-template-columns: 6rem minmax(0, 1fr) 2.9rem 2.9rem 4.8rem 4.8rem; gap: 0 .6rem; padding: 0 1.25rem; align-items: center; }
.heads .row { padding-top: .25rem; padding-bottom: .25rem; }
#rows .row { position: absolute; left: 0; right: 0; top: 0; height: calc(var(--row) * 1px); border-bottom: 1px solid var(--line); cursor: default; }
#rows .row:hover { background: var(--panel); }
#rows .row[aria-selected=true] { background: var(--mark); }
#rows .row[aria-selected=true] :is(.time, small) { color: inherit; }
.row > * { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row .time { font-variant-numeric: tabular-nums; font-size: .82rem; color: var(--muted); }
.row .request code, .row .request small { display: block; overflow: hidden; text-overflow: ellipsis; }
.row small { color: var(--muted); font-size: .76rem; }
.row.bad .status, .fail { color: var(--fail); }
.pass { color: var(--pass); } .error { color: var(--error); } .skip { color: var(--skip); } .muted { color: var(--muted); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.verdict { font-size: .84rem; }
.verdict small { display: block; overflow: hidden; text-overflow: ellipsis; color: inherit; }
.verdict.fail b, .verdict.error b { background: var(--fail); color: var(--on); border-radius: 3px; padding: 0 .4em; font-weight: 600; }
.verdict.error b { background: var(--error); }
.verdict b { font-weight: 400; }
#empty { padding: 1.5rem 1.25rem; color: var(--muted); }
code, pre { font-family: var(--mono); font-size: .84em; unicode-bidi: isolate-override; direction: ltr; }

[role=tablist] { display: flex; flex-wrap: wrap; gap: 0 1.1rem; padding: 0 1.25rem; border-bottom: 1px solid var(--line); }
[role=tab] { border: 0; border-radius: 0; background: none; padding: .55rem 0; color: var(--muted); border-bottom: 2px solid transparent; min-height: 2.6rem; }
[role=tab][aria-selected=true] { color: var(--text); font-weight: 600; border-color: currentColor; }
[role=tabpanel] { overflow: auto; padding: 1rem 1.25rem 2.5rem; }
h3 { font-size: 1rem; font-weight: 600; margin: 0 0 .5rem; }
h4 { font-size: .82rem; font-weight: 600; margin: 1.1rem 0 .3rem; }
h4 span { color: var(--muted); font-weight: 400; }
h4 button { font-size: .75rem; min-height: 1.6rem; padding: 0 .5rem; margin-left: .5rem; }
pre { white-space: pre-wrap; background: var(--panel); border-radius: 4px; padding: .55rem .7rem; font-size: .78rem; line-height: 1.5; }
pre span { color: var(--muted); }
.content { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .5rem; }
.content > pre:only-child { grid-column: 1 / -1; }
.bytes { white-space: pre; overflow-x: auto; } .bytes i { font-style: normal; color: var(--muted); } .bytes b { color: var(--fail); }
.facts { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: .15rem .5rem; font-size: .88rem; }
.facts dt { color: var(--muted); }
.findings { list-style: none; display: grid; gap: .35rem; }
.findings b { margin-right: .4rem; }
.note { color: var(--muted); font-size: .85rem; margin: .35rem 0; }
.notice { border-left: 4px solid var(--error); background: var(--panel); padding: .75rem 1rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-size: .86rem; }
th, td { text-align: left; vertical-align: baseline; font-weight: 400; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
th[scope=row] { white-space: nowrap; }
thead th { color: var(--muted); font-size: .78rem; vertical-align: bottom; }
.timeline .picture { width: 34%; min-width: 6rem; vertical-align: middle; }
.timeline .marked { background: var(--mark); }
svg { display: block; } rect.good { fill: var(--pass); } rect.bad { fill: var(--fail); } rect.wait { fill: var(--muted); }
.lines { list-style: none; padding: 0; display: grid; gap: .55rem; }
.lines li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .1rem .6rem; align-items: center; }
.lines li > b { grid-column: 1; font-weight: 400; font-size: .8rem; color: var(--muted); } .lines li > code { grid-column: 1; } .lines li > button { grid-column: 2; grid-row: 1 / 3; }
.switches { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .35rem 0 .75rem; }
.faults { list-style: none; display: grid; gap: .1rem; margin-top: .6rem; }
.faults label { grid-template-columns: auto minmax(0, 1fr); gap: .1rem .55rem; align-items: start; padding: .3rem 0; color: var(--text); font-size: .88rem; cursor: pointer; }
.faults input { min-height: 0; margin: .2rem 0 0; } .faults small { color: var(--muted); font-size: .82rem; display: block; }
.scroll { overflow-x: auto; }

@media (max-width: 60rem) {
  html, body { height: auto; }
  body { display: block; }
  main { grid-template-columns: minmax(0, 1fr); }
  #list { height: 62vh; min-height: 20rem; }
  #side { border-left: 0; border-top: 1px solid var(--line); }
}
@media (max-width: 44rem) {
  :root { --row: 86; }
  header, #filter { padding-left: 1rem; padding-right: 1rem; }
  [role=tabpanel], [role=tablist] { padding-left: 1rem; padding-right: 1rem; }
  #filter label { flex: 1 1 4.5rem; min-width: 0; } #filter label.search { flex: 1 1 55%; } select { width: 100%; min-width: 0; }
  .row { grid-template-columns: minmax(0, 1fr) 3rem 2.6rem; gap: 0 .5rem; padding: 0 1rem; align-content: center; }
  .row .time { grid-column: 1; grid-row: 2; } .row .request { grid-column: 1 / -1; grid-row: 1; }
  .row .status { grid-column: 2; grid-row: 2; } .row .ms { grid-column: 3; grid-row: 2; }
  .row .client { grid-column: 1; grid-row: 3; } .row .service { grid-column: 2 / -1; grid-row: 3; justify-self: end; }
  #rows .verdict small { display: inline; margin-left: .3rem; }
  #rows .client::before { content: "client "; color: var(--muted); } #rows .service::before { content: "service "; color: var(--muted); }
  .heads { display: none; }
  .content { grid-template-columns: minmax(0, 1fr); }
  .facts { grid-template-columns: 6.5rem minmax(0, 1fr); }
}
`;
