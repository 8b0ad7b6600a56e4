import type { Item } from '../../dockerfile/tree.ts';
import { dockerfileRule } from '../rule.ts';

type Comment = Extract<Item, { kind: 'comment' }>;

/** `docker build --call=outline` shows the comment above a stage or argument when it begins with its name. */
export const definitionDescription = dockerfileRule({
  name: 'definition-description',
  title: 'Begin the description of a stage or argument with its name',
  severity: 'info',
  set: 'strict',
  aliases: ['InvalidDefinitionDescription'],
  help: 'begin the comment with the name, or leave a blank line below it',
  fixable: true,

  *check(build) {
    let block: Comment[] = [];
    for (const item of build.dockerfile.items) {
      if (item.kind === 'comment') {
        block.push(item);
        continue;
      }
      const names = namesOf(item);
      const last = block.at(-1);
      if (names.length > 0 && last && isProse(last) && !namesOne(block, names)) {
        const at = last.span.start + 1;
        yield {
          at: last.span,
          message: `this comment does not begin with ${names.join(' or ')}, so it describes nothing`,
          fix: {
            title: 'begin the comment with the name',
            safe: false,
            edits: [
              { span: { start: at, end: at }, text: ` ${names[0]}${/^\s/.test(last.text) ? '' : ' '}` },
            ],
          },
        };
      }
      block = [];
    }
  },
});

function namesOf(item: Item): string[] {
  if (item.kind !== 'instruction') return [];
  if (item.keyword === 'FROM') return item.as ? [item.as.name.text] : [];
  return item.keyword === 'ARG' ? item.entries.map(({ key }) => key.text) : [];
}

function namesOne(block: readonly Comment[], names: readonly string[]): boolean {
  const wanted = new Set(names);
  return block.some((line) => wanted.has(firstWord(line)));
}

const firstWord = ({ text }: Comment): string => /^\s*(\S*)/.exec(text)![1]!;

/** Not empty, not a ruler, not an instruction that was commented out, not a word to a tool. */
const isProse = ({ text }: Comment): boolean =>
  /[A-Za-z]{2}/.test(text) &&
  !/^\s*([A-Z]{3,}\s|[\w-]+[:=]|(plimsoll|hadolint|shellcheck|tally)\s)/.test(text);
