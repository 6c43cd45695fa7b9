import { palette } from './palette.js';

/** How the page looks: light and dark, wide and narrow, on screen and on paper. */
export const style = `${palette}* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 var(--sans); overflow-wrap: anywhere; }
main, footer { max-width: 74rem; margin: 0 auto; padding: 0 1.5rem; }
h1, h2, h3, h4, h5, p, dl, dd, ul, pre, table { margin: 0; padding: 0; }
h2 { font-size: 1.2rem; font-weight: 600; margin: 2.75rem 0 .75rem; }
h2 span, h4 span, h5 span { color: var(--muted); font-weight: 400; }
h4 { font-size: .95rem; font-weight: 600; margin: 1rem 0 .35rem; }
h5 { font-size: .8rem; font-weight: 600; margin: .75rem 0 .25rem; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible, select:focus-visible, input:focus-visible, button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
[hidden] { display: none !important; }
code, pre { font-family: var(--mono); font-size: .84em; unicode-bidi: isolate-override; direction: ltr; }
pre { white-space: pre-wrap; background: var(--panel); border-radius: 4px; padding: .6rem .75rem; font-size: .78rem; line-height: 1.5; }
pre span, .muted, .lead, .size, .note { color: var(--muted); }
.lead { margin: -.35rem 0 .75rem; }
mark { background: var(--mark); color: inherit; }
table { border-collapse: collapse; width: 100%; }
th { overflow-wrap: normal; }
th, td { text-align: left; vertical-align: baseline; font-weight: 400; padding: .35rem .75rem .35rem 0; }
thead th, thead td { color: var(--muted); font-size: .8rem; border-bottom: 1px solid var(--line); vertical-align: bottom; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scroll { overflow-x: auto; }

header { padding-top: 2.5rem; }
#changes h3 { margin: 1.5rem 0 0; } #changes h4 { margin: .6rem 0 0; } #changes .trouble { margin: .2rem 0 .6rem; }
.subject { color: var(--muted); }
.subject code { margin-left: .35rem; }
.verdict { font-size: 2.25rem; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; margin: .15rem 0 .35rem; }
.verdict span { font-size: 1rem; font-weight: 600; letter-spacing: 0; color: var(--text); margin-left: .35rem; }
.words { font-size: 1.05rem; max-width: 48rem; }
.trouble { list-style: none; padding: 0; margin: 1.25rem 0; }
.trouble li { padding: .2rem 0; }
.notice, .warning { border-left: 4px solid var(--error); background: var(--panel); padding: .75rem 1rem; margin: 0 0 1.5rem; }
.notice { font-weight: 600; }
.warning { margin: 1.25rem 0; border-color: var(--fail); }
.warning h2 { font-size: 1rem; margin: 0 0 .25rem; }
.warning ul, .body ul { padding-left: 1.1rem; }
.strip { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.5rem, 8rem)); gap: 0; margin: 1.5rem 0; }
.strip div { display: flex; flex-direction: column-reverse; border-left: 3px solid currentColor; padding: 0 .75rem; }
.strip dd { font-size: 1.75rem; line-height: 1.15; font-weight: 600; font-variant-numeric: tabular-nums; }
.strip dt { font-size: .85rem; }
.strip .none { color: var(--muted); border-color: var(--line); }
.strip .none dd { font-weight: 400; }
.facts { display: grid; grid-template-columns: 1fr 1fr; gap: .3rem 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; font-size: .9rem; }
.facts div, .about > div { display: grid; grid-template-columns: 6rem 1fr; }
.facts dt, .about dt, .waiver dt, .claim dt { color: var(--muted); }
.digest { color: var(--muted); font-size: .75rem; } .digest > summary { cursor: pointer; list-style-position: inside; }
.trouble .claim { margin: .15rem 0 .5rem 1rem; font-size: .88rem; } .trouble .note { margin-left: 1rem; }
.over { margin-bottom: .5rem; }
.cover { display: none; } .cover.said { display: grid; grid-template-columns: 8rem 1fr; gap: .2rem 1rem; margin: .75rem 0; } .cover dt { color: var(--muted); } .cover .blank { display: none; }

.pass { color: var(--pass); } .fail { color: var(--fail); } .waived { color: var(--waived); } .error { color: var(--error); } .skip { color: var(--skip); }
.badge { display: inline-block; font-size: .85rem; white-space: nowrap; }
.badge.fail, .badge.error { background: var(--fail); color: var(--on); border-radius: 3px; padding: 0 .45em; font-weight: 600; }
.badge.error { background: var(--error); }
.badge.waived, .badge.free { background: none; color: var(--waived); box-shadow: inset 0 0 0 1px currentColor; border-radius: 3px; padding: 0 .45em; font-weight: 600; }
.badge.free { color: var(--fail); }
rect.pass, rect.good { fill: var(--pass); } rect.fail, rect.bad { fill: var(--fail); } rect.waived { fill: var(--waived); } rect.error { fill: var(--error); } rect.skip { fill: var(--skip); opacity: .4; }
rect.wait, rect.over { fill: var(--muted); }
svg { display: block; }
.stack { border-radius: 2px; overflow: hidden; background: var(--line); }
.counts .number { width: 4.5rem; }
.counts .picture { width: 46%; padding-right: 2rem; vertical-align: middle; }
.counts td.none, .counts .url { color: var(--muted); }
.counts th, .counts td { padding-top: .2rem; padding-bottom: .2rem; }
.counts tfoot th, .counts tfoot td { border-top: 1px solid var(--line); font-weight: 600; }
.counts tfoot td.none { font-weight: 400; }
#targets .picture { width: 24%; min-width: 8rem; }
#targets .url { padding-left: 1rem; white-space: nowrap; }
.counts tbody th { white-space: nowrap; }

#filter { display: flex; flex-wrap: wrap; align-items: end; gap: .6rem .9rem; margin-bottom: .75rem; }
#filter label { display: grid; font-size: .8rem; color: var(--muted); gap: .15rem; }
select, input, button { font: inherit; font-size: .9rem; color: var(--text); background: var(--page); border: 1px solid var(--muted); border-radius: 4px; padding: .25rem .5rem; min-height: 2.1rem; max-width: 100%; }
input { width: 16rem; }
button { cursor: pointer; }
h5 button { font-size: .75rem; min-height: 1.6rem; padding: 0 .5rem; margin-left: .5rem; }
#shown { font-size: .85rem; color: var(--muted); margin-left: auto; align-self: center; }
.level { color: var(--muted); font-size: .72rem; letter-spacing: .03em; font-weight: 400; }
.matrix th[scope=row] { white-space: nowrap; width: 9.5rem; font-variant-numeric: tabular-nums; }
.matrix tbody tr:not(.area) > * { border-bottom: 1px solid var(--line); }
tr.area th { font-weight: 600; padding-top: 1.1rem; }
#matrix table { table-layout: auto; }
.matrix { border-collapse: separate; border-spacing: 0; }
.matrix th[scope=row] a { white-space: nowrap; }
.matrix th[scope=row], .matrix thead th:first-child { position: sticky; left: 0; background: var(--page); z-index: 1; }
.matrix .statement { min-width: 16rem; max-width: 24rem; font-size: .85rem; }
.matrix td:not(.statement) { font-size: .85rem; }
.matrix a { color: inherit; }
.matrix i { font-style: normal; }
.matrix .target { min-width: 4rem; }
.matrix th a { color: var(--link); }
.dense thead th { padding-right: .25rem; }
.dense .target { min-width: 0; width: 1.9rem; padding: 0 0 .4rem; height: 8rem; }
.dense .target a { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 14rem; line-height: 1.75rem; white-space: nowrap; }
.dense td:not(.statement) { padding: 0; text-align: center; vertical-align: middle; }
.dense tr td { border-right: 1px solid var(--line); }
.dense td i { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.dense td a { display: block; line-height: 1.75rem; min-width: 1.75rem; text-decoration: none; font-weight: 700; position: relative; }
.dense td.pass { position: relative; }
.dense td.fail { background: var(--fail); } .dense td.fail a { color: var(--on); }

.dense td.fail.free { background: none; } .dense td.fail.free a { color: var(--fail); }
.dense td.error { background: var(--error); } .dense td.error a { color: var(--on); }
.dense td.pass::before, .legend .pass::before { content: "·" / ""; } .dense td.fail a::before, .legend .fail::before { content: "✕" / ""; } .dense td.waived a::before, .legend .waived::before { content: "W" / ""; } .dense td.error a::before, .legend .error::before { content: "!" / ""; } .dense td.skip a::before, .legend .skip::before { content: "–" / ""; }
.legend { font-size: .85rem; color: var(--muted); margin-bottom: .5rem; }
.legend span { margin-right: 1rem; } .legend span::before { display: inline-block; min-width: 1.4em; font-weight: 700; }

.item { border-bottom: 1px solid var(--line); padding: 0 .35rem; margin: 0 -.35rem; }
.item:not([open]) { content-visibility: auto; contain-intrinsic-size: auto 2.6rem; }
.item > summary { display: grid; grid-template-columns: 9.5rem 1fr auto auto; gap: 0 .75rem; align-items: baseline; padding: .5rem 0; cursor: pointer; list-style: none; }
.item > summary::-webkit-details-marker { display: none; }
.item > summary h3 { font-size: inherit; font-weight: 600; white-space: nowrap; }
.item.scenario > summary h3 { padding-left: 1em; text-indent: -1em; overflow-wrap: break-word; }
.item > summary h3::before, .item > summary > b::before { content: "▸" / ""; display: inline-block; width: 1em; text-indent: 0; color: var(--muted); font-weight: 400; }
.item[open] > summary h3::before, .item[open] > summary > b::before { content: "▾" / ""; }
.item[open] > summary .what { font-weight: 500; }
.item.scenario > summary { grid-template-columns: 14rem 1fr auto; }
.item.scenario > summary h3 { font-weight: 500; white-space: normal; } .item.scenario .what { font-weight: 400 !important; color: var(--muted); }
.size { font-size: .85rem; }
.item > .body { padding: 0 0 1.5rem 1rem; scroll-margin-top: 4rem; }
details details > summary { cursor: pointer; color: var(--muted); font-size: .9rem; padding: .2rem 0; }
.result { border-top: 1px solid var(--line); } .result > summary { color: var(--text); padding: .4rem 0; }
.result > .body { padding: 0 0 1rem 1rem; scroll-margin-top: 3rem; }
.runs { margin-top: .75rem; } .runs > summary { cursor: pointer; color: var(--muted); }
.group { padding: .4rem 0; }
.reason { margin: .25rem 0; }
.note { font-size: .88rem; margin: .35rem 0; }
.readings h4 { margin-top: .5rem; }
.about { border-top: 1px solid var(--line); margin-top: 1.25rem; padding-top: .75rem; display: grid; gap: .35rem; font-size: .9rem; }
.pass > .about, .body > .about:first-child { border-top: 0; margin-top: 0; padding-top: 0; }
.about ul { padding-left: 0; list-style: none; display: grid; gap: .35rem; }
.waiver { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .5rem 1.5rem; border-left: 4px solid var(--waived); background: var(--panel); padding: .6rem 1rem; margin: .5rem 0; font-size: .9rem; }
.waiver div:first-child { grid-column: 1 / -1; }
.finding { margin: .5rem 0 1rem; border-left: 2px solid var(--line); padding-left: 1rem; break-inside: avoid-page; }
.finding h4 { margin: 0 0 .35rem; font-weight: 400; }
.finding h4 a { font-weight: 600; margin-right: .5rem; }
.finding h4 code { color: var(--muted); }
.claim div { display: grid; grid-template-columns: 5.5rem 1fr; }
.claim .received { color: var(--fail); font-weight: 600; }
.turn { margin: .5rem 0; font-size: .92rem; }
.exchange { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 1rem; }
.bytes i { font-style: normal; color: var(--muted); } .bytes b { color: var(--fail); } .bytes { white-space: pre; overflow-x: auto; }
.base64 { font-size: .85rem; color: var(--muted); margin-top: .25rem; }
.timeline { font-size: .85rem; margin: .25rem 0 .5rem; }
.timeline th, .timeline td { padding-top: .2rem; padding-bottom: .2rem; }
.timeline .picture { width: 34%; min-width: 7rem; vertical-align: middle; padding-right: 1rem; }
.timeline td:last-child, .timeline th:last-child { min-width: 15rem; padding-right: 0; }
.timeline td:last-child code { white-space: nowrap; }
.timeline .marked { background: var(--mark); } .timeline .end { color: var(--muted); border-top: 1px solid var(--line); }
footer { color: var(--muted); font-size: .85rem; padding-top: 3rem; padding-bottom: 2rem; }

@media (max-width: 44rem) {
  main, footer { padding: 0 1rem; }
  header { padding-top: 1.25rem; }
  .verdict { font-size: 1.8rem; }
  .facts, .exchange { grid-template-columns: minmax(0, 1fr); }
  .strip { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .6rem 0; } .strip div { padding: 0 .4rem; } .strip dd { font-size: 1.35rem; } .strip dt { font-size: .75rem; }
  .matrix th[scope=row] { width: 4.6rem; white-space: normal; } .matrix th .level { display: block; }
  .counts .picture { width: 30%; min-width: 3rem; padding-right: .75rem; } .counts th, .counts td { padding-right: .45rem; } .counts { font-size: .85rem; }
  .item > summary, .item.scenario > summary { grid-template-columns: 1fr auto; } .item > summary .what { grid-column: 1 / -1; grid-row: 2; } .item > summary .size { grid-column: 1; grid-row: 3; } .item > summary .badge { grid-column: 2; grid-row: 1; }
  .item > .body, .result > .body { padding-left: 0; } .finding { padding-left: .6rem; }
  .matrix .statement { min-width: 11rem; }
  #filter label { flex: 1 1 40%; } input { width: 100%; } #shown { margin-left: 0; }
}
@media print {
  @page { size: A4; margin: 15mm; }
  body { font-size: 9.5pt; }
  main, footer { max-width: none; padding: 0; }
  #filter, h5 button, #areas .picture, .proofs { display: none !important; }
  header { padding: 0; break-after: page; }
  .cover { display: grid; grid-template-columns: 8rem 1fr; gap: .35rem 1rem; border-block: 1px solid var(--line); padding: .75rem 0; margin: 1rem 0; }
  .cover dt { color: var(--muted); } .cover .blank { display: block; } .cover dd.blank { border-bottom: 1px dotted var(--muted); min-height: 1.3em; }
  .trouble li { break-inside: avoid; }
  .item[open]::details-content, .result[open]::details-content, .runs::details-content, .digest::details-content { content-visibility: visible; display: block; block-size: auto; }
  .item { content-visibility: visible; break-inside: auto; } .item:not([open]) > summary { padding: .15rem 0; }
  .item:not([open]) > summary, .turn, .claim { break-inside: avoid; } summary, h2, h4 { break-after: avoid; } tr { break-inside: avoid; }
  .finding .exchange pre { max-height: none; font-size: 6.5pt; } .further { display: none; }
  .scroll { overflow: visible; } .item > summary h3::before, .item > summary > b::before { content: none; }
  pre, .notice, .warning, .waiver, .badge, rect, .dense td { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
