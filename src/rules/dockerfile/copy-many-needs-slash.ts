import { dockerfileRule } from '../rule.ts';

/** Several files can only go into a directory. */
export const copyManyNeedsSlash = dockerfileRule({
  name: 'copy-many-needs-slash',
  title: 'End the destination of several files with a slash',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL3021', 'DS-0011'],
  help: 'end the destination with “/”',
  fixable: true,

  *check(build) {
    for (const instruction of build.all('COPY', 'ADD')) {
      const { sources, destination, keyword, json } = instruction;
      if (!destination || sources.length < 2) continue;
      const { value, complete } = build.expand(
        'value' in destination ? destination.value : destination.text,
        instruction,
      );
      if (!complete || /(^|\/)\.{1,2}$|[/\\]$/.test(value)) continue;
      const quoted = json || /["']$/.test(destination.text);
      const at = destination.span.end - (quoted ? 1 : 0);
      yield {
        at: destination.span,
        message: `${sources.length} sources go to ${value}, which does not say that it is a directory`,
        aliases: keyword === 'COPY' ? ['DL3021', 'DS-0011'] : [],
        fix: {
          title: 'end the destination with a slash',
          safe: true,
          edits: [{ span: { start: at, end: at }, text: '/' }],
          changes: ['files'],
        },
      };
    }
  },
});
