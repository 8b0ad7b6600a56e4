import { listOf, unwantedIn, wholeCopies } from '../../support/context-contents.ts';
import { part } from '../../support/parts.ts';

/** An ignore file that lets the dangerous things through gives false comfort. */
export const dockerignoreIncomplete = part({
  severity: 'medium',
  aliases: ['DKL-LI-0003'],
  help: 'add them to the ignore file',

  *check(build) {
    const [whole] = wholeCopies(build);
    if (!whole) return;
    const { context } = build;
    if (!context?.ignore) return;
    const unwanted = unwantedIn(build, context);
    const names = listOf(unwanted);
    if (names.length === 0) return;
    yield {
      at: whole.word.span,
      severity: unwanted.secrets.length > 0 && whole.shipped ? 'medium' : 'low',
      message: `${context.ignore.path} lets ${names.join(', ')} through`,
      help: `add ${names.join(', ')} to ${context.ignore.path}`,
    };
  },
});
