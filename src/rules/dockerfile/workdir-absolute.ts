import { dockerfileRule } from '../rule.ts';
import { followsWorkdir } from '../support/workdirs.ts';

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
      if (instruction.keyword !== 'WORKDIR' || !instruction.value) continue;
      const { text, span } = instruction.value;
      const { value, complete } = build.expand(instruction.value, instruction);
      // Of a path with an unknown variable, its beginning is known when it is no variable.
      const path = complete ? value : text.replace(/^["']/, '');
      if (path === '' || isAbsolute(path)) continue;
      const from = build.workdirAt(instruction);
      const follows = followsWorkdir(build, instruction);
      const known = from !== undefined && text === value && !instruction.onbuild;
      yield {
        at: span,
        message: `WORKDIR ${path} depends on the working directory before it${from === undefined ? '' : `, ${from}`}`,
        // BuildKit is content with an earlier WORKDIR, and so it is no trap for the one who reads this file.
        ...(follows ? { severity: 'low' } : {}),
        aliases: follows ? ['DL3000', 'DS-0009'] : ['DL3000', 'DS-0009', 'WorkdirRelativePath'],
        ...(known
          ? {
              fix: {
                title: `write ${join(from, value)}`,
                safe: true,
                edits: [{ span, text: join(from, value) }],
              },
            }
          : {}),
      };
    }
  },
});

/** Also a variable, which decides for itself, and a path of Windows. */
const isAbsolute = (path: string): boolean => /^[/\\$]|^[A-Za-z]:/.test(path);

const join = (base: string, path: string): string => `${base.replace(/\/$/, '')}/${path}`;
