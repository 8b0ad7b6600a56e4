import { createHash } from 'node:crypto';
import { escapeHtml } from '../markup.ts';
import { clip, columns } from '../visible.ts';
import type { DeliveryMap, MapContainer, MapImage } from './types.ts';

/** The map as one page: a drawing in three columns (bases, images, containers), then everything in tables. No network. */
export function mapHtml(map: DeliveryMap, tool: { readonly name: string; readonly version: string }): string {
  const drawing = draw(map);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; style-src ${hash(style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Delivery map</title>
<style>${style}</style>
</head>
<body>
<header>
<p class="brand">${escapeHtml(tool.name)} ${escapeHtml(tool.version)}</p>
<h1>What is built, and what runs it</h1>
<p class="soft">${map.images.filter(({ kind }) => kind === 'built').length} images built here, ${map.images.filter(({ kind }) => kind === 'external').length} from elsewhere, ${map.containers.length} containers. A dotted line is a guess.</p>
</header>
<main>
<div class="drawing">${drawing}</div>
<h2>Images</h2>
${table(
  ['image', 'from', 'user', 'ports', 'volumes', 'starts', 'built by'],
  map.images.map((image) => [
    place(image.name, image.place, image.names),
    image.from.join('\n'),
    image.user ?? (image.kind === 'built' ? 'unknown' : ''),
    (image.ports ?? []).join(', '),
    (image.volumes ?? []).join('\n'),
    image.start ?? '',
    image.builtBy.join('\n'),
  ]),
)}
<h2>Containers</h2>
${table(
  ['container', 'image', 'how it is known', 'user', 'ports', 'mounts', 'probes'],
  map.containers.map((container) => [
    place(container.name, container.place, container.role === 'main' ? [] : [container.role]),
    container.image ?? '',
    container.link ? `${container.link.how}: ${container.link.why}` : 'not known',
    container.user ?? 'as the image',
    container.ports.join('\n'),
    container.mounts.join('\n'),
    container.probes.join('\n'),
  ]),
)}
${map.gaps.length > 0 ? `<h2>Not seen</h2><ul>${map.gaps.map(({ path, reason }) => `<li>${escapeHtml(`${path}: ${reason}`)}</li>`).join('')}</ul>` : ''}
</main>
</body>
</html>
`;
}

const place = (name: string, at: string | undefined, more: readonly string[]): string =>
  [name, ...(at ? [at] : []), ...more].join('\n');

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="table"><table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows
    .map(
      (cells) =>
        `<tr>${cells.map((cell) => `<td>${cell.split('\n').map(escapeHtml).join('<br>')}</td>`).join('')}</tr>`,
    )
    .join('\n')}</tbody></table></div>`;

const WIDTH = 300;
const GAP = 110;
const LINE = 17;
const PAD = 10;

interface Box {
  readonly id: string;
  readonly lines: readonly string[];
  readonly css: string;
  readonly title: string;
}

/** Boxes in three columns with lines between them, as SVG. */
function draw(map: DeliveryMap): string {
  const bases = [...new Set(map.images.filter(({ kind }) => kind === 'built').flatMap(({ from }) => from))];
  const external = new Set(map.images.filter(({ kind }) => kind === 'external').map(({ id }) => id));
  const columnBoxes: Box[][] = [
    bases
      .filter((base) => !external.has(base))
      .map((base) => ({ id: base, lines: [base], css: 'base', title: base })),
    map.images.map(imageBox),
    map.containers.map(containerBox),
  ];
  const at = new Map<string, { x: number; y: number; height: number }>();
  let height = 0;
  const boxes = columnBoxes.flatMap((column, number) => {
    let y = 0;
    return column.map((box) => {
      const spot = { x: number * (WIDTH + GAP), y, height: box.lines.length * LINE + 2 * PAD };
      at.set(`${number === 2 ? 'c' : 'i'}\0${box.id}`, spot);
      y += spot.height + 14;
      height = Math.max(height, y);
      return boxSvg(box, spot);
    });
  });
  const line = (from: string, to: string, css: string): string => {
    const [a, b] = [at.get(from), at.get(to)];
    if (!a || !b || a.x >= b.x) return '';
    const [x1, y1, x2, y2] = [a.x + WIDTH, a.y + a.height / 2, b.x, b.y + b.height / 2];
    const bend = (x2 - x1) / 2;
    return `<path class="${css}" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`;
  };
  const lines = [
    ...map.images.flatMap(({ id, from }) => from.map((base) => line(`i\0${base}`, `i\0${id}`, 'line'))),
    ...map.containers.map(({ id, runs, link }) =>
      runs === undefined
        ? ''
        : line(`i\0${runs}`, `c\0${id}`, link?.how === 'guessed' ? 'line guess' : 'line'),
    ),
  ];
  const width = 3 * WIDTH + 2 * GAP;
  return `<svg viewBox="-4 -26 ${width + 8} ${height + 30}" width="${width}" role="img" aria-label="Bases, images and containers">
${['Bases', 'Images', 'Containers'].map((title, i) => `<text class="head" x="${i * (WIDTH + GAP)}" y="-10">${title}</text>`).join('')}
${lines.join('')}
${boxes.join('\n')}
</svg>`;
}

function imageBox(image: MapImage): Box {
  const facts = [
    ...(image.user === undefined ? [] : [`user ${image.user}`]),
    ...(image.ports?.length ? [`ports ${image.ports.join(', ')}`] : []),
  ];
  const lines = [image.name, ...facts];
  return { id: image.id, lines, css: image.kind, title: [image.name, ...image.names].join(', ') };
}

function containerBox(container: MapContainer): Box {
  const facts = [
    container.file,
    ...(container.user === undefined ? [] : [`user ${container.user}`]),
    ...(container.ports.length > 0 ? [container.ports.join(', ')] : []),
  ];
  return { id: container.id, lines: [container.name, ...facts], css: 'container', title: container.place };
}

function boxSvg({ lines, css, title }: Box, spot: { x: number; y: number; height: number }): string {
  const texts = lines.map((line, i) => {
    const most = i === 0 ? 38 : 42;
    const shown = columns(line) > most ? clip(line, most) : line;
    return `<text class="${i === 0 ? 'name' : 'fact'}" x="${spot.x + PAD}" y="${spot.y + PAD + 12 + i * LINE}">${escapeHtml(shown)}</text>`;
  });
  return `<g class="${css}"><title>${escapeHtml(title)}</title><rect x="${spot.x}" y="${spot.y}" width="${WIDTH}" height="${spot.height}" rx="6"/>${texts.join('')}</g>`;
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const style = `
:root { color-scheme: light dark; --paper: #f7f8f9; --card: #fff; --ink: #18222d; --soft: #55616e; --rule: #c9d0d7; --built: #1d5a8a; --run: #1b6b3a; }
@media (prefers-color-scheme: dark) { :root { --paper: #10161c; --card: #171f27; --ink: #e2e8ee; --soft: #9aa7b4; --rule: #34404c; --built: #82bdee; --run: #6fcf97; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header, main { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2rem; } h1 { margin: .25rem 0; } h2 { margin-top: 2.5rem; }
.brand, .soft { color: var(--soft); margin: .25rem 0; }
.drawing { overflow-x: auto; margin-top: 1.5rem; } svg { max-width: none; }
svg text { fill: var(--ink); font-size: 13px; } svg .fact { fill: var(--soft); font-size: 12px; } svg .head { fill: var(--soft); font-weight: 600; }
svg .name { font-weight: 600; }
svg rect { fill: var(--card); stroke: var(--rule); } svg .built rect { stroke: var(--built); } svg .container rect { stroke: var(--run); }
svg .line { fill: none; stroke: var(--soft); stroke-width: 1.5; opacity: .7; } svg .guess { stroke-dasharray: 3 5; }
.table { overflow-x: auto; } table { border-collapse: collapse; background: var(--card); font-size: .9rem; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .45rem .7rem; border: 1px solid var(--rule); overflow-wrap: anywhere; min-width: 5rem; } th { color: var(--soft); }
`;
