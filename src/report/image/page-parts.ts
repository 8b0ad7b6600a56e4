import { drawingColors } from '../map/drawing.ts';

/** The style of an image's page. Layers have eight colours in turn, told apart by their numbers as well. */
export const pageStyle = `${drawingColors}
:root { --good: #1b6b3a; --bad: #9c1530; --warn: #7d5a00; --on: #10161c;
  --c0: #8fc1ea; --c1: #f2c26b; --c2: #98d3a6; --c3: #e6a5b8; --c4: #b9b2ec; --c5: #83d0cc; --c6: #dfb491; --c7: #c4cbd2; }
@media (prefers-color-scheme: dark) { :root { --good: #6fcf97; --bad: #ff8c9f; --warn: #e3bd5b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { margin: .25rem 0; overflow-wrap: anywhere; line-height: 1.2; } h2 { margin: 2.5rem 0 .75rem; } h3 { margin: 1rem 0 .35rem; font-size: 1rem; }
.image + .image { margin-top: 5rem; border-top: 2px solid var(--rule); padding-top: 2rem; }
.soft { color: var(--soft); } .lede span { white-space: nowrap; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; background: var(--paper); padding: .6rem .8rem; margin: 0; }
li { overflow-wrap: anywhere; margin: .25rem 0; }
.yes { color: var(--good); } .no { color: var(--bad); } .unknown { color: var(--warn); }
[hidden] { display: none !important; }
:focus-visible { outline: 3px solid var(--built); outline-offset: 1px; }
.table { overflow-x: auto; } table { border-collapse: collapse; background: var(--card); font-size: .9rem; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem; border: 1px solid var(--rule); overflow-wrap: anywhere; } th { color: var(--soft); }
td:not(:first-child):last-child { min-width: 4rem; }
details { background: var(--card); border: 1px solid var(--rule); margin-top: -1px; }
summary { display: grid; grid-template-columns: auto 1fr auto; gap: .2rem .8rem; align-items: baseline; padding: .45rem .8rem; cursor: pointer; }
summary:hover { background: var(--paper); } summary .size { font-variant-numeric: tabular-nums; white-space: nowrap; }
.layers summary { grid-template-columns: 2rem 1fr auto 8rem; } .bar { height: .6rem; width: 100%; fill: var(--built); background: none; }
.number { text-align: center; border-radius: 3px; color: var(--on); font-size: .85rem; }
.inside { padding: .25rem .8rem 1rem; } .names { overflow-wrap: anywhere; font-size: .9rem; }
.legend { display: flex; flex-wrap: wrap; gap: .35rem; margin: 0 0 .5rem; } .legend button { border: 1px solid transparent; color: var(--on); font: inherit; font-size: .8rem; padding: .1rem .5rem; border-radius: 3px; cursor: pointer; }
.legend button[aria-pressed=true] { border-color: var(--ink); box-shadow: 0 0 0 1px var(--ink); }
.trail { margin: .25rem 0; overflow-wrap: anywhere; } .trail button { border: 0; background: none; color: var(--built); font: inherit; cursor: pointer; padding: .1rem .2rem; text-decoration: underline; }
.canvas svg { display: block; width: 100%; height: auto; background: var(--rule); } .canvas text { fill: var(--on); font-size: 13px; pointer-events: none; }
.canvas g[role] { cursor: pointer; } .canvas g:focus { outline: none; } .canvas g:focus > rect, .canvas g:hover > rect { stroke: var(--ink); stroke-width: 3; }
.canvas rect { stroke: var(--paper); stroke-width: 1.5; } .canvas .faint { opacity: .22; }
${Array.from({ length: 8 }, (_, index) => `.c${index} { background: var(--c${index}); fill: var(--c${index}); }`).join(' ')}
@media (max-width: 40rem) { .layers summary { grid-template-columns: 2rem 1fr auto; } .layers .bar { grid-column: 2 / -1; } th, td { padding: .3rem .4rem; } }
`;

/**
 * Draws what fills the image: squares by the method of Bruls, Huizing and van Wijk (“Squarified Treemaps”, 2000). Enter or a
 * click goes into a folder, Escape or Backspace goes up.
 */
export const pageScript = `
(() => {
  const NS = 'http://www.w3.org/2000/svg';
  const shown = (bytes) => {
    if (bytes < 1000) return bytes + ' bytes';
    const power = Math.min(4, Math.floor(Math.log10(bytes) / 3)), value = bytes / 1000 ** power;
    return (value < 10 ? value.toFixed(1) : Math.round(value)) + ' ' + ['', 'kB', 'MB', 'GB', 'TB'][power];
  };
  const squarify = (items, x, y, w, h) => {
    const total = items.reduce((sum, item) => sum + item.bytes, 0), spots = [];
    let rest = items.map((item) => ({ item, area: item.bytes / total * w * h }));
    const worst = (row, sum, side) => Math.max(...row.map(({ area }) => Math.max(side * side * area / (sum * sum), sum * sum / (side * side * area))));
    while (rest.length) {
      const side = Math.min(w, h), row = [rest[0]];
      let sum = rest[0].area;
      for (let i = 1; i < rest.length; i++) {
        const more = sum + rest[i].area;
        if (worst([...row, rest[i]], more, side) > worst(row, sum, side)) break;
        row.push(rest[i]); sum = more;
      }
      rest = rest.slice(row.length);
      const depth = side > 0 ? sum / side : 0;
      let at = 0;
      for (const { item, area } of row) {
        const length = depth > 0 ? area / depth : 0;
        spots.push(w >= h ? { item, x, y: y + at, w: depth, h: length } : { item, x: x + at, y, w: length, h: depth });
        at += length;
      }
      if (w >= h) { x += depth; w -= depth; } else { y += depth; h -= depth; }
    }
    return spots;
  };
  const withRest = (folder) => {
    const children = (folder.children || []).filter((child) => child.bytes > 0);
    const left = folder.bytes - children.reduce((sum, child) => sum + child.bytes, 0);
    const items = children.length === 0 ? [folder] : left > 0 ? [...children, { name: 'smaller ones', bytes: left, layer: -1 }] : children;
    return items.sort((a, b) => b.bytes - a.bytes);
  };
  for (const map of document.querySelectorAll('.map')) {
    const root = JSON.parse(map.querySelector('script').textContent);
    const [legend, trail, canvas, told] = ['.legend', '.trail', '.canvas', '.told'].map((name) => map.querySelector(name));
    const section = map.closest('section');
    let path = [root], chosen = -1;
    const draw = (focus) => {
      const folder = path[path.length - 1];
      const width = Math.max(300, Math.round(canvas.clientWidth || 1000)), height = Math.round(Math.max(320, width * .45));
      const svg = document.createElementNS(NS, 'svg');
      svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
      svg.setAttribute('role', 'group');
      svg.setAttribute('aria-label', 'What fills ' + folder.name);
      const paint = (into, all, above, box, depth) => {
        for (const { item, x, y, w, h } of squarify(all, box.x, box.y, box.w, box.h)) {
          if (w < 1 || h < 1) continue;
          const g = document.createElementNS(NS, 'g'), rect = document.createElementNS(NS, 'rect'), title = document.createElementNS(NS, 'title');
          const inner = depth < 2 && w > 90 && h > 60 && item.children;
          const label = item.name + ', ' + shown(item.bytes) + (item.layer >= 0 ? ', mostly of layer ' + (item.layer + 1) : '');
          title.textContent = label;
          for (const [name, value] of Object.entries({ x, y, width: w, height: h })) rect.setAttribute(name, value.toFixed(2));
          rect.setAttribute('class', (item.layer >= 0 ? 'c' + item.layer % 8 : 'c7') + (chosen >= 0 && item.layer !== chosen ? ' faint' : ''));
          g.append(title, rect);
          if (w > 40 && h > 20) {
            const most = Math.floor((w - 8) / 7.6);
            const texts = inner ? [item.name + '  ' + shown(item.bytes)] : h > 40 ? [item.name, shown(item.bytes)] : [item.name];
            texts.forEach((words, line) => {
              const text = document.createElementNS(NS, 'text');
              text.setAttribute('x', (x + 5).toFixed(2)); text.setAttribute('y', (y + 16 + line * 17).toFixed(2));
              text.textContent = words.length > most ? words.slice(0, Math.max(1, most - 1)) + '…' : words;
              g.append(text);
            });
          }
          if (item.children) {
            const way = [...above, item];
            g.setAttribute('role', 'button'); g.setAttribute('aria-label', label);
            if (depth === 0) g.setAttribute('tabindex', '0');
            g.addEventListener('click', (event) => { event.stopPropagation(); path = way; draw(true); });
            g.addEventListener('keydown', (event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); event.stopPropagation(); path = way; draw(true); } });
            if (inner) paint(g, withRest(item), way, { x: x + 4, y: y + 22, w: w - 8, h: h - 26 }, depth + 1);
          }
          into.append(g);
        }
      };
      paint(svg, withRest(folder), path, { x: 0, y: 0, w: width, h: height }, 0);
      canvas.replaceChildren(svg);
      trail.replaceChildren(...path.flatMap((one, i) => {
        const button = document.createElement('button');
        button.type = 'button'; button.textContent = one.name;
        if (i === path.length - 1) button.setAttribute('aria-current', 'true');
        button.addEventListener('click', () => { path = path.slice(0, i + 1); draw(true); });
        return i > 1 ? ['/', button] : [button];
      }));
      told.textContent = shown(folder.bytes) + ' in ' + (path.slice(1).map((one) => one.name).join('/') || 'the image') + '. Enter goes into a folder, Escape goes up.';
      if (focus) (svg.querySelector('[tabindex]') || trail.querySelector('button')).focus();
    };
    map.addEventListener('keydown', (event) => {
      if ((event.key === 'Escape' || event.key === 'Backspace') && path.length > 1) { event.preventDefault(); path = path.slice(0, -1); draw(true); }
    });
    for (const button of legend.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', 'false');
      button.addEventListener('click', () => {
        const layer = Number(button.dataset.layer);
        chosen = chosen === layer ? -1 : layer;
        for (const other of legend.querySelectorAll('button')) other.setAttribute('aria-pressed', String(Number(other.dataset.layer) === chosen));
        for (const details of section.querySelectorAll('.layers details')) details.open = Number(details.dataset.layer) === chosen;
        draw(false);
      });
    }
    for (const part of [trail, canvas, told, legend]) part.hidden = false;
    map.querySelector('.plain').hidden = true;
    draw(false);
    addEventListener('resize', () => draw(false));
  }
})();
`;
