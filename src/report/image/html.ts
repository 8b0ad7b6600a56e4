import { createHash } from 'node:crypto';
import { shownSize } from '../../core/sizes.ts';
import { count } from '../layout.ts';
import { escapeHtml } from '../markup.ts';
import { clip, oneLine } from '../visible.ts';
import { pageScript, pageStyle } from './page-parts.ts';
import type { FileView, ImageView, LayerView } from './types.ts';

/**
 * Images as one page: what fills each as a picture to go into, a browser of its layers, and everything else in tables. No
 * network; only this style and this script run, whatever the image holds.
 */
export function imageHtml(
  views: readonly ImageView[],
  tool: { readonly name: string; readonly version: string },
): string {
  const title = views.map(({ name }) => oneLine(name)).join(', ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; style-src ${hash(pageStyle)}; script-src ${hash(pageScript)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(clip(title, 200))}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<p class="soft">${escapeHtml(tool.name)} ${escapeHtml(tool.version)}</p>
${views.map(imagePart).join('\n')}
</main>
<script>${pageScript}</script>
</body>
</html>
`;
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

function imagePart(view: ImageView): string {
  const { size, start } = view;
  const facts = [
    view.platform,
    ...(view.system === undefined ? [] : [view.system]),
    `${shownSize(size.packed)} to pull`,
    `${shownSize(size.bytes)} in ${count(size.files, 'file')}`,
    size.wasted === 0 ? 'nothing wasted' : `${shownSize(size.wasted)} wasted`,
    count(view.packages.length, 'package'),
  ];
  return `<section class="image">
<h1>${broken(view.name)}</h1>
<p class="lede">${facts.map((fact) => `<span>${escapeHtml(fact)}</span>`).join(' · ')}</p>
${view.digest === undefined ? '' : `<p class="soft"><code>${broken(view.digest)}</code></p>`}
<h2>What fills it</h2>
${treemap(view)}
<h2>Layers</h2>
<div class="layers">${view.layers.map((layer) => layerPart(layer, view)).join('\n')}</div>
<h2>Does it start?</h2>
<p><strong class="${start.starts}">${start.starts}</strong>${start.why === undefined ? '' : `: ${broken(start.why)}`}</p>
<ol>${start.proof.map(({ path, says }) => `<li>${path === undefined ? '' : `<code>${broken(path)}</code> `}${broken(says)}</li>`).join('')}</ol>
<h2>Set to</h2>
${table(
  ['setting', 'value'],
  view.config.filter(({ value }) => value !== '').map(({ name, value }) => [name, clip(value, 2000)]),
)}
<h2>Attack surface</h2>
${table(
  ['what', 'how many', 'which'],
  view.surface.map(({ title, found }) => [title, count(found.length), found.slice(0, 200).join(' ')]),
)}
<h2>Owned by nobody</h2>
<p>${escapeHtml(`${shownSize(view.coverage.unownedBytes)} in ${count(view.coverage.unownedFiles, 'file')}; ${count(view.coverage.unownedExecutables)} of ${count(view.coverage.executables, 'executable')}.`)}</p>
${fileTable(view.coverage.largest)}
<h2>Packages</h2>
${packageParts(view)}
${view.gaps.length === 0 ? '' : `<h2>Not seen</h2><ul>${view.gaps.map(({ path, reason }) => `<li>${broken(`${path}: ${reason}`)}</li>`).join('')}</ul>`}
</section>`;
}

/** The picture is drawn by the script; without it the largest folders stand there as a table. */
function treemap({ content, layers }: ImageView): string {
  const largest = (content.children ?? []).slice(0, 15);
  const legend = layers
    .map(
      ({ index }) =>
        `<button type="button" class="c${index % 8}" data-layer="${index}">layer ${index + 1}</button>`,
    )
    .join('');
  return `<div class="map">
<p class="legend" hidden>${legend}</p>
<nav class="trail" aria-label="Folder" hidden></nav>
<div class="canvas" hidden></div>
<p class="told soft" aria-live="polite" hidden></p>
<div class="plain">${table(
    ['folder', 'size'],
    largest.map(({ name, bytes }) => [`/${name}`, shownSize(bytes)]),
  )}</div>
<script type="application/json">${JSON.stringify(content).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}</script>
</div>`;
}

function layerPart(layer: LayerView, { size, packages }: ImageView): string {
  const { index, instruction, packed, bytes, files, wastes, largest, digest } = layer;
  const share = ((100 * packed) / Math.max(1, size.packed)).toFixed(1);
  const brought = packages.filter((one) => one.layer === index);
  return `<details data-layer="${index}">
<summary><span class="number c${index % 8}">${index + 1}</span><code>${broken(clip(oneLine(instruction ?? 'no instruction is told'), 160))}</code><span class="size">${shownSize(packed)}</span><svg aria-hidden="true" class="bar"><rect width="${share}%" height="100%"/></svg></summary>
<div class="inside">
${instruction === undefined ? '' : `<pre>${escapeHtml(instruction)}</pre>`}
<p>${escapeHtml(`${shownSize(bytes)} in ${count(files, 'file')}.${wastes.files > 0 ? ` It deletes or writes again ${count(wastes.files, 'file')} of below: ${shownSize(wastes.bytes)} are wasted.` : ''}`)}</p>
<p class="soft"><code>${broken(digest)}</code></p>
${largest.length === 0 ? '' : `<h3>Largest files</h3>${fileTable(largest, false)}`}
${
  brought.length === 0
    ? ''
    : `<h3>${count(brought.length, 'package')}</h3><p class="names">${brought
        .slice(0, 500)
        .map(({ name, version }) => broken(`${name}${version === undefined ? '' : ` ${version}`}`))
        .join(', ')}${brought.length > 500 ? ' …' : ''}</p>`
}
</div>
</details>`;
}

const packageParts = ({ packages }: ImageView): string =>
  [...Map.groupBy(packages, ({ type }) => type)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(
      ([type, of]) =>
        `<details><summary><span>${escapeHtml(type)}</span><span class="size">${count(of.length)}</span></summary><div class="inside">${table(
          ['package', 'version', 'layer'],
          of.slice(0, 5000).map(({ name, version, layer }) => [name, version ?? '', String(layer + 1)]),
        )}${of.length > 5000 ? `<p>and ${count(of.length - 5000)} more</p>` : ''}</div></details>`,
    )
    .join('\n');

const fileTable = (files: readonly FileView[], withLayer = true): string =>
  table(
    ['file', 'size', ...(withLayer ? ['layer'] : [])],
    files.map(({ path, size, layer }) => [path, shownSize(size), ...(withLayer ? [String(layer + 1)] : [])]),
  );

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="table"><table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${broken(cell)}</td>`).join('')}</tr>`)
    .join('\n')}</tbody></table></div>`;

/** A path, reference or list may be broken behind its parts. */
const broken = (text: string): string => escapeHtml(text).replace(/[/@:,](?=[^/\s])/g, '$&<wbr>');
