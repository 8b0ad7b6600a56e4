import { parseReference } from '../../bases/reference.ts';
import { replaceNode } from '../../yaml/edit.ts';
import { at } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Which registry a short name is of is up to the node. */
export const qualifiedImage = workloadRule({
  name: 'qualified-image',
  title: 'Name the registry of images',
  severity: 'low',
  set: 'strict',
  aliases: ['KSV-0124'],
  help: 'write the name in full: docker.io/library/nginx',
  fixable: true,

  *check({ workload }) {
    if (workload.format !== 'kubernetes') return;
    for (const container of workload.containers) {
      const { image, node } = container;
      if (!image || image.uncertain) continue;
      const reference = parseReference(image.value);
      if (!reference || reference.registry !== undefined) continue;
      const { name, tag, digest } = reference;
      const full = `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
      const written = at(node, 'image');
      const edit = written && replaceNode(written, full);
      yield {
        at: image.at,
        message: `${nameOf(container)} runs ${image.value}, which is ${name} with containerd, and with CRI-O what the node is set to search first`,
        ...fixWith(`write ${full}`, edit && [edit], ['run.image']),
      };
    }
  },
});
