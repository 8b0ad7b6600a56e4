import type { Fix } from '../../core/edit.ts';
import type { Build, Instruction, OfKeyword } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { brokenJoint, jointText } from '../support/joints.ts';
import { isPosix } from '../support/shells.ts';

type Run = OfKeyword<'RUN'>;

/** Two small RUNs make two layers. */
export const consecutiveRun = dockerfileRule({
  name: 'consecutive-run',
  title: 'Join RUNs that follow each other',
  severity: 'info',
  set: 'strict',
  aliases: ['DL3059'],
  help: 'join them with “&&”, or in a here-document',
  fixable: true,

  *check(build) {
    let before: Instruction | undefined;
    for (const instruction of build.dockerfile.instructions) {
      const follows = before?.keyword === 'RUN' && instruction.keyword === 'RUN';
      if (follows && isSimple(before as Run, build) && isSimple(instruction, build)) {
        const pair: [Run, Run] = [before as Run, instruction];
        if (flagsOf(pair[0]) === flagsOf(pair[1])) yield problem(pair, build);
      }
      before = instruction;
    }
  },
});

/** One simple command of a shell, which leaves nothing behind in the shell. */
function isSimple(run: Run, build: Build): boolean {
  if (run.command.form === 'exec' || run.heredocs.length > 0 || !isPosix(build, run)) return false;
  const commands = build.commandsOf(run);
  const [only] = commands;
  return commands.length === 1 && only!.within === 'top' && only!.after === '' && !LEAVES.has(only!.name);
}

const LEAVES: ReadonlySet<string> = new Set([
  '',
  'cd',
  'export',
  'set',
  'source',
  '.',
  'umask',
  'alias',
  'ulimit',
  'exec',
]);

const flagsOf = ({ flags }: Run): string =>
  flags.map(({ name, value }) => `${name}=${value?.text ?? ''}`).join(' ');

function problem([first, second]: [Run, Run], build: Build) {
  const fix = merge(first, second, build);
  return {
    at: second.name.span,
    also: [first.name.span],
    message: 'this RUN and the one above could be one layer',
    ...(fix ? { fix } : {}),
  };
}

/** Only where nothing stands between them, and no comment at the end of the first would swallow the rest. */
function merge(first: Run, second: Run, build: Build): Fix | undefined {
  const { source } = build;
  const between = { start: first.head.end, end: second.command.script.at(0) };
  const gap = source.text.slice(first.head.end, second.name.span.start);
  if (!/^\r?\n$/.test(gap) || source.slice(first.head).includes('#')) return undefined;
  return {
    title: 'join the two',
    safe: false,
    edits: [{ span: between, text: jointText(build, brokenJoint(build, first), '&&') }],
  };
}
