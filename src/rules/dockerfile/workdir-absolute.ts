import { dockerfileRule } from '../rule.ts';

/** A relative WORKDIR depends on a WORKDIR before it, perhaps in another file. */
export const workdirAbsolute = dockerfileRule({
  name: 'workdir-absolute',
  title: 'Give WORKDIR an absolute path',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL3000', 'DS-0009', 'WorkdirRelativePath'],
  help: 'write the path from “/”',
  fixable: true,

  *check(build) {
    for (const instruction of build.all('WORKDIR')) {
      if (!instruction.value) continue;
      const { value, complete } = build.expand(instruction.value, instruction);
      if (!complete || value === '' || isAbsolute(value)) continue;
      const absolute = build.workdirAt(instruction);
      const known = absolute !== undefined && instruction.value.text === value && !instruction.onbuild;
      yield {
        at: instruction.value.span,
        message: `WORKDIR ${value} depends on the working directory before it${absolute === undefined ? '' : `, ${absolute}`}`,
        ...(known
          ? {
              fix: {
                title: `write ${join(absolute, value)}`,
                safe: true,
                edits: [{ span: instruction.value.span, text: join(absolute, value) }],
              },
            }
          : {}),
      };
    }
  },
});

const isAbsolute = (path: string): boolean => path.startsWith('/') || /^["']?[A-Za-z]:|^\\/.test(path);

const join = (base: string, path: string): string => `${base.replace(/\/$/, '')}/${path}`;
