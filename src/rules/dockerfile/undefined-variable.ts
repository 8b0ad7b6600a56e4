import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { envSelfReference } from './undefined-variable/env-self-reference.ts';
import { undefinedVariable as own } from './undefined-variable/undefined-variable.ts';

/** Variables have a value where they are used. */
export const undefinedVariable = dockerfileRule({
  name: 'undefined-variable',
  title: 'Use variables that are set',
  severity: 'medium',
  set: 'recommended',
  aliases: ['UndefinedVar', 'DL3044'],
  help: 'declare it in this stage with ARG or ENV, or correct the name',
  fixable: true,

  check: (build, options) => together([own, envSelfReference], build, options),
});
