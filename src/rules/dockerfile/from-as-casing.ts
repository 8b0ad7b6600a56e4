import { dockerfileRule } from '../rule.ts';

/** `FROM … as …` mixes two ways of writing keywords in one line. */
export const fromAsCasing = dockerfileRule({
  name: 'from-as-casing',
  title: 'Write AS as FROM is written',
  severity: 'info',
  set: 'strict',
  aliases: ['FromAsCasing'],
  help: 'write FROM and AS in the same case',
  fixable: true,

  *check(build) {
    for (const { name, as } of build.all('FROM')) {
      if (!as) continue;
      const from = name.text;
      const text = from === from.toUpperCase() ? 'AS' : from === from.toLowerCase() ? 'as' : undefined;
      if (text === undefined || as.keyword.text === text) continue;
      yield {
        at: as.keyword.span,
        message: `${as.keyword.text} stands beside ${from}`,
        fix: { title: `write ${text}`, safe: true, edits: [{ span: as.keyword.span, text }] },
      };
    }
  },
});
