import { oneLine } from '../visible.ts';
import type { DeliveryMap } from './types.ts';

/** The map as a Mermaid flowchart (mermaid.js.org, “Flowcharts”): bases, images, what runs them; guesses are dotted. */
export function mapMermaid(map: DeliveryMap): string {
  const lines = ['flowchart LR'];
  const ids = new Map(map.images.map(({ id }, i) => [id, `i${i}`]));
  const bases = new Map<string, string>();
  for (const { id, name, kind, user } of map.images) {
    const label = user === undefined ? name : `${name}<br>user ${user}`;
    lines.push(
      kind === 'built' ? `  ${ids.get(id)}["${text(label)}"]` : `  ${ids.get(id)}(["${text(label)}"])`,
    );
  }
  for (const { id, from, kind } of map.images) {
    for (const base of kind === 'built' ? from : []) {
      const known = ids.get(base) ?? bases.get(base);
      if (!known) {
        bases.set(base, `b${bases.size}`);
        lines.push(`  ${bases.get(base)}(["${text(base)}"])`);
      }
      lines.push(`  ${known ?? bases.get(base)} --> ${ids.get(id)}`);
    }
  }
  const files = Map.groupBy(map.containers.entries(), ([, { file }]) => file);
  for (const [number, [file, containers]] of [...files].entries()) {
    lines.push(`  subgraph f${number}["${text(file)}"]`);
    for (const [i, { name, ports }] of containers)
      lines.push(`    c${i}["${text(ports.length > 0 ? `${name}<br>${ports.join(', ')}` : name)}"]`);
    lines.push('  end');
  }
  for (const [i, { runs, link }] of map.containers.entries()) {
    const from = runs === undefined ? undefined : ids.get(runs);
    if (from) lines.push(`  ${from} ${link?.how === 'guessed' ? '-. guess .->' : '==>'} c${i}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Entities as Mermaid has them: `#quot;`. Its only markup in a label here is `<br>`. */
const text = (label: string): string =>
  oneLine(label)
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replace(/<(?!br>)/g, '#lt;')
    .replace(/(?<!<br)>/g, '#gt;');
