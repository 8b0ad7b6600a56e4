import type { CommentLine, Dockerfile, Instruction } from '../../dockerfile/tree.ts';
import { dockerfileRule } from '../rule.ts';
import { replace } from '../support/edits.ts';
import { show } from '../support/show.ts';

/** `docker build --call=outline` shows the comment above a stage or argument when it begins with its name and a blank. */
export const definitionDescription = dockerfileRule({
  name: 'definition-description',
  title: 'Begin the description of a stage or argument with its name',
  severity: 'info',
  set: 'strict',
  aliases: ['InvalidDefinitionDescription'],
  help: 'begin the comment with the name and a blank, or put a line with a lone # below it',
  fixable: true,

  *check({ dockerfile }) {
    const asked = asksForIt(dockerfile);
    let block: CommentLine[] = [];
    for (const item of dockerfile.items) {
      if (item.kind === 'comment' && item.text.trim() !== '') {
        block.push(item);
        continue;
      }
      const names = item.kind === 'instruction' ? namesOf(item) : [];
      if (names.length > 0 && !block.some((line) => describes(line, names))) {
        const meant = block.flatMap((line) => meantFor(line, names) ?? []);
        for (const { line, name, lead } of meant) {
          yield {
            at: line.span,
            message: `docker build shows no description of ${name}: the comment begins with ${show(lead)}`,
            help: `write \`# ${name} …\``,
            fix: {
              title: `begin the comment with ${name} and a blank`,
              safe: true,
              edits: [replace(spanOf(line, lead), `${name} `)],
            },
          };
        }
        const last = block.at(-1);
        if (asked && last && meant.length === 0 && isProse(last)) {
          yield {
            at: last.span,
            message: `this comment does not begin with ${names.join(' or ')}, so docker build shows no description`,
          };
        }
      }
      block = [];
    }
  },
});

/** `# check=experimental=…`: BuildKit’s own check is off unless the file, or the build, asks for it. */
const asksForIt = ({ directives }: Dockerfile): boolean =>
  directives.some(
    ({ name, value }) =>
      name.toLowerCase() === 'check' &&
      /(?:^|;)\s*experimental\s*=[^;]*\b(?:all|InvalidDefinitionDescription)\b/i.test(value),
  );

/** As BuildKit has them: the name of a stage in lower case. */
function namesOf(item: Instruction): string[] {
  if (item.keyword === 'FROM') return item.as ? [item.as.name.text.toLowerCase()] : [];
  return item.keyword === 'ARG' ? item.entries.map(({ key }) => key.text) : [];
}

const describes = ({ text }: CommentLine, names: readonly string[]): boolean =>
  names.some((name) => text.trim() === name || text.trimStart().startsWith(`${name} `));

interface Meant {
  readonly line: CommentLine;
  readonly name: string;
  /** What stands there in place of the name and a blank. */
  readonly lead: string;
}

/** `NAME: …`, `Name - …`, `` `NAME` … ``: a description in all but its form. */
function meantFor(line: CommentLine, names: readonly string[]): Meant | undefined {
  const match = LEAD.exec(line.text.trimStart());
  if (!match) return undefined;
  const [lead, quote, word, mark] = match;
  const name = names.find((each) => each.toLowerCase() === word!.toLowerCase());
  // “Build the app” is a sentence, for all that the stage is called build.
  const isMeant = name !== undefined && (mark !== '' || (quote !== '' && word === name));
  return isMeant ? { line, name, lead } : undefined;
}

const LEAD = /^(["'`]?)([\w.-]*\w)\1(:(?=[ \t])|[ \t]+(?:-{1,2}|–|—|:)(?=[ \t])|)[ \t]+(?=\S)/;

const spanOf = ({ text, span }: CommentLine, lead: string): { start: number; end: number } => {
  const start = span.start + 1 + text.length - text.trimStart().length;
  return { start, end: start + lead.length };
};

/** Not a ruler, not an instruction that was commented out, not a word to a tool. */
const isProse = ({ text }: CommentLine): boolean =>
  /[A-Za-z]{2}/.test(text) &&
  !/^\s*([A-Z]{3,}\s|[\w-]+[:=]|(plimsoll|hadolint|shellcheck|tally)\s)/.test(text);
