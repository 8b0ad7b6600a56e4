import { escapeHtml } from '../markup.ts';
import { clip, columns, oneLine } from '../visible.ts';
import { belowFolder } from './below.ts';
import type { DeliveryMap, MapContainer, MapImage } from './types.ts';

/** The map as a picture that stands alone: SVG with its own style, for light and dark. */
export function mapSvg(map: DeliveryMap): string {
  return drawMap(belowFolder(map).map)
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace('>', `>\n<style>${drawingColors.replaceAll(':root', 'svg')}${drawingStyle}</style>`)
    .concat('\n');
}

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

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** Boxes in three columns (bases, images, containers) with lines between them, as an SVG element. */
export function drawMap(map: DeliveryMap): string {
  const spots = new Map<string, Spot>();
  let height = 0;
  const boxes = columnsOf(map).flatMap((column, number) => {
    let y = 0;
    return column.map((box) => {
      const spot = { x: number * (WIDTH + GAP), y, height: box.lines.length * LINE + 2 * PAD };
      spots.set(`${number === 2 ? 'c' : 'i'}\0${box.id}`, spot);
      y += spot.height + 14;
      height = Math.max(height, y);
      return boxSvg(box, spot);
    });
  });
  const lines = [
    ...map.images.flatMap(({ id, from }) =>
      from.map((base) => lineSvg(spots.get(`i\0${base}`), spots.get(`i\0${id}`), 'line')),
    ),
    ...map.containers.map(({ id, runs, link }) => {
      const css = link?.how === 'guessed' ? 'line guess' : 'line';
      return runs === undefined ? '' : lineSvg(spots.get(`i\0${runs}`), spots.get(`c\0${id}`), css);
    }),
  ];
  const width = 3 * WIDTH + 2 * GAP;
  const heads = ['Bases', 'Images', 'Containers'].map(
    (title, i) => `<text class="head" x="${i * (WIDTH + GAP)}" y="-10">${title}</text>`,
  );
  return `<svg viewBox="-4 -26 ${width + 8} ${height + 30}" width="${width}" height="${height + 30}" role="img" aria-label="Bases, images and containers">
${heads.join('')}
${lines.join('')}
${boxes.join('\n')}
</svg>`;
}

/** Each column in the order of the one to its left, so that few lines cross. */
function columnsOf(map: DeliveryMap): Box[][] {
  const external = new Set(map.images.filter(({ kind }) => kind === 'external').map(({ id }) => id));
  const bases = [...new Set(map.images.filter(({ kind }) => kind === 'built').flatMap(({ from }) => from))];
  const place = new Map(map.images.map(({ id }, i) => [id, i]));
  const placeOf = ({ runs }: MapContainer): number =>
    (runs === undefined ? undefined : place.get(runs)) ?? map.images.length;
  return [
    bases
      .filter((base) => !external.has(base))
      .map((base) => ({ id: base, lines: [base], css: 'base', title: base })),
    map.images.map(imageBox),
    map.containers.toSorted((a, b) => placeOf(a) - placeOf(b)).map(containerBox),
  ];
}

function imageBox(image: MapImage): Box {
  const facts = [
    ...(image.user === undefined ? [] : [`user ${image.user}`]),
    ...(image.ports?.length ? [`ports ${image.ports.join(', ')}`] : []),
    ...(image.volumes?.length ? [`volumes ${image.volumes.join(', ')}`] : []),
  ];
  const title = [image.name, ...image.names].join(', ');
  return { id: image.id, lines: [image.name, ...facts], css: image.kind, title };
}

function containerBox(container: MapContainer): Box {
  const facts = [
    container.file,
    ...(container.user === undefined ? [] : [`user ${container.user}`]),
    ...(container.ports.length > 0 ? [`ports ${container.ports.join(', ')}`] : []),
    ...(container.probes.length > 0 ? [`probes ${container.probes.join(', ')}`] : []),
  ];
  return { id: container.id, lines: [container.name, ...facts], css: 'container', title: container.place };
}

function boxSvg({ lines, css, title }: Box, { x, y, height }: Spot): string {
  const texts = lines.map((line, i) => {
    const shown = endOf(oneLine(line), i === 0 ? 34 : 42);
    return `<text class="${i === 0 ? 'name' : 'fact'}" x="${x + PAD}" y="${y + PAD + 12 + i * LINE}">${escapeHtml(shown)}</text>`;
  });
  return `<g class="${css}"><title>${escapeHtml(title)}</title><rect x="${x}" y="${y}" width="${WIDTH}" height="${height}" rx="6"/>${texts.join('')}</g>`;
}

/** What tells paths and references apart stands at their ends; other texts are read from their beginnings. */
function endOf(text: string, most: number): string {
  if (columns(text) <= most) return text;
  if (!/^[^\s,]*\//.test(text)) return clip(text, most);
  return `…${[...text].slice(1 - most).join('')}`;
}

function lineSvg(from: Spot | undefined, to: Spot | undefined, css: string): string {
  if (!from || !to || from.x >= to.x) return '';
  const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + from.height / 2, to.x, to.y + to.height / 2];
  const bend = (x2 - x1) / 2;
  return `<path class="${css}" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`;
}

/** The colours that the drawing is made of; the page around it uses them, too. */
export const drawingColors = `
:root { color-scheme: light dark; --paper: #f7f8f9; --card: #fff; --ink: #18222d; --soft: #55616e; --rule: #c9d0d7; --built: #1d5a8a; --run: #1b6b3a; }
@media (prefers-color-scheme: dark) { :root { --paper: #10161c; --card: #171f27; --ink: #e2e8ee; --soft: #9aa7b4; --rule: #34404c; --built: #82bdee; --run: #6fcf97; } }
`;

export const drawingStyle = `
svg { font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; background: var(--paper); }
svg text { fill: var(--ink); font-size: 13px; } svg .fact { fill: var(--soft); font-size: 12px; } svg .head { fill: var(--soft); font-weight: 600; }
svg .name { font-weight: 600; }
svg rect { fill: var(--card); stroke: var(--rule); } svg .built rect { stroke: var(--built); } svg .container rect { stroke: var(--run); }
svg .line { fill: none; stroke: var(--soft); stroke-width: 1.5; opacity: .7; } svg .guess { stroke-dasharray: 3 5; }
`;
