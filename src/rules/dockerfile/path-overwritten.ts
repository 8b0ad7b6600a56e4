import { dockerfileRule } from '../rule.ts';
import { insertAfter } from '../support/edits.ts';

/** A PATH of one's own loses the folders in which the base keeps its programs. */
export const pathOverwritten = dockerfileRule({
  name: 'path-overwritten',
  title: 'Add to PATH rather than replace it',
  severity: 'medium',
  set: 'strict',
  aliases: [],
  help: 'write ENV PATH=/your/bin:$PATH',
  fixable: true,

  *check(build) {
    for (const instruction of build.all('ENV')) {
      if (instruction.keyword !== 'ENV') continue;
      for (const { key, value } of instruction.entries) {
        if (key.text !== 'PATH' || !value) continue;
        const { value: path, used } = build.expand(value, instruction);
        const folders = path.split(':');
        if (
          used.includes('PATH') ||
          folders.includes('/bin') ||
          folders.includes('/usr/bin') ||
          /[\\;]/.test(path)
        )
          continue;
        if (used.length > 0 && !path.startsWith('/')) continue;
        const quoted = /["']$/.exec(value.text);
        yield {
          at: value.span,
          message: 'this PATH has none of the system’s folders: sh, ls and the rest are not found any more',
          ...(quoted
            ? {}
            : {
                fix: {
                  title: 'add :$PATH',
                  safe: false,
                  edits: [insertAfter(value.span, ':$PATH')],
                  changes: ['environment'],
                },
              }),
        };
      }
    }
  },
});
