import type { Edit } from '../../core/edit.ts';
import { Logical } from '../../dockerfile/logical.ts';
import type { KeyValue } from '../../dockerfile/tree.ts';
import { quotedWords } from '../../dockerfile/words.ts';
import { dockerfileRule } from '../rule.ts';

/** The form without “=” sets one variable and takes the whole line. */
export const legacyKeyValue = dockerfileRule({
  name: 'legacy-key-value',
  title: 'Write ENV and LABEL with “=”',
  severity: 'low',
  set: 'recommended',
  aliases: ['LegacyKeyValueFormat'],
  help: 'write NAME=value, in quotes where the value has blanks',
  fixable: true,

  *check(build) {
    const { escape } = build.dockerfile;
    for (const { legacy, entries, keyword, onbuild } of build.all('ENV', 'LABEL')) {
      const [entry] = entries;
      if (!legacy || !entry?.value) continue;
      const edits = editsOf(entry, entry.value.text, escape);
      yield {
        at: entry.span,
        message: `${keyword} without “=” takes the rest of the line as one value`,
        aliases: onbuild ? [] : ['LegacyKeyValueFormat'],
        ...(edits ? { fix: { title: 'write it with “=”', safe: true, edits } } : {}),
      };
    }
  },
});

/** The value as one word: as it is, or in quotes where nothing in it would mean something else in quotes. */
function editsOf({ key, value }: KeyValue, text: string, escape: string): Edit[] | undefined {
  const between = { start: key.span.end, end: value!.span.start };
  const { words, open } = quotedWords(Logical.of(text, 0), escape);
  if (open) return undefined;
  if (words.length === 1) return [{ span: between, text: '=' }];
  if (/["']/.test(text) || text.includes(escape)) return undefined;
  const { end } = value!.span;
  return [
    { span: between, text: '="' },
    { span: { start: end, end }, text: '"' },
  ];
}
