import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { invalidDefaultArgInFrom } from './undefined-arg-in-from/invalid-default-arg-in-from.ts';
import { undefinedArgInFrom as own } from './undefined-arg-in-from/undefined-arg-in-from.ts';

/** Arguments in FROM that have no value, or none that makes a valid name. */
export const undefinedArgInFrom = dockerfileRule({
  name: 'undefined-arg-in-from',
  title: 'Give FROM arguments that have values',
  severity: 'high',
  set: 'recommended',
  aliases: ['UndefinedArgInFrom', 'InvalidDefaultArgInFrom'],
  help: 'declare the argument above the first FROM, with a default that makes a valid name',
  fixable: true,

  check: (build, options) => together([own, invalidDefaultArgInFrom], build, options),
});
