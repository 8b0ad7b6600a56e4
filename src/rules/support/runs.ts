import type { Build, Command, Instruction, Stage } from '../../dockerfile/build-types.ts';

/** A RUN (also under ONBUILD) with its commands in order of place, nested ones included. */
export interface Run {
  readonly instruction: Instruction;
  readonly stage: Stage;
  readonly commands: readonly Command[];
}

/** Every RUN of the build. */
export const runsOf = (build: Build): readonly Run[] => build.once(readRuns);

const readRuns = (build: Build): readonly Run[] =>
  build.all('RUN').map((instruction) => ({
    instruction,
    stage: build.stageOf(instruction),
    commands: build.commandsOf(instruction),
  }));

/** Things that know their command, by the instruction that it stands in. */
export const byInstruction = <T extends { readonly command: Command }>(
  items: readonly T[],
): ReadonlyMap<Instruction, readonly T[]> => Map.groupBy(items, ({ command }) => command.instruction);

/** The pipelines of a RUN, each with its commands in order; looked up by `pipelineKey`. */
export const pipelinesOf = (commands: readonly Command[]): ReadonlyMap<string, readonly Command[]> =>
  Map.groupBy(commands, pipelineKey);

export const pipelineKey = ({ pipeline, within }: Command): string =>
  `${pipeline.id} ${pipeline.length} ${within}`;

/** The instruction behind another one in its stage. */
export function nextInStage(stage: Stage, { index }: Instruction): Instruction | undefined {
  const [first] = stage.instructions;
  return first && stage.instructions[index - first.index + 1];
}

/** Whether the RUN is one shell script that is written in its own lines: no exec form, no heredoc, no trigger. */
export const isPlainShell = ({ instruction }: Pick<Run, 'instruction'>): boolean =>
  instruction.keyword === 'RUN' &&
  instruction.command.form === 'shell' &&
  instruction.heredocs.length === 0 &&
  !instruction.onbuild;

/** Whether a command stands in the list that the shell runs from top to bottom, and not in a compound or substitution. */
export const isTop = ({ within }: Command): boolean => within === 'top';

/** Whether all that a RUN does is one script: what stands on its lines, or one here-document that the shell reads. */
export function isOneScript(instruction: Instruction): boolean {
  if (instruction.keyword !== 'RUN') return false;
  const { command, heredocs } = instruction;
  return (
    heredocs.length === 0 ||
    (heredocs.length === 1 && /^<<-?["']?[\w.]+["']?$/.test(command.script.text.trim()))
  );
}
