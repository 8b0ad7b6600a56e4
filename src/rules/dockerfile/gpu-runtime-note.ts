import { dockerfileRule } from '../rule.ts';
import { familiar, imagesOf, rootOf } from '../support/images.ts';

/** Drivers and devices are the host's: an image for accelerators says nothing of how it must be run. */
export const gpuRuntimeNote = dockerfileRule({
  name: 'gpu-runtime-note',
  title: 'Know what an image for accelerators needs of its host',
  severity: 'info',
  set: 'strict',
  aliases: [],
  help: 'say in the image’s documentation how devices, groups and shared memory are to be given',
  fixable: false,

  *check(build) {
    const roots = new Set(build.targets.map(rootOf));
    for (const { how, stage, base, reference, word } of imagesOf(build)) {
      if (how !== 'base' || base?.kind !== 'accelerator' || !roots.has(stage)) continue;
      const isAmd = /rocm/.test(reference.name) || /rocm/.test(reference.tag ?? '');
      yield {
        at: word.span,
        message: `${familiar(reference)} runs with the host’s driver only: ${isAmd ? needs.amd : needs.nvidia}`,
      };
    }
  },
});

const needs = {
  amd: 'it wants the devices /dev/kfd and /dev/dri, and a user other than root the groups video and render by number',
  nvidia: 'it wants --gpus (or nvidia.com/gpu in Kubernetes) and the NVIDIA container toolkit on the host',
};
