import { type Style, styleOf, wrap } from '../layout.ts';
import { oneLine } from '../visible.ts';
import type { DeliveryMap, MapContainer, MapImage } from './types.ts';

/** The map for a terminal: every image with what it comes of and what runs it. */
export function mapText(
  map: DeliveryMap,
  options: { readonly color: boolean; readonly width: number },
): string {
  const style = styleOf(options.color);
  const width = Math.max(40, options.width);
  const runs = Map.groupBy(map.containers, ({ runs }) => runs);
  const blocks = map.images.map((image) => imageLines(image, runs.get(image.id) ?? [], style, width));
  const lost = runs.get(undefined) ?? [];
  if (lost.length > 0)
    blocks.push([
      style.bold('Image not known'),
      ...lost.flatMap((container) => containerLines(container, style, width)),
    ]);
  if (map.gaps.length > 0)
    blocks.push([
      style.bold('Not seen'),
      ...map.gaps.flatMap(({ path, reason }) => indented(`${path}: ${reason}`, 2, width)),
    ]);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function imageLines(
  image: MapImage,
  containers: readonly MapContainer[],
  style: Style,
  width: number,
): string[] {
  const facts = [
    ...(image.user === undefined ? [] : [`user ${image.user}`]),
    ...(image.ports?.length ? [`ports ${image.ports.join(', ')}`] : []),
    ...(image.volumes?.length ? [`volumes ${image.volumes.join(', ')}`] : []),
    ...(image.start === undefined ? [] : [`starts ${image.start}`]),
  ];
  return [
    style.bold(oneLine(image.name)),
    ...(image.from.length > 0 ? indented(`from ${image.from.join(', ')}`, 2, width) : []),
    ...(facts.length > 0 ? indented(facts.join(' · '), 2, width) : []),
    ...(image.names.length > 0 ? indented(`named ${image.names.join(', ')}`, 2, width) : []),
    ...image.builtBy.flatMap((place) => indented(`built by ${place}`, 2, width)),
    ...containers.flatMap((container) => containerLines(container, style, width)),
    ...(containers.length === 0 && image.kind === 'built' ? [style.dim('  nothing here runs it')] : []),
  ];
}

function containerLines(container: MapContainer, style: Style, width: number): string[] {
  const { name, place, link, role } = container;
  const guess = link?.how === 'guessed' ? ` (a guess: ${link.why})` : '';
  const details = [
    ...(role === 'main' ? [] : [role]),
    ...(container.user === undefined ? [] : [`user ${container.user}`]),
    ...(container.ports.length > 0 ? [`ports ${container.ports.join(', ')}`] : []),
    ...(container.mounts.length > 0 ? [`mounts ${container.mounts.join(', ')}`] : []),
    ...(container.probes.length > 0 ? [`probes ${container.probes.join(', ')}`] : []),
  ];
  return [
    ...indented(`→ ${name}${guess}  ${place}`, 2, width),
    ...(details.length > 0 ? indented(details.join(' · '), 6, width).map((line) => style.dim(line)) : []),
  ];
}

const indented = (text: string, indent: number, width: number): string[] =>
  wrap(oneLine(text), width - indent).map((line, i) => `${' '.repeat(i === 0 ? indent : indent + 2)}${line}`);
