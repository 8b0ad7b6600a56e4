import { dockerfileRule } from '../rule.ts';

/** Of two values in one instruction the last wins. */
export const duplicateKey = dockerfileRule({
  name: 'duplicate-key',
  title: 'Set each name once in an ENV or LABEL',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'keep the value that is meant',
  fixable: true,

  *check(build) {
    for (const { entries, keyword, legacy } of build.all('ENV', 'LABEL')) {
      if (legacy || entries.length < 2) continue;
      const last = new Map(entries.map((entry) => [entry.key.text, entry]));
      for (const [i, entry] of entries.entries()) {
        const winner = last.get(entry.key.text)!;
        const next = entries[i + 1];
        if (winner === entry || !next) continue;
        const span = { start: entry.span.start, end: next.span.start };
        const removable = !build.source.slice({ start: entry.span.end, end: span.end }).includes('#');
        yield {
          at: entry.span,
          also: [winner.span],
          message: `${keyword} sets ${entry.key.text} twice: this value is lost`,
          ...(removable
            ? { fix: { title: 'remove the value that is lost', safe: true, edits: [{ span, text: '' }] } }
            : {}),
        };
      }
    }
  },
});
