import type { Build, Command, Instruction } from '../../dockerfile/build-types.ts';

/** How two commands of a list are joined. */
export interface Joint {
  readonly operator: '&&' | ';';
  /** On one line; with the operator at the end of a line; with the operator at the beginning of the next. */
  readonly layout: 'inline' | 'end' | 'start';
  /** The blanks that the second line begins with. */
  readonly indent: string;
  /** What stands between the operator and the second command, when it begins the line. */
  readonly gap: string;
  /** What ends the first line, behind the operator or the command: a blank and the escape character. */
  readonly tail: string;
}

/**
 * How the file joins commands over lines: as this RUN does at its end, where it does so at all, else as most RUNs of the
 * file do, else with the operator at the beginning of a line behind four blanks, or a tab where the RUN has tabs.
 */
export function brokenJoint(build: Build, instruction: Instruction): Joint {
  const known = ownBroken(build, instruction, 'last') ?? usualJoint(build);
  if (known) return known;
  const isTabbed = /\n\t/.test(build.source.slice(instruction.head));
  const tail = ` ${build.dockerfile.escape}`;
  return { operator: '&&', layout: 'start', indent: isTabbed ? '\t' : '    ', gap: ' ', tail };
}

/** The broken joint of a RUN that is nearest to its beginning or end. */
export function ownBroken(build: Build, instruction: Instruction, near: 'first' | 'last'): Joint | undefined {
  const own = jointsOf(build, instruction).filter(({ layout }) => layout !== 'inline');
  return near === 'first' ? own[0] : own.at(-1);
}

/** The joints of the list that a RUN consists of, in order; those around compounds are left out. */
export function jointsOf(build: Build, instruction: Instruction): Joint[] {
  const commands = build
    .commandsOf(instruction)
    .filter(({ depth, within }) => depth === 0 && within === 'top');
  return commands.slice(1).flatMap((command, i) => jointBetween(build, commands[i]!, command) ?? []);
}

/** How a command is joined to the one before it. */
export function jointBefore(build: Build, command: Command): Joint | undefined {
  const commands = build.commandsOf(command.instruction);
  const before = commands[commands.indexOf(command) - 1];
  return before && jointBetween(build, before, command);
}

/** A joint as text, with `operator` for its own. */
export function jointText(build: Build, joint: Joint, operator: Joint['operator']): string {
  const { layout, indent, gap, tail } = joint;
  const { eol } = build.source;
  const mark = operator === ';' ? ';' : ' &&';
  if (layout === 'inline') return `${mark} `;
  return layout === 'end' ? `${mark}${tail}${eol}${indent}` : `${tail}${eol}${indent}${operator}${gap}`;
}

function jointBetween({ source }: Build, before: Command, after: Command): Joint | undefined {
  const text = source.text.slice(before.span.end, after.span.start);
  // Whatever stands between two commands of one list is short; a comment of a megabyte need not be looked through.
  if (text.length > 2000) return undefined;
  const end = END.exec(text);
  if (end) {
    const [, operator, tail, indent] = end;
    return { operator: operator as '&&', layout: 'end', indent: indent!, gap: ' ', tail: normal(tail!) };
  }
  const start = START.exec(text);
  if (start) {
    const [, tail, indent, operator, gap] = start;
    return { operator: operator as '&&', layout: 'start', indent: indent!, gap: gap!, tail: normal(tail!) };
  }
  const inline = /^[ \t]*(&&|;)[ \t]*$/.exec(text);
  return inline
    ? { operator: inline[1] as '&&', layout: 'inline', indent: '', gap: ' ', tail: '' }
    : undefined;
}

/** Blank lines and comments stand between as they like. */
const END = /^[ \t]*(&&|;)([ \t]*[\\`]?)[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*([ \t]*)$/;
const START = /^([ \t]*[\\`])[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*([ \t]*)(&&|;)([ \t]*)$/;

/** Escape characters may stand in a column of their own. */
const normal = (tail: string): string => (tail.length > 2 ? ` ${tail.trim()}` : tail.trimEnd());

/** How most RUNs of the file do it. */
function usualJoint(build: Build): Joint | undefined {
  if (!usualJoints.has(build)) {
    const seen = build.all('RUN').flatMap((run) => {
      const own = run.heredocs.length > 0 ? undefined : ownBroken(build, run, 'last');
      return own ? [own] : [];
    });
    const counts = Map.groupBy(seen, ({ layout, indent }) => `${layout} ${indent}`);
    const [most] = [...counts.values()].toSorted((a, b) => b.length - a.length);
    usualJoints.set(build, most?.[0]);
  }
  return usualJoints.get(build);
}

const usualJoints = new WeakMap<Build, Joint | undefined>();
