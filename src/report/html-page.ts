import { createHash } from 'node:crypto';

/** The frame of the page: one file, no network. Only this style and this script run, whatever the findings hold. */
export const pageFrame = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; style-src ${hash(style)}; script-src ${hash(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}
<script>${script}</script>
</body>
</html>
`;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const style = `
:root {
  color-scheme: light dark;
  --paper: #f7f8f9; --card: #fff; --ink: #18222d; --soft: #55616e; --rule: #dde2e7; --code: #f1f4f6; --link: #1d5a8a;
  --critical: #9c1530; --high: #ad3f0b; --medium: #7d5a00; --low: #22648f; --info: #55616e;
  --good: #1b6b3a; --bad: #9c1530; --warn: #7d5a00; --mark: #ffe9b8; --mark-edge: #d79b1e; --gone: #fbe9ea; --come: #e5f4ea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10161c; --card: #171f27; --ink: #e2e8ee; --soft: #9aa7b4; --rule: #2a343f; --code: #10161c; --link: #82bdee;
    --critical: #ff8c9f; --high: #ffa274; --medium: #e3bd5b; --low: #84bfea; --info: #9aa7b4;
    --good: #6fcf97; --bad: #ff8c9f; --warn: #e3bd5b; --mark: #453612; --mark-edge: #c99a35; --gone: #3a1e23; --come: #173122;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 5rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main, header, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.5rem; }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code, pre, .code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h2 { font-size: 1.25rem; margin: 3rem 0 1rem; }
.soft { color: var(--soft); }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 3; }
.hide, [hidden] { display: none !important; }
header { display: grid; grid-template-columns: 1fr minmax(18rem, 26rem); gap: 2.5rem; align-items: end; padding-top: 2.5rem; padding-bottom: 1rem; }
.brand { display: flex; gap: .6rem; align-items: center; color: var(--soft); margin: 0 0 1.5rem; }
.brand svg { width: 1.6rem; height: 1.6rem; fill: none; stroke: currentColor; stroke-width: 2.2; }
h1 { font-size: 3.25rem; letter-spacing: -.02em; margin: 0; line-height: 1; }
h1.PASS { color: var(--good); } h1.FAIL { color: var(--bad); } h1.UNSEEN { color: var(--warn); }
.lede { font-size: 1.125rem; margin: .75rem 0 0; }
.lede span { white-space: nowrap; }
.lede + .soft { margin: .35rem 0 0; }
.scale { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.scale caption { text-align: left; color: var(--soft); padding-bottom: .35rem; font-size: .875rem; }
.scale th { font-weight: 500; text-align: left; padding: .2rem .75rem .2rem 0; width: 5rem; }
.scale td { padding: .2rem 0; }
.scale td:last-child { text-align: right; width: 3rem; }
.scale svg { display: block; width: 100%; height: .55rem; overflow: hidden; border-radius: 2px; fill: currentColor; }
.scale .faint { opacity: .38; }
.scale .line td { padding: 0; }
.scale .line span { display: flex; align-items: center; gap: .6rem; color: var(--soft); font-size: .75rem; text-transform: uppercase; letter-spacing: .08em; text-align: left; }
.scale .line span::after { content: ""; flex: 1; border-top: 2px solid currentColor; }
.critical { color: var(--critical); } .high { color: var(--high); } .medium { color: var(--medium); } .low { color: var(--low); } .info { color: var(--info); }
.filter { position: sticky; top: 0; z-index: 2; background: var(--paper); border-bottom: 1px solid var(--rule); padding: .75rem 0; margin-top: 1.5rem; display: flex; flex-wrap: wrap; gap: .6rem 1.5rem; align-items: center; }
.filter fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem .9rem; }
.filter legend { float: left; margin-right: .9rem; color: var(--soft); padding: 0; }
.filter label { display: inline-flex; gap: .35rem; align-items: center; font-size: .9375rem; white-space: nowrap; }
.filter input[type=search], .filter select { font: inherit; font-size: .9375rem; color: inherit; background: var(--card); border: 1px solid var(--rule); border-radius: 6px; padding: .35rem .6rem; max-width: 20rem; }
.filter input[type=search] { flex: 1 1 12rem; }
.filter input[type=checkbox] { accent-color: var(--link); margin: 0; }
.filter output { margin-left: auto; color: var(--soft); font-size: .9375rem; }
.group > h3 { font-size: 1rem; margin: 2rem 0 .75rem; overflow-wrap: anywhere; }
article { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 1rem 1.25rem; margin: 0 0 .75rem; }
article.over { border-left: 4px solid currentColor; padding-left: calc(1.25rem - 3px); }
article.over > * { color: var(--ink); }
article .top { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
article h4 { margin: 0; font-size: 1rem; }
.badge { font-size: .8125rem; font-weight: 600; min-width: 4.2rem; }
article.over > .top .critical { color: var(--critical); } article.over > .top .high { color: var(--high); } article.over > .top .medium { color: var(--medium); } article.over > .top .low { color: var(--low); } article.over > .top .info { color: var(--info); }
.aliases { margin-left: auto; color: var(--soft); font-size: .8125rem; }
.state { font-size: .8125rem; color: var(--soft); border: 1px solid var(--rule); border-radius: 99px; padding: 0 .6rem; }
article p { margin: .5rem 0; overflow-wrap: anywhere; }
article > :last-child, article details > :last-child { margin-bottom: 0; }
.code { background: var(--code); border: 1px solid var(--rule); border-radius: 6px; margin: .6rem 0; padding: .4rem 0; overflow-x: auto; line-height: 1.6; }
.code div { display: flex; white-space: pre; padding-right: 1rem; }
.code i { flex: none; font-style: normal; color: var(--soft); width: 4rem; text-align: right; padding-right: 1rem; user-select: none; }
.code .near { color: var(--soft); }
.code mark { background: var(--mark); color: inherit; box-shadow: inset 0 -2px var(--mark-edge); border-radius: 2px 2px 0 0; min-width: .3em; display: inline-block; min-height: 1.4em; }
.code .gone { background: var(--gone); } .code .come { background: var(--come); }
.code b { flex: none; width: 1.25rem; font-weight: 400; user-select: none; }
.note { border-left: 3px solid var(--rule); padding-left: .9rem; }
.note strong { font-weight: 600; }
details > summary { cursor: pointer; }
.table { overflow-x: auto; }
.table table { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--rule); font-size: .9375rem; }
.table th, .table td { text-align: left; vertical-align: top; padding: .55rem .8rem; border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; min-width: 6rem; }
.table th { font-weight: 600; color: var(--soft); font-size: .8125rem; }
.table td:nth-child(1) { min-width: 12rem; } .table td:nth-child(2) { min-width: 18rem; } .table td:nth-child(4) { white-space: nowrap; }
.list { padding-left: 1.2rem; } .list li { margin: .35rem 0; overflow-wrap: anywhere; }
.rule { border-bottom: 1px solid var(--rule); padding: .75rem 0; }
.rule summary { display: flex; flex-wrap: wrap; gap: .25rem .75rem; }
.rule summary::before { content: "▸"; color: var(--soft); } .rule[open] summary::before { content: "▾"; }
.page { padding: .25rem 1.25rem; } .page pre { background: var(--code); border: 1px solid var(--rule); border-radius: 6px; padding: .75rem 1rem; overflow-x: auto; }
footer { color: var(--soft); font-size: .875rem; margin-top: 4rem; padding-bottom: 3rem; }
@media (max-width: 46rem) { header { grid-template-columns: 1fr; gap: 1.5rem; } .filter { position: static; } .aliases { margin-left: 0; } }
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --rule: #bbb; --code: #fff; --mark: #eee; --mark-edge: #000; --gone: #fff; --come: #fff;
    --critical: #9c1530; --high: #ad3f0b; --medium: #7d5a00; --low: #22648f; --info: #444; --good: #1b6b3a; --bad: #9c1530; --warn: #7d5a00; }
  .filter { display: none; } article { break-inside: avoid; } body { font-size: 11pt; } .code div { white-space: pre-wrap; } a { color: inherit; }
}
`;

const script = `
(() => {
  const filter = document.querySelector('.filter');
  if (!filter) return;
  const found = [...document.querySelectorAll('article')].map((node) => ({ node, text: node.textContent.toLowerCase() }));
  const groups = [...document.querySelectorAll('.group')];
  const words = filter.querySelector('[type=search]');
  const file = filter.querySelector('select');
  const output = filter.querySelector('output');
  const chosen = (name) => new Set([...filter.querySelectorAll('[name=' + name + ']:checked')].map((box) => box.value));
  const apply = () => {
    const severity = chosen('severity');
    const disposition = chosen('disposition');
    const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    let all = 0;
    for (const { node, text } of found) {
      const { dataset } = node;
      const fits = severity.has(dataset.severity) && disposition.has(dataset.disposition) &&
        (!file.value || file.value === dataset.file) && wanted.every((word) => text.includes(word));
      node.hidden = !fits;
      all += Number(dataset.count);
      if (fits) shown += Number(dataset.count);
    }
    for (const group of groups) group.hidden = !group.querySelector('article:not([hidden])');
    output.textContent = 'showing ' + shown + ' of ' + all;
  };
  filter.addEventListener('input', apply);
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) {
      event.preventDefault();
      words.focus();
    }
  });
  filter.hidden = false;
  apply();
  const reveal = () => {
    const node = location.hash && document.getElementById(location.hash.slice(1));
    if (node && node.hidden) { node.hidden = false; node.closest('.group').hidden = false; }
    if (node) node.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  reveal();
})();
`;
