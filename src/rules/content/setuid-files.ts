import { setuidFilesOptions } from '../options/setuid-files.ts';
import { contentRule } from '../rule.ts';

/** A program that becomes another user is a way up for whoever gets into the container. */
export const setuidFiles = contentRule({
  name: 'setuid-files',
  title: 'Take the setuid and setgid bits off programs',
  severity: 'low',
  set: 'recommended',
  aliases: ['CIS-DI-0008', 'CIS-4.8'],
  help: 'RUN chmod a-s FILE where the program is installed, or leave the package out; run with no-new-privileges in any case',
  fixable: false,
  options: setuidFilesOptions,

  *check({ tree }, { allow }) {
    const allowed = new Set(allow);
    for (const file of tree.files()) {
      const bits = file.mode & 0o6000;
      if (bits === 0 || file.kind !== 'file' || (file.mode & 0o111) === 0 || allowed.has(file.path)) continue;
      const becomes = [
        ...(bits & 0o4000 ? [file.uid === 0 ? 'root' : `the user ${file.uid}`] : []),
        ...(bits & 0o2000 ? [`the group ${file.gid}`] : []),
      ];
      yield {
        at: { path: file.path },
        message: `it runs as ${becomes.join(' and ')}, whoever starts it`,
        severity: file.uid === 0 && (bits & 0o4000) !== 0 && (file.mode & 0o001) !== 0 ? 'low' : 'info',
      };
    }
  },
});
