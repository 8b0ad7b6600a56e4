import { shownSize } from '../../core/sizes.ts';
import { totalOf } from '../../image/waste.ts';
import { wastedSpaceOptions } from '../options/wasted-space.ts';
import { contentRule } from '../rule.ts';

/** A layer is for ever: what a higher one deletes or writes again is pulled all the same. */
export const wastedSpace = contentRule({
  name: 'wasted-space',
  title: 'Delete and rewrite files in the layer that makes them',
  severity: 'low',
  set: 'recommended',
  aliases: [],
  help: 'join the RUN that makes the files with the one that removes or changes them, or copy the result from a stage of its own',
  fixable: false,
  options: wastedSpaceOptions,

  *check({ tree }, { least, share }) {
    const total = totalOf(tree);
    const wasted = new Map<
      number,
      { bytes: number; files: number; from: Map<number, number>; largest: { path: string; size: number } }
    >();
    for (const { layer, by, path, size } of tree.hidden()) {
      const sum = wasted.get(by) ?? { bytes: 0, files: 0, from: new Map(), largest: { path, size: -1 } };
      sum.bytes += size;
      sum.files++;
      sum.from.set(layer, (sum.from.get(layer) ?? 0) + size);
      if (size > sum.largest.size) sum.largest = { path, size };
      wasted.set(by, sum);
    }
    for (const [by, { bytes, files, from, largest }] of [...wasted].sort(([a], [b]) => a - b)) {
      if (bytes < least * 1e6 && bytes <= total * (share / 100)) continue;
      if (bytes < 100_000) continue;
      const layers = [...from].sort(([, a], [, b]) => b - a).map(([layer]) => layer);
      yield {
        at: { layer: by },
        also: layers.map((layer) => ({ layer })),
        message: `this layer deletes or rewrites ${files} file${files === 1 ? '' : 's'} of ${layers.length === 1 ? `layer ${layers[0]! + 1}` : `${layers.length} layers`} below: ${shownSize(bytes)} are pulled for nothing (${Math.round((bytes / total) * 100)} % of the image; the largest is ${largest.path})`,
      };
    }
  },
});
