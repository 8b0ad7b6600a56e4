import { parseReference } from '../../bases/reference.ts';
import { allowedImagesOptions } from '../options/allowed-images.ts';
import { workloadRule } from '../rule.ts';
import { inRegistries, registryOf } from '../support/registries.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Whoever can write to the registry decides what runs. */
export const allowedImages = workloadRule({
  name: 'allowed-images',
  title: 'Run images of the registries that are agreed on',
  severity: 'high',
  set: 'recommended',
  aliases: ['KSV-0125'],
  tags: ['NSA-CISA: trusted registries'],
  help: 'use a mirror in a trusted registry, or add this one to the option registries',
  fixable: false,
  options: allowedImagesOptions,
  optionsOf: 'allowed-bases',

  *check({ workload }, { registries }) {
    if (registries.length === 0) return;
    const isTrusted = inRegistries(registries);
    for (const container of workload.containers) {
      const { image, build } = container;
      if (!image || image.uncertain || build) continue;
      const reference = parseReference(image.value);
      if (!reference || isTrusted(reference)) continue;
      yield {
        at: image.at,
        message: `${nameOf(container)} runs an image of ${registryOf(reference)}, which is none of the trusted registries (${registries.join(', ')})`,
        ...(workload.format === 'compose' ? { aliases: [] } : {}),
      };
    }
  },
});
