import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { dockerignoreIncomplete } from './dockerignore/dockerignore-incomplete.ts';
import { dockerignoreMissing } from './dockerignore/dockerignore-missing.ts';

/** A build context with an ignore file that keeps out what does not belong into images. */
export const dockerignore = dockerfileRule({
  name: 'dockerignore',
  title: 'Keep out of the build context what is not built from',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DKL-LI-0003'],
  help: 'write a .dockerignore with .git, what is installed, and files of secrets',
  fixable: false,

  check: (build, options) => together([dockerignoreMissing, dockerignoreIncomplete], build, options),
});
