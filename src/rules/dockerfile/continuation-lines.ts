import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { noEmptyContinuation } from './continuation-lines/no-empty-continuation.ts';
import { swallowedInstruction } from './continuation-lines/swallowed-instruction.ts';

/** What a continued line takes in. */
export const continuationLines = dockerfileRule({
  name: 'continuation-lines',
  title: 'End continued lines where the instruction ends',
  severity: 'high',
  set: 'recommended',
  aliases: ['NoEmptyContinuation'],
  help: 'take the mark away, or put what belongs there on the next line',
  fixable: true,

  check: (build, options) => together([swallowedInstruction, noEmptyContinuation], build, options),
});
