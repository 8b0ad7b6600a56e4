import type { CommandFact, Fact, ImageFacts, Origin } from '../../core/facts.ts';
import type { Span } from '../../core/span.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import { isShell } from '../../dockerfile/tools.ts';

/** One of the ways in which an image starts programs. */
export interface Start {
  readonly kind: 'ENTRYPOINT' | 'CMD' | 'HEALTHCHECK';
  readonly command: CommandFact;
  /** Where it is set in the judged file; absent when the base brings it. */
  readonly at?: Span;
}

/**
 * What the image starts, by ENTRYPOINT, CMD and HEALTHCHECK, as far as it is known. CMD counts when it is the program.
 * @param build what makes the image: says where in it a command stands that comes of another stage
 */
export function startsOf(facts: ImageFacts, build: Build | undefined): Start[] {
  const starts: Start[] = [];
  const add = (kind: Start['kind'], fact: Fact<unknown>, command: CommandFact | null | undefined) => {
    const origin = fact.from.find(({ inherited }) => inherited === undefined) ?? fact.from[0];
    const at = origin && placeIn(build, origin);
    if (command) starts.push({ kind, command, ...(at ? { at } : {}) });
  };
  const { entrypoint, command, health } = facts;
  if (entrypoint.known !== 'unknown') add('ENTRYPOINT', entrypoint, entrypoint.value);
  const isProgram =
    entrypoint.known !== 'unknown' && handsOver(entrypoint.value, entrypoint.from[0]?.inherited);
  if (command.known !== 'unknown' && isProgram) add('CMD', command, command.value);
  if (health.known !== 'unknown' && health.value && health.value.test !== 'none')
    add('HEALTHCHECK', health, health.value.test);
  return starts;
}

/** What an image brings along is put down to the FROM that takes it. */
const placeIn = (build: Build | undefined, { at, inherited }: Origin): Span | undefined =>
  inherited === undefined ||
  (at && build && !/^from\b/i.test(build.source.text.slice(at.start, at.start + 5)))
    ? at
    : undefined;

/** No entrypoint, or the base's entrypoint script, which ends in `exec "$@"`: then CMD is the program. */
const handsOver = (entrypoint: CommandFact | null, inherited: string | undefined): boolean =>
  entrypoint === null ||
  entrypoint.args.length === 0 ||
  (inherited !== undefined && /entrypoint(?:\.sh)?$/.test(entrypoint.args[0]!));

/** The program that a command starts, by base name: the shell for the shell form. */
export const programOf = ({ args }: CommandFact): string => baseName(args[0] ?? '');

/** `/usr/bin/curl` → `curl`. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Whether the command is a shell that is given a script: `["sh", "-c", "…"]` or the shell form. */
export const shellScriptOf = ({ args, script }: CommandFact): string | undefined => {
  if (script !== undefined) return script;
  const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  return isShell(baseName(args[0] ?? '')) && at > 0 ? args[at + 1] : undefined;
};

/** Programs that hand the stop signal on, or are replaced by what they start. */
export const PASSES_ON: ReadonlySet<string> = new Set([
  'tini',
  'dumb-init',
  'catatonit',
  's6-svscan',
  'init',
  'docker-init',
  'gosu',
  'su-exec',
  'supervisord',
  'runsvdir',
]);

/** Whether the words call a package manager to start a script or program: it stays, and that is its child. */
export function isPackageRunner([program = '', verb = '']: readonly string[]): boolean {
  const name = baseName(program);
  return (
    (name === 'npm' && /^(?:start|run|run-script|exec)$/.test(verb)) ||
    (name === 'pnpm' && /^(?:start|run|exec)$/.test(verb)) ||
    (name === 'yarn' && verb !== '') ||
    name === 'npx' ||
    (name === 'poetry' && verb === 'run') ||
    (name === 'pipenv' && verb === 'run')
  );
}
