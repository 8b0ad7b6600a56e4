import { runPartNames } from '../../core/edit.ts';
import { composeRule } from '../rule.ts';

/** What Compose refuses does not start. */
export const composeInvalid = composeRule({
  name: 'compose-invalid',
  title: 'Write what Compose can read',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'correct it: Compose refuses the whole project',
  fixable: true,

  *check({ problems }) {
    for (const { at, also, kind, message, nearest } of problems) {
      // What is more than is read here may be none too much for Compose: that is told as not seen.
      if (kind === 'limit') continue;
      yield {
        at,
        also: also ?? [],
        message: nearest === undefined ? message : `${message}; did you mean ${nearest}?`,
        ...(nearest !== undefined && /^[\w.-]+$/.test(nearest) && /^[\w.-]+$/.test(at.source.slice(at.span))
          ? {
              fix: {
                title: `write ${nearest}`,
                safe: false,
                edits: [{ span: at.span, text: nearest, path: at.source.path }],
                changes: CHANGES,
              },
            }
          : {}),
      };
    }
  },
});

/** The key that was meant may say anything. */
const CHANGES = runPartNames.map((name) => `run.${name}` as const);
