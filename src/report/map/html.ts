import { createHash } from 'node:crypto';
import { escapeHtml } from '../markup.ts';
import { belowFolder } from './below.ts';
import { drawingColors, drawingStyle, drawMap } from './drawing.ts';
import type { DeliveryMap, MapImage } from './types.ts';

/** The map as one page: a drawing in three columns (bases, images, containers), then everything in tables. No network. */
export function mapHtml(
  whole: DeliveryMap,
  tool: { readonly name: string; readonly version: string },
): string {
  const { map, folder } = belowFolder(whole);
  const guesses = map.containers.some(({ link }) => link?.how === 'guessed');
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
<p class="soft">${map.images.filter(({ kind }) => kind === 'built').length} images built here, ${map.images.filter(({ kind }) => kind === 'external').length} from elsewhere, ${map.containers.length} containers.${guesses ? ' A dotted line is a guess.' : ''}${folder === '' ? '' : ` Paths are those below <code>${escapeHtml(folder)}</code>.`}</p>
</header>
<main>
<div class="drawing">${drawMap(map)}</div>
<h2>Images</h2>
${table(
  ['image', 'from', 'user', 'ports', 'volumes', 'starts', 'built by'],
  map.images.map((image) => [
    [nameOf(image), ...image.names].join('\n'),
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
    [container.name, container.place, ...(container.role === 'main' ? [] : [container.role])].join('\n'),
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

/** `web/Dockerfile:8 → runtime` */
const nameOf = ({ name, place }: MapImage): string =>
  place === undefined ? name : [place, ...name.split(' → ').slice(1)].join(' → ');

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="table"><table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows
    .map(
      (cells) =>
        `<tr>${cells.map((cell) => `<td>${cell.split('\n').map(cellText).join('<br>')}</td>`).join('')}</tr>`,
    )
    .join('\n')}</tbody></table></div>`;

/** A path or reference may be broken behind its parts, and nowhere else. */
const cellText = (line: string): string => escapeHtml(line).replace(/[/@](?=[^/])/g, '$&<wbr>');

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const style = `${drawingColors}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header, main { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem; } main { padding-bottom: 3rem; }
header { padding-top: 2rem; } h1 { margin: .25rem 0; } h2 { margin-top: 2.5rem; }
.brand, .soft { color: var(--soft); margin: .25rem 0; }
.drawing { overflow-x: auto; margin-top: 1.5rem; } svg { max-width: none; }
${drawingStyle}
.table { overflow-x: auto; } table { border-collapse: collapse; background: var(--card); font-size: .9rem; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .45rem .7rem; border: 1px solid var(--rule); overflow-wrap: break-word; max-width: 20rem; } th { color: var(--soft); white-space: nowrap; }
li { overflow-wrap: anywhere; margin: .35rem 0; }
`;
