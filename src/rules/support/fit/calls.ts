import type { Site } from '../../../core/site.ts';
import type { CommandUse, Container, Probe } from '../../../workload/types.ts';
import { isUnixShell } from '../shells.ts';
import { scriptCalls, type Weight } from './script-calls.ts';

/** A command of a manifest that is run in the image. */
export interface CommandIn {
  /** `command`, `the liveness probe`, … */
  readonly what: string;
  /** What comes of it when it cannot run. */
  readonly comes: string;
  readonly command: CommandUse;
  /** The command is run by the image's entrypoint, which may take it for arguments. */
  readonly byEntrypoint?: boolean;
}

/** A program that a command calls. */
export interface Call {
  /** Without its path, where that is one in which programs are looked for. */
  readonly name: string;
  /** Its arguments, as far as they are plain. */
  readonly args: readonly string[];
  readonly at: Site;
  readonly weight: Weight;
}

/** Every command of a container's manifest. */
export function* commandsOf({
  entrypoint,
  command,
  probes,
  hooks,
  workload,
}: Container): Generator<CommandIn> {
  const comes = 'the container cannot start';
  if (entrypoint)
    yield { what: workload.format === 'compose' ? 'entrypoint' : 'command', comes, command: entrypoint };
  else if (command)
    yield { what: workload.format === 'compose' ? 'command' : 'args', comes, command, byEntrypoint: true };
  const probed = (what: string, comes: string, probe: Probe | undefined): CommandIn[] =>
    probe?.command ? [{ what, comes, command: probe.command }] : [];
  yield* probed('the liveness probe', 'the container is restarted again and again', probes.liveness);
  yield* probed('the readiness probe', 'the container never becomes ready', probes.readiness);
  yield* probed('the startup probe', 'the container is restarted before it has started', probes.startup);
  yield* probed('the health check', 'the container never becomes healthy', probes.health);
  yield* probed('the postStart hook', 'the container is killed when it has started', hooks.postStart);
  yield* probed('the preStop hook', 'it ends without what the hook should do', hooks.preStop);
  for (const hook of hooks.more ?? []) yield* probed('a hook', 'nothing of what it should do is done', hook);
}

/** The programs that a command calls by name: its own, and those of a script that it hands to a shell. */
export function* callsOf({ words, shell, at }: CommandUse): Generator<Call> {
  const [first] = words;
  if (!first) return;
  if (shell) {
    yield { name: 'sh', args: [], at, weight: 'ends' };
    yield* callsIn(first.value, false, first.at);
    return;
  }
  const name = programName(first.value);
  if (name === undefined) return;
  yield { name, args: words.slice(1).map(({ value }) => value), at: first.at, weight: 'ends' };
  const flag = words.findIndex(({ value }) => /^-[a-z]*c$/.test(value));
  const script = words[flag + 1];
  if (!isUnixShell(name) || flag <= 0 || !script) return;
  yield* callsIn(script.value, words[flag]!.value.includes('e'), script.at);
}

function* callsIn(text: string, isStrict: boolean, at: Site): Generator<Call> {
  for (const { word, args, weight } of scriptCalls(text, isStrict)) {
    const name = programName(word);
    if (name !== undefined) yield { name, args, at, weight };
  }
}

/** The name of a program, where its path is one in which programs are looked for. */
function programName(word: string): string | undefined {
  if (word === '' || /[$()\s]/.test(word)) return undefined;
  if (!word.includes('/')) return word;
  return /^(?:\/usr)?(?:\/local)?\/s?bin\/([^/]+)$/.exec(word)?.[1];
}
