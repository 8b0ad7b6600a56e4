import { shownSize } from '../../core/sizes.ts';
import { duplicateFilesOptions } from '../options/duplicate-files.ts';
import { contentRule } from '../rule.ts';

/** The same bytes twice are pulled, kept and loaded twice. */
export const duplicateFiles = contentRule({
  name: 'duplicate-files',
  title: 'Have the same large file once',
  severity: 'info',
  set: 'strict',
  aliases: [],
  help: 'keep one, and let the others be links to it (ln); files that a layer copies from a lower one only to change owner or mode are copied with --chown and --chmod at once',
  fixable: false,
  options: duplicateFilesOptions,

  *check({ tree }, { least }) {
    const same = new Map<string, { size: number; paths: string[] }>();
    const smallest = Math.max(1, Math.min(SMALLEST, least * 1e6));
    for (const { path, size, checksum } of tree.contents()) {
      // A file that was not read has no checksum.
      if (size < smallest || checksum === 0) continue;
      const key = `${size} ${checksum}`;
      const group = same.get(key);
      if (group) group.paths.push(path);
      else same.set(key, { size, paths: [path] });
    }
    for (const { size, paths } of same.values()) {
      const tooMuch = size * (paths.length - 1);
      if (paths.length < 2 || tooMuch < least * 1e6) continue;
      const [first, ...others] = paths.sort();
      yield {
        at: { path: first! },
        also: others.map((path) => ({ path })),
        message: `the same ${shownSize(size)} lie also at ${others.slice(0, MOST_NAMED).join(', ')}${others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more places` : ''}: ${shownSize(tooMuch)} too much`,
      };
    }
  },
});

/** Smaller files are not worth a link, in bytes. */
const SMALLEST = 64 * 1024;

const MOST_NAMED = 3;
