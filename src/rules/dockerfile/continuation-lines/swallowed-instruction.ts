import { factNames } from '../../../core/facts.ts';
import { part } from '../../support/parts.ts';
import { swallowed } from '../../support/swallowed.ts';

/** A continuation mark too many, and the next instruction becomes an argument. */
export const swallowedInstruction = part({
  severity: 'high',
  aliases: ['NoEmptyContinuation'],
  help: 'take the continuation mark off the last line of the instruction above',

  *check(build) {
    for (const { by, keyword, mark, blank } of swallowed(build)) {
      const line = build.source.lineOf(mark.start);
      yield {
        at: keyword,
        also: [by.name.span],
        message: `line ${line} goes on, so this ${build.source.slice(keyword)} is a part of the ${by.keyword} above, not an instruction`,
        aliases: blank ? ['NoEmptyContinuation'] : [],
        fix: {
          title: `end the ${by.keyword} at line ${line}`,
          safe: false,
          edits: [{ span: mark, text: '' }],
          changes: factNames,
        },
      };
    }
  },
});
