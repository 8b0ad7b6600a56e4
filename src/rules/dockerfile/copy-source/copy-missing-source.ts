import { posix } from 'node:path';
import type { BuildContext } from '../../../dockerfile/build-types.ts';
import { copiesOf } from '../../support/copies.ts';
import { nearest } from '../../support/nearest.ts';
import { part } from '../../support/parts.ts';
import { matches } from '../../support/wildcards.ts';

/** COPY of a file that is not there stops the build. */
export const copyMissingSource = part({
  severity: 'high',
  aliases: [],
  help: 'correct the path; it is relative to the build context, and not to the Dockerfile',

  *check(build) {
    const copies = copiesOf(build).filter(({ instruction }) => !instruction.from && !instruction.onbuild);
    const { context } = copies.length > 0 ? build : {};
    // A guessed context was guessed by what is copied from it.
    if (context?.certainty !== 'given') return;
    const excluded = (context.read('.gitignore') ?? '').split(/\r?\n/).map((line) => line.trim());
    for (const { sources } of copies) {
      for (const { word, text } of sources) {
        const path = posix.normalize(`/${text}`).slice(1).replace(/\/$/, '');
        if (isThere(context, path) || isMadeLater(excluded, path) || context.ignored(path)) continue;
        const folder = posix.dirname(path);
        const near = nearest(posix.basename(path), context.list(folder));
        yield {
          at: word.span,
          message: `${text} is not in the build context, so the build fails`,
          ...(near && !/[*?[]/.test(path)
            ? { help: `${posix.join(folder, near)} is there: is it meant?` }
            : {}),
        };
      }
    }
  },
});

/** Of a pattern, only one in the last part of the path is looked at. */
function isThere(context: BuildContext, path: string): boolean {
  if (path === '' || !/[*?[\\]/.test(path)) return path === '' || context.exists(path) !== undefined;
  const folder = posix.dirname(path);
  const name = posix.basename(path);
  if (/[*?[\\]/.test(folder) || /[[\\]/.test(name)) return true;
  return context.list(folder).some((each) => matches(name, each));
}

/** What another program makes before the image is built: by its usual name, or since version control leaves it out. */
function isMadeLater(excluded: readonly string[], path: string): boolean {
  const parts = path.split('/');
  if (parts.some((part) => outputs.test(part))) return true;
  return excluded.some((line) => {
    const pattern = line.replace(/^\/|\/$/g, '');
    if (pattern === '' || pattern.startsWith('#') || pattern.startsWith('!')) return false;
    return path === pattern || path.startsWith(`${pattern}/`) || parts.some((part) => matches(pattern, part));
  });
}

const outputs =
  /^(?:dist|build|builds|out|output|target|bin|obj|release|publish|artifacts?|pkg|_build|node_modules|vendor|coverage|\.next|\.output|public|wheels?|.*\.(?:jar|war|whl|deb|rpm|apk|tar|tgz|zip|gz|exe))$/i;
