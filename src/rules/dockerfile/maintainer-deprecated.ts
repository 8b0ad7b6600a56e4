import { dockerfileRule } from '../rule.ts';

/** MAINTAINER was given up for labels in 2017. */
export const maintainerDeprecated = dockerfileRule({
  name: 'maintainer-deprecated',
  title: 'Name the authors in a label, not with MAINTAINER',
  severity: 'low',
  set: 'recommended',
  aliases: ['DL4000', 'DS-0022', 'MaintainerDeprecated'],
  help: 'use LABEL org.opencontainers.image.authors="…"',
  fixable: true,

  *check(build) {
    for (const instruction of build.all('MAINTAINER')) {
      if (instruction.onbuild) continue;
      const { value, name, head } = instruction;
      yield {
        at: name.span,
        message: 'MAINTAINER is deprecated, and tools that read labels do not see it',
        ...(value
          ? {
              fix: {
                title: 'write it as the label org.opencontainers.image.authors',
                safe: true,
                edits: [{ span: head, text: label(value.text, build.dockerfile.escape) }],
                changes: ['labels'],
              },
            }
          : {}),
      };
    }
  },
});

/** MAINTAINER takes its line as it is, but people quote it. */
function label(value: string, escape: string): string {
  const inner = /^"([^"]*)"$|^'([^']*)'$/.exec(value);
  const text = (inner?.[1] ?? inner?.[2] ?? value).replace(/\s+/g, ' ');
  const quoted = [...text].map((char) => ('"$'.includes(char) || char === escape ? escape + char : char));
  return `LABEL org.opencontainers.image.authors="${quoted.join('')}"`;
}
