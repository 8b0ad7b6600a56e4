import { contentRule } from '../rule.ts';

/** What everybody may write, whoever breaks in may write: programs, libraries and settings that others use. */
export const worldWritableFiles = contentRule({
  name: 'world-writable-files',
  title: 'Let not everybody write files and folders of the image',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'chmod o-w; a folder that all may write to has the sticky bit (1777), as /tmp has, and is better a volume or tmpfs',
  fixable: false,

  *check({ tree }) {
    for (const { path, kind, mode } of tree.files()) {
      if ((mode & 0o002) === 0 || (kind !== 'file' && kind !== 'directory')) continue;
      // With the sticky bit nobody takes away what is another's.
      if (kind === 'directory' && ((mode & 0o1000) !== 0 || /^\/(?:proc|sys|dev)(?:\/|$)/.test(path)))
        continue;
      const isProgram = kind === 'file' && (mode & 0o111) !== 0;
      yield {
        at: { path },
        message:
          kind === 'directory'
            ? 'every user may create, rename and delete files in this folder'
            : isProgram
              ? 'every user may write this program, and others run it'
              : 'every user may write this file',
        severity: isProgram ? 'high' : kind === 'directory' ? 'medium' : 'low',
      };
    }
  },
});
