import type { Edit } from '../../core/edit.ts';
import { fitRule } from '../rule.ts';
import { type Heap, heapOf } from '../support/fit/heaps.ts';
import { bytesIn, shownBytes } from '../support/fit/quantity.ts';
import { imageName } from '../support/fit/sites.ts';
import { fixWith, replacePart } from '../support/workload/fixes.ts';
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
    const [text, edit] = smaller(heap, limit);
    yield {
      at: memory.at,
      ...(heap.at ? { also: [heap.at] } : {}),
      severity: heap.runtime === 'Go' ? 'medium' : 'high',
      message: `${nameOf(container)} may have ${shownBytes(limit)}, and ${heap.flag} in ${place}${by} lets ${heap.runtime} ${heap.runtime === 'Go' ? 'wait until' : 'fill'} ${shownBytes(heap.bytes)}${heap.runtime === 'Go' ? ' with its garbage' : ' beside what else it takes'}: the kernel ends it (OOMKilled) before that`,
      help: `write ${text}, or raise the limit above ${shownBytes(heap.bytes)}`,
      ...fixWith(
        `write ${text}`,
        edit && [edit],
        heap.part === 'environment' ? ['run.environment'] : ['run.command', 'run.entrypoint'],
      ),
    };
  },
});

/** Three quarters of the limit, in the flag's own words, and the edit where the manifest says it. */
function smaller({ runtime, flag, at, by }: Heap, limit: number): [string, Edit | undefined] {
  const mib = Math.floor((limit * 0.75) / 1024 ** 2);
  const text =
    runtime === 'JVM'
      ? '-XX:MaxRAMPercentage=75.0'
      : runtime === 'Go'
        ? `${mib}MiB`
        : flag.replace(/\d+$/, String(mib));
  return [text, by === 'manifest' && at ? replacePart({ at }, flag, text) : undefined];
}
