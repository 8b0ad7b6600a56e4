import { posix } from 'node:path';
import { dockerfileRule } from '../rule.ts';
import { followsWorkdir } from '../support/workdirs.ts';

/** Without a WORKDIR in the file, the base image decides where the files go. */
export const copyRelativeDestination = dockerfileRule({
  name: 'copy-relative-destination',
  title: 'Set WORKDIR before copying to a relative path',
  severity: 'medium',
  set: 'strict',
  aliases: ['DL3045'],
  help: 'set WORKDIR in this stage, or write the destination from “/”',
  fixable: true,

  *check(build) {
    for (const instruction of build.all('COPY', 'ADD')) {
      const { destination, onbuild, keyword } = instruction;
      if (!destination || onbuild) continue;
      const written = 'value' in destination ? destination.value : destination.text;
      const { value, complete } = build.expand(written, instruction);
      if (!complete || value === '' || /^[/\\]|^[A-Za-z]:/.test(value)) continue;
      // Of scratch the working directory is certain: “/”.
      if (build.stageOf(instruction).image === 'scratch' || followsWorkdir(build, instruction)) continue;
      const base = build.workdirAt(instruction);
      const path = base === undefined || written !== value ? undefined : absolute(base, value);
      yield {
        at: destination.span,
        message: `no WORKDIR is set here: ${value} lies in ${base === undefined ? 'a folder that the base image chooses' : `${base}, as the base image has it`}`,
        ...(base === undefined ? {} : { severity: 'low' }),
        aliases: keyword === 'COPY' ? ['DL3045'] : [],
        ...(path === undefined
          ? {}
          : {
              fix: {
                title: `write ${path}`,
                safe: true,
                edits: [
                  { span: destination.span, text: 'value' in destination ? JSON.stringify(path) : path },
                ],
                changes: ['files'],
              },
            }),
      };
    }
  },
});

/** A destination that is a directory stays one. */
function absolute(base: string, path: string): string {
  const joined = posix.join('/', base, path);
  return /(^|\/)\.{0,2}$/.test(path) && !joined.endsWith('/') ? `${joined}/` : joined;
}
