import type { Edit } from '../../core/edit.ts';
import { joined } from '../../yaml/edit.ts';
import { fitRule } from '../rule.ts';
import { type Heap, heapOf } from '../support/fit/heaps.ts';
import { bytesIn, shownBytes } from '../support/fit/quantity.ts';
import { imageName } from '../support/fit/sites.ts';
import { commandPart, fixWith, replacePart } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A runtime that may take more than the container has does not collect garbage in time: the kernel ends it. */
export const heapOverLimit = fitRule({
  name: 'heap-over-limit',
  title: 'Keep the heap of the program below the memory of its container',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'give the heap three quarters of the limit, or raise the limit',
  fixable: true,

  *check(fit) {
    const { container } = fit;
    const { memory } = container.limits;
    const { format } = container.workload;
    const limit = memory && !memory.uncertain ? bytesIn(memory.value, format) : undefined;
    if (!memory || limit === undefined || limit <= 0) return;
    const heap = heapOf(fit);
    if (!heap || heap.bytes < limit) return;
    const by = heap.by === 'image' ? ` of ${imageName(fit)}` : '';
    const place = heap.by === 'image' && heap.part === 'command' ? 'the command' : heap.place;
    const [text, edits] = smaller(heap, limit);
    yield {
      at: memory.at,
      ...(heap.at ? { also: [heap.at] } : {}),
      severity: heap.runtime === 'Go' ? 'medium' : 'high',
      message: `${nameOf(container)} may have ${shownBytes(limit)}, and ${heap.flag} in ${place}${by} lets ${heap.runtime === 'JVM' ? 'the JVM' : heap.runtime} ${heap.runtime === 'Go' ? 'wait until' : 'fill'} ${shownBytes(heap.bytes)}${heap.runtime === 'Go' ? ' with its garbage' : ' beside what else it takes'}: the kernel ends it (OOMKilled) before that`,
      help: `write ${text}, or raise the limit above ${shownBytes(heap.bytes)}`,
      ...fixWith(
        `write ${text}`,
        edits,
        heap.part === 'environment' ? ['run.environment'] : [commandPart(container, heap.at)],
      ),
    };
  },
});

/** Three quarters of the limit, in the flag's own words, and the edits where the manifest says it. */
function smaller({ runtime, flag, initial, at, by }: Heap, limit: number): [string, Edit[] | undefined] {
  const mib = Math.floor((limit * 0.75) / 1024 ** 2);
  // A share follows the limit by itself, but the JVM refuses one below what it is to begin with.
  const numbers = initial ? `-Xmx${mib}m` : '-XX:MaxRAMPercentage=75.0';
  const text =
    runtime === 'JVM' ? numbers : runtime === 'Go' ? `${mib}MiB` : flag.replace(/\d+$/, String(mib));
  const isTooLarge = initial !== undefined && initial.bytes > mib * 1024 ** 2;
  const shown = isTooLarge ? `${text} -Xms${mib}m` : text;
  if (by !== 'manifest' || !at) return [shown, undefined];
  const edits = joined([
    ...(isTooLarge ? [replacePart({ at }, initial.flag, `-Xms${mib}m`)] : []),
    replacePart({ at }, flag, text),
  ]);
  return [shown, edits];
}
