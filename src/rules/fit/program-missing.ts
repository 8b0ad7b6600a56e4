import type { SitedProblem } from '../../core/finding.ts';
import { readShell } from '../../shell/read.ts';
import type { CommandUse, Container, Probe } from '../../workload/types.ts';
import { type Fit, fitRule } from '../rule.ts';
import { SHELL_BUILTINS } from '../support/builtins.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A command in a manifest runs in the image, with what the image has. */
export const programMissing = fitRule({
  name: 'program-missing',
  title: 'Call only programs that the image has',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'use a program that is there (an HTTP or gRPC probe needs none), or put it into the image',
  fixable: false,

  *check(fit) {
    for (const use of usesOf(fit.container)) yield* missing(fit, use);
  },
});

interface Use {
  readonly what: string;
  readonly comes: string;
  readonly command: CommandUse;
  /** The command is run by the image's entrypoint, which may take it for arguments. */
  readonly byEntrypoint?: boolean;
}

function* usesOf({ entrypoint, command, probes, hooks, workload }: Container): Generator<Use> {
  const comes = 'the container cannot start';
  if (entrypoint)
    yield { what: workload.format === 'compose' ? 'entrypoint' : 'command', comes, command: entrypoint };
  else if (command)
    yield { what: workload.format === 'compose' ? 'command' : 'args', comes, command, byEntrypoint: true };
  const probed = (what: string, comes: string, probe: Probe | undefined): Use[] =>
    probe?.command ? [{ what, comes, command: probe.command }] : [];
  yield* probed('the liveness probe', 'the container is restarted again and again', probes.liveness);
  yield* probed('the readiness probe', 'the container never becomes ready', probes.readiness);
  yield* probed('the startup probe', 'the container is restarted before it has started', probes.startup);
  yield* probed('the health check', 'the container never becomes healthy', probes.health);
  yield* probed('the postStart hook', 'the container is killed when it has started', hooks.postStart);
  yield* probed('the preStop hook', 'it ends without what the hook should do', hooks.preStop);
}

function* missing(fit: Fit, use: Use): Generator<SitedProblem> {
  const { facts, container } = fit;
  if (use.byEntrypoint && !isProgram(fit)) return;
  for (const { name, at } of programsOf(use.command)) {
    if (facts.has(name) !== 'absent' || isMounted(fit, use.command)) continue;
    yield {
      at,
      also: besides(fit, facts.base),
      message: `${use.what} of ${nameOf(container)} needs ${name}, which ${imageName(fit)} does not have: ${use.comes}`,
    };
    return;
  }
}

/** Nothing of the image stands before the manifest's words. */
function isProgram({ facts }: Fit): boolean {
  const entrypoint = facts.entrypoint;
  return entrypoint.known !== 'unknown' && (entrypoint.value === null || entrypoint.value.args.length === 0);
}

/** A volume may bring the program. */
const isMounted = ({ container }: Fit, { words }: CommandUse): boolean => {
  const path = words[0]?.value ?? '';
  return container.mounts.some(
    (mount) => path === mount.path || path.startsWith(`${mount.path.replace(/\/$/, '')}/`),
  );
};

/** The programs that a command needs by name: its own, and those of a script that it hands to a shell. */
function* programsOf({ words, shell, at }: CommandUse): Generator<{ name: string; at: CommandUse['at'] }> {
  const [first] = words;
  if (!first) return;
  if (shell) {
    yield { name: 'sh', at };
    yield* scriptPrograms(first.value, first.at);
    return;
  }
  const name = programName(first.value);
  if (name === undefined) return;
  yield { name, at: first.at };
  const flag = words.findIndex(({ value }) => /^-[a-z]*c$/.test(value));
  const script = words[flag + 1];
  if (SHELLS.has(name) && flag > 0 && script) yield* scriptPrograms(script.value, script.at);
}

function* scriptPrograms(
  text: string,
  at: CommandUse['at'],
): Generator<{ name: string; at: CommandUse['at'] }> {
  const script = readShell({ text, span: (start, end) => ({ start, end }) });
  for (const command of script.commands) {
    // Behind `||` the program is only a second try, and `command -v` asks for it.
    if (command.name === '' || SHELL_BUILTINS.has(command.name) || command.before === '||') continue;
    if (script.functions.has(command.name) || command.name.includes('$')) continue;
    const name = programName(command.words[0]?.value ?? command.name);
    if (name !== undefined) yield { name, at };
  }
}

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh']);

/** The name of a program, where its path is one in which programs are looked for. */
function programName(word: string): string | undefined {
  if (word === '' || /[$()\s]/.test(word)) return undefined;
  if (!word.includes('/')) return word;
  return /^(?:\/usr)?(?:\/local)?\/s?bin\/([^/]+)$/.exec(word)?.[1];
}
