import type { Fix } from '../../core/edit.ts';
import { factNames } from '../../core/facts.ts';
import type { Problem } from '../../core/finding.ts';
import type { Build, Instruction } from '../../dockerfile/build-types.ts';
import { keywords, knownFlags } from '../../dockerfile/instructions.ts';
import type { Flag, SyntaxProblem } from '../../dockerfile/tree.ts';
import { dockerfileRule } from '../rule.ts';
import { nearest } from '../support/nearest.ts';
import { oddities } from '../support/oddities.ts';
import { show } from '../support/show.ts';
import { swallowed } from '../support/swallowed.ts';

/** What BuildKit refuses to read. */
export const syntaxError = dockerfileRule({
  name: 'syntax-error',
  title: 'Write what the builder can read',
  severity: 'high',
  set: 'recommended',
  aliases: ['DL3061'],
  help: 'correct the line: no builder accepts it as it stands',
  fixable: true,

  *check(build) {
    const { problems } = build.dockerfile;
    if (problems.length === 0) return;
    const owners = ownersOf(build);
    const lost = linesToldElsewhere(build);
    for (const problem of problems) {
      const { span, message } = problem;
      const beginning = BEGINNINGS[problem.code];
      // A slip in FROM itself is told where it stands.
      if (problem.code === 'no-from' && isMisspelt(build)) continue;
      if (beginning) {
        yield { at: span, message, ...beginning };
        continue;
      }
      if (lost.has(build.source.lineOf(span.start))) continue;
      yield { at: span, message, aliases: [], ...remedyOf(problem, owners.get(span.start), build) };
    }
  },
});

/** How files go wrong that do not begin with FROM. A fragment, which others may take in, is no error of the same weight. */
const BEGINNINGS: Partial<Record<SyntaxProblem['code'], Partial<Problem>>> = {
  'no-from': {
    severity: 'medium',
    aliases: ['DL3061'],
    help: 'put FROM before everything but ARG and comments',
  },
  'before-from': { aliases: ['DL3061'], help: 'put FROM before everything but ARG and comments' },
  empty: { aliases: [], help: 'begin with FROM: a build needs at least that' },
};

/** Whether the first instruction is a FROM with a slip in it. */
const isMisspelt = ({ dockerfile }: Build): boolean =>
  dockerfile.instructions.some(
    ({ keyword, name }) => keyword === 'UNKNOWN' && nearest(name.text, keywords) === 'FROM',
  );

/** What a swallowed instruction or an invisible character breaks is told by their rules. */
function linesToldElsewhere(build: Build): Set<number> {
  const { source } = build;
  const lines = new Set(oddities(build).map(({ span }) => source.lineOf(span.start)));
  for (const { by, keyword } of swallowed(build)) {
    const last = source.lineOf(by.head.end);
    for (let line = source.lineOf(keyword.start); line <= last && !lines.has(line); line++) lines.add(line);
  }
  return lines;
}

/** A keyword or flag, by where it starts, with its instruction. */
interface Owner {
  readonly instruction: Instruction;
  readonly flag?: Flag;
}

function ownersOf({ dockerfile }: Build): Map<number, Owner> {
  const owners = new Map<number, Owner>();
  const enter = (instruction: Instruction) => {
    owners.set(instruction.name.span.start, { instruction });
    for (const flag of instruction.flags) owners.set(flag.span.start, { instruction, flag });
    if (instruction.keyword === 'ONBUILD' && instruction.trigger) enter(instruction.trigger);
  };
  dockerfile.instructions.forEach(enter);
  return owners;
}

function remedyOf(problem: SyntaxProblem, owner: Owner | undefined, build: Build): Partial<Problem> {
  if (problem.code === 'unknown-instruction' && owner) return forUnknown(owner.instruction, build);
  if (problem.code === 'unknown-flag' && owner?.flag) return forFlag(owner.flag, owner.instruction);
  const help = HELP[problem.code];
  return help === undefined ? {} : { help };
}

const HELP: Partial<Record<SyntaxProblem['code'], string>> = {
  'missing-argument': 'complete the instruction, or remove it',
  'too-many-arguments': 'remove what is too many, or put what belongs together in quotes',
  'unterminated-heredoc': 'end it with a line that holds the delimiter and nothing else',
  'unterminated-quote': 'close the quote, or escape it',
  'bad-substitution':
    'close it, or put a backslash before it; ${NAME} takes - :- + :+ ? :? # ## % %% / and //',
  'bad-directive': 'give each directive once, in the head of the file, with a value that it takes',
  'not-text': 'save the file as UTF-8 text',
};

function forFlag({ name, span }: Flag, { keyword }: Instruction): Partial<Problem> {
  const known = knownFlags[keyword];
  const near = nearest(name, known ?? []);
  if (near === undefined) {
    const flags = known?.map((flag) => `--${flag}`).join(', ');
    return { message: `${keyword} has no flag --${name}`, help: `${keyword} takes ${flags ?? 'no flags'}` };
  }
  const at = { start: span.start + 2, end: span.start + 2 + name.length };
  return {
    message: `${keyword} has no flag --${name}; did you mean --${near}?`,
    help: `write --${near}`,
    fix: guess(`write --${near}`, [{ span: at, text: near }]),
  };
}

const guess = (title: string, edits: Fix['edits']): Fix => ({
  title,
  safe: false,
  edits,
  changes: factNames,
});

/** A keyword with a slip in it, or a line of the instruction above whose continuation mark is missing. */
function forUnknown(instruction: Instruction, build: Build): Partial<Problem> {
  const { text, span } = instruction.name;
  const near = nearest(text, keywords);
  if (near !== undefined) {
    const written = text === text.toLowerCase() ? near.toLowerCase() : near;
    return {
      message: `${show(text)} is not an instruction; did you mean ${near}?`,
      help: `write ${near}`,
      fix: guess(`write ${near}`, [{ span, text: written }]),
    };
  }
  const before = build.dockerfile.instructions[instruction.index - 1];
  if (!before || !follows(before, instruction, build))
    return { help: `the instructions are ${keywords.join(', ')}` };
  const { escape } = build.dockerfile;
  const help = `if this belongs to the ${before.keyword} above, end that line with “${escape}”`;
  if (!OPERATOR.test(text)) return { help };
  const edits = runOf(instruction, build).map(({ head }) => ({
    span: { start: head.end, end: head.end },
    text: ` ${escape}`,
  }));
  return { help, fix: guess(`join the lines to the ${before.keyword} above`, edits) };
}

const OPERATOR = /^(&&|\|\|?|;)/;

/** Whether the second stands on the line behind the first. */
const follows = (first: Instruction, second: Instruction, { source }: Build): boolean =>
  first.heredocs.length === 0 && source.lineOf(second.head.start) === source.lineOf(first.head.end) + 1;

/** The instruction before a line, and the lines like it, that each need a mark: all but the last. */
function runOf(instruction: Instruction, build: Build): Instruction[] {
  const { instructions } = build.dockerfile;
  const run = [instructions[instruction.index - 1]!];
  for (let at = instruction.index; at < instructions.length; at++) {
    const line = instructions[at]!;
    const joins = line.keyword === 'UNKNOWN' && OPERATOR.test(line.name.text);
    if (!joins || !follows(run.at(-1)!, line, build)) break;
    run.push(line);
  }
  return run.slice(0, -1);
}
