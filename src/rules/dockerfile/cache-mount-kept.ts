import type { Fix } from '../../core/edit.ts';
import type { Build, Command, PackageAction } from '../../dockerfile/build-types.ts';
import type { ShellWord } from '../../dockerfile/index.ts';
import { mountField } from '../../dockerfile/stages.ts';
import type { Instruction } from '../../dockerfile/tree.ts';
import { dockerfileRule } from '../rule.ts';
import { removeWord } from '../support/edits.ts';
import { byInstruction, isTop, runsOf } from '../support/runs.ts';

/** A cache mount that is emptied, or passed by, saves nothing. */
export const cacheMountKept = dockerfileRule({
  name: 'cache-mount-kept',
  title: 'Leave the contents of a cache mount alone',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'what lies in a cache mount is in no layer: leave it there for the next build',
  fixable: true,

  *check(build) {
    const actions = byInstruction(build.packages());
    for (const { instruction, commands } of runsOf(build)) {
      const mounts = cacheMounts(build, instruction);
      if (mounts.length === 0) continue;
      for (const [at, command] of commands.entries()) {
        const mount = emptied(command, mounts);
        if (!mount) continue;
        const fix = withoutCommand(build, commands, at);
        yield {
          at: command.span,
          message: `this empties the cache mount at ${mount}, and the next build begins anew`,
          ...(fix && wholly(command, mounts) ? { fix } : {}),
        };
      }
      for (const action of actions.get(instruction) ?? []) yield* passedBy(build, action, mounts);
    }
    yield* aptHook(build, actions);
  },
});

const cacheMounts = (build: Build, instruction: Instruction): string[] =>
  instruction.flags.flatMap((flag) => {
    const target = flag.name === 'mount' ? mountField(flag, 'target', 'dst', 'destination') : undefined;
    return target && mountField(flag, 'type')?.text === 'cache'
      ? [build.expand(target, instruction).value.replace(/\/+$/, '')]
      : [];
  });

const within = (path: string, mount: string): boolean => path === mount || path.startsWith(`${mount}/`);
const plain = (path: string): string =>
  path
    .replace(/\/?[*?{[].*$/, '')
    .replace(/\/+$/, '')
    .replace(/^~/, '/root');

/** The mount that a command empties. */
function emptied({ name, words }: Command, mounts: readonly string[]): string | undefined {
  const values = words.slice(1).map(({ value }) => value);
  if (name === 'rm')
    return mounts.find((mount) =>
      values.some((value) => value.startsWith('-') === false && within(plain(value), mount)),
    );
  const text = `${name} ${values.filter((value) => !value.startsWith('-') || name === 'go').join(' ')}`;
  return cleaners.flatMap(([pattern, place]) =>
    pattern.test(text) ? (mounts.find((mount) => place.test(mount)) ?? []) : [],
  )[0];
}

const cleaners: readonly (readonly [RegExp, RegExp])[] = [
  [/^apt(?:-get)? (?:clean|autoclean|dist-?clean)/, /^\/var\/cache\/apt/],
  [/^yum clean/, /^\/var\/cache\/yum/],
  [/^(?:micro)?dnf5? clean/, /^\/var\/cache\/(?:dnf|libdnf5|yum)/],
  [/^zypper (?:clean|cc)/, /^\/var\/cache\/zypp/],
  [/^npm cache clean/, /\.npm$/],
  [/^yarn cache clean/, /yarn/],
  [/^pip[\d.]* cache purge/, /pip$/],
  [/^uv cache (?:clean|prune)/, /uv$/],
  [/^go clean .*-modcache/, /go\/pkg\/mod$/],
  [/^go clean .*-cache/, /go-build$/],
  [/^(?:conda|mamba|micromamba) clean/, /pkgs$/],
  [/^composer clear-?cache/, /composer/],
];

/** Whether a command does nothing else but empty mounts. */
const wholly = ({ name, words }: Command, mounts: readonly string[]): boolean =>
  name !== 'rm' ||
  words
    .slice(1)
    .every(({ value }) => value.startsWith('-') || mounts.some((mount) => within(plain(value), mount)));

/** Takes a command out of its list, with the `&&` that joins it. */
function withoutCommand(build: Build, commands: readonly Command[], at: number): Fix | undefined {
  const command = commands[at]!;
  const before = commands[at - 1];
  const isLast = command.after === '' || command.after === '\n';
  if (!before || command.before !== '&&' || !isTop(command) || !isTop(before) || command.pipeline.length > 1)
    return undefined;
  const span = { start: before.span.end, end: command.span.end };
  if (!isLast && command.after !== '&&') return undefined;
  if (!/^[\s\\]*&&[\s\\]*$/.test(build.source.slice({ start: span.start, end: command.span.start })))
    return undefined;
  return { title: 'take it out', safe: true, edits: [{ span, text: '' }] };
}

/** Options that make a manager pass by the cache that is mounted for it. */
function* passedBy(build: Build, { manager, options, command }: PackageAction, mounts: readonly string[]) {
  const known = Object.hasOwn(bypasses, manager) ? bypasses[manager]! : undefined;
  const mount = known && mounts.find((each) => known[1].test(each));
  const word: ShellWord | undefined = known && options.find(({ value }) => known[0].includes(value));
  if (!mount || !word) return;
  yield {
    at: word.span,
    message: `with ${word.value}, ${command.name} does not use the cache mount at ${mount}`,
    ...(command.shell
      ? { fix: { title: `remove ${word.value}`, safe: true, edits: [removeWord(build.source, word.span)] } }
      : {}),
  };
}

const python = /(?:\/\.cache|pip|uv)$/;
const bypasses: Readonly<Record<string, readonly [readonly string[], RegExp]>> = {
  pip: [['--no-cache-dir', '--no-cache'], python],
  uv: [['--no-cache', '--no-cache-dir', '-n'], python],
  'uv pip': [['--no-cache', '--no-cache-dir', '-n'], python],
  composer: [['--no-cache'], /composer|\/\.cache$/],
  poetry: [['--no-cache'], /pypoetry|\/\.cache$/],
};

/** The images of Debian and Ubuntu have a hook that deletes each package as soon as it is installed. */
function* aptHook(build: Build, actions: ReadonlyMap<Instruction, readonly PackageAction[]>) {
  if (/docker-clean|Keep-Downloaded-Packages/i.test(build.source.text)) return;
  for (const { instruction, stage } of runsOf(build)) {
    const id = stage.base?.system?.id;
    if (id !== 'debian' && id !== 'ubuntu') continue;
    const flag = instruction.flags.find(
      (each) =>
        each.name === 'mount' &&
        mountField(each, 'type')?.text === 'cache' &&
        /^\/var\/cache\/apt(?:\/archives)?\/?$/.test(
          mountField(each, 'target', 'dst', 'destination')?.text ?? '',
        ),
    );
    const installs = actions
      .get(instruction)
      ?.some(({ action, manager }) => action === 'install' && manager.startsWith('apt'));
    if (!flag || !installs) continue;
    yield {
      at: flag.span,
      message:
        'apt deletes each package from this cache as soon as it is installed: the image’s docker-clean hook says so',
      help: 'run `rm -f /etc/apt/apt.conf.d/docker-clean` before, and set APT::Keep-Downloaded-Packages to true',
    };
  }
}
