import { listOf, unwantedIn, wholeCopies } from '../../support/context-contents.ts';
import { part } from '../../support/parts.ts';

/** Without an ignore file the whole folder goes into the image, with all that happens to lie there. */
export const dockerignoreMissing = part({
  severity: 'medium',
  aliases: ['DKL-LI-0003'],
  help: 'add a .dockerignore with .git, dependencies, secrets and whatever the build does not need',

  *check(build) {
    const [whole] = wholeCopies(build);
    if (!whole) return;
    const { context } = build;
    if (!context || context.ignore) return;
    const unwanted = unwantedIn(build, context);
    const names = listOf(unwanted);
    const severe = unwanted.secrets.length + unwanted.histories.length > 0;
    yield {
      at: whole.word.span,
      severity: severe && whole.shipped ? 'medium' : 'low',
      message:
        names.length > 0
          ? `there is no ignore file, so that ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} copied as well`
          : 'there is no ignore file, so that whatever lies in the folder is copied, whenever it comes there',
    };
  },
});
