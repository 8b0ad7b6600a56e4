import type { Edit } from '../../core/edit.ts';
import type { Build, Command, Instruction } from '../../dockerfile/build-types.ts';
import { insertAfter, insertBefore } from './edits.ts';
import { brokenJoint, type Joint, jointBefore, jointsOf, jointText, ownBroken } from './joints.ts';
import { stopsOnError } from './shells.ts';

/**
 * Puts a command behind the last one of a RUN's list, as the RUN is written: on the same line, on a line of its own with
 * the operator where the others have it, or on a line of the here-document.
 *
 * @param last The command that the list ends in; what the RUN says of its success stays the same.
 */
export function appendCommand(build: Build, last: Command, text: string): Edit {
  const { instruction } = last;
  const removed = /^rm -rf (.*)$/.exec(text)?.[1];
  if (removed !== undefined && removesTrees(last)) return insertAfter(last.words.at(-1)!.span, ` ${removed}`);
  const operator = appendOperator(build, last);
  const own = ownBroken(build, instruction, 'last');
  if (isInHeredoc(last)) {
    const isOwnLine = last.before === '' || last.before === '\n';
    if (isOwnLine && stopsOnError(build, instruction)) return appendLine(build, last, text);
    return insertAfter(last.span, `${own ? jointText(build, own, operator) : ' && '}${text}`);
  }
  if (!own && !isOverLines(build, instruction) && isShort(build, last, text))
    return insertAfter(last.span, `${operator === ';' ? ';' : ' &&'} ${text}`);
  return insertAfter(last.span, `${jointText(build, brokenJoint(build, instruction), operator)}${text}`);
}

/**
 * Puts a command in front of another one of the same list, written as the list is.
 *
 * @param command One that the shell runs as it comes, not on a condition.
 */
export function prependCommand(build: Build, command: Command, text: string): Edit {
  const joint = jointBefore(build, command) ?? firstJoint(build, command);
  if (isInHeredoc(command) && !joint) {
    const { indent } = lineOf(build, command);
    return insertBefore(command.span, `${text}${build.source.eol}${indent}`);
  }
  const operator = prependOperator(build, command, joint, text);
  return insertBefore(command.span, `${text}${jointText(build, joint ?? INLINE, operator)}`);
}

const INLINE: Joint = { operator: '&&', layout: 'inline', indent: '', gap: ' ', tail: '' };

function prependOperator(
  build: Build,
  { instruction }: Command,
  joint: Joint | undefined,
  text: string,
): Joint['operator'] {
  const isSemicolon = text.startsWith('set ')
    ? jointsOf(build, instruction).some(({ operator }) => operator === ';')
    : joint?.operator === ';' && stopsOnError(build, instruction);
  return isSemicolon ? ';' : '&&';
}

/** `rm -rf …`, which may take more. */
const removesTrees = ({ name, words, redirects, prefixes, pipeline }: Command): boolean =>
  name === 'rm' &&
  words.length > 2 &&
  /^-(?:rf|fr)$/.test(words[1]!.value) &&
  !words.some(({ value }) => value === '--') &&
  redirects.length === 0 &&
  prefixes.length === 0 &&
  pipeline.length === 1;

/** Behind `;` a failure is lost, unless the shell stops at it. */
function appendOperator(build: Build, { instruction }: Command): Joint['operator'] {
  return jointsOf(build, instruction).at(-1)?.operator === ';' && stopsOnError(build, instruction)
    ? ';'
    : '&&';
}

/** For the first command of a list: how the list goes on, indented as the command where it begins a line. */
function firstJoint(build: Build, command: Command): Joint | undefined {
  const { instruction } = command;
  if (command !== build.commandsOf(instruction)[0]) return undefined;
  const joints = jointsOf(build, instruction);
  const broken = ownBroken(build, instruction, 'first');
  const { indent, isFirst } = lineOf(build, command);
  if (broken) return isFirst && broken.layout === 'end' ? { ...broken, indent } : broken;
  return isInHeredoc(command) ? undefined : joints[0];
}

/** A new line behind the one that a command ends on. */
function appendLine(build: Build, last: Command, text: string): Edit {
  const { source } = build;
  const { indent } = lineOf(build, last);
  const { end } = source.lineSpan(source.lineOf(last.span.end));
  return insertAfter({ start: end, end }, `${source.eol}${indent}${text}`);
}

const isInHeredoc = ({ instruction: { heredocs }, span }: Command): boolean =>
  heredocs.some(({ body }) => body.start <= span.start && span.end <= body.end);

/** The indentation of the line that a command stands on, and whether the command is the first thing on it. */
function lineOf({ source }: Build, { span }: Command): { indent: string; isFirst: boolean } {
  const line = source.lineSpan(source.lineOf(span.start));
  const before = source.text.slice(line.start, span.start);
  const indent = /^[ \t]*/.exec(before)![0];
  return { indent, isFirst: indent === before };
}

const isOverLines = ({ source }: Build, { head }: Instruction): boolean =>
  source.slice(head).trimEnd().includes('\n');

/** A line may be as long as people can read it. */
const isShort = ({ source }: Build, { span }: Command, text: string): boolean => {
  const { start, end } = source.lineSpan(source.lineOf(span.end));
  return end - start + text.length <= 120;
};
