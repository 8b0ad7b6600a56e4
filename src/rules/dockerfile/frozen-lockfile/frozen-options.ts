import type { Edit, Fix } from '../../../core/edit.ts';
import type { Build, Command, PackageAction } from '../../../dockerfile/build-types.ts';
import { isCopied } from '../../support/copied.ts';
import { insertAfter, insertBefore } from '../../support/edits.ts';
import { part } from '../../support/parts.ts';

/** Without the frozen mode these managers mend a lockfile that does not fit, and say nothing. */
export const frozenOptions = part({
  severity: 'low',
  aliases: [],
  help: 'add the option that takes the lockfile as it is',

  *check(build) {
    const configured = bundlerConfigured(build);
    for (const action of build.packages(...Object.keys(managers))) {
      const manager = managers[action.manager]!;
      const lockfile = manager.installs(action) && lockfileOf(build, action.command, manager);
      if (!lockfile || isFrozen(build, action.command, manager)) continue;
      if (action.manager === 'bundle' && configured < action.command.span.start) continue;
      const option = manager.option(build, action);
      yield {
        at: {
          start: action.command.words[0]!.span.start,
          end: (action.verb ?? action.command.words[0]!).span.end,
        },
        message: `${action.command.name} may install other versions than ${lockfile} says`,
        help: `use ${option}`,
        fix: fixOf(action, option),
      };
    }
  },
});

interface Locking {
  readonly lockfiles: readonly string[];
  /** Whether a call installs what the lockfile lists. */
  installs(action: PackageAction): boolean;
  /** Options by which it takes the lockfile as it is. */
  readonly frozen: readonly string[];
  /** Variables that do the same, when they are set. */
  readonly variables: readonly string[];
  /** What to add: an option, or an assignment to stand in front. */
  option(build: Build, action: PackageAction): string;
}

const plain = (action: PackageAction, ...verbs: string[]): boolean =>
  action.operands.length === 0 && verbs.includes(action.verb?.value ?? '') && !action.has('-g', '--global');

const managers: Readonly<Record<string, Locking>> = {
  yarn: {
    lockfiles: ['yarn.lock'],
    installs: (action) =>
      plain(action, '', 'install') && !action.options.some(({ value }) => /^-(?:v|-version)$/.test(value)),
    frozen: ['--frozen-lockfile', '--immutable', '--immutable-cache', '--pure-lockfile'],
    variables: ['YARN_ENABLE_IMMUTABLE_INSTALLS', 'CI'],
    option: (build, { command }) =>
      isCopied(build, '.yarnrc.yml', command.instruction) ? '--immutable' : '--frozen-lockfile',
  },
  pnpm: {
    lockfiles: ['pnpm-lock.yaml'],
    installs: (action) => plain(action, 'install', 'i'),
    frozen: ['--frozen-lockfile', '--offline'],
    variables: ['CI'],
    option: () => '--frozen-lockfile',
  },
  bun: {
    lockfiles: ['bun.lock', 'bun.lockb'],
    installs: (action) => plain(action, 'install', 'i'),
    frozen: ['--frozen-lockfile'],
    variables: [],
    option: () => '--frozen-lockfile',
  },
  cargo: {
    lockfiles: ['Cargo.lock'],
    installs: ({ verb, ...action }) =>
      /^(?:build|b|check|c|test|t|run|r|fetch|rustc|clippy)$/.test(verb?.value ?? '') ||
      (verb?.value === 'install' && action.options.some(({ value }) => value.startsWith('--path'))),
    frozen: ['--locked', '--frozen'],
    variables: [],
    option: () => '--locked',
  },
  uv: {
    lockfiles: ['uv.lock'],
    installs: ({ verb }) => verb?.value === 'sync',
    frozen: ['--locked', '--frozen'],
    variables: ['UV_LOCKED', 'UV_FROZEN'],
    option: () => '--locked',
  },
  pipenv: {
    lockfiles: ['Pipfile.lock'],
    installs: (action) => plain(action, 'install') && !action.has('-r', '--requirements', '-e'),
    frozen: ['--deploy', '--ignore-pipfile'],
    variables: [],
    option: () => '--deploy',
  },
  bundle: {
    lockfiles: ['Gemfile.lock'],
    installs: (action) =>
      plain(action, '', 'install') && !action.options.some(({ value }) => /version/.test(value)),
    frozen: ['--deployment', '--frozen'],
    variables: ['BUNDLE_FROZEN', 'BUNDLE_DEPLOYMENT'],
    option: () => 'BUNDLE_FROZEN=true',
  },
};

const lockfileOf = (build: Build, { instruction }: Command, { lockfiles }: Locking): string | undefined =>
  lockfiles.find((name) => isCopied(build, name, instruction));

function isFrozen(build: Build, command: Command, { frozen, variables }: Locking): boolean {
  const { instruction, words, assignments } = command;
  if (words.some((word) => word.variables.length > 0 || frozen.some((name) => isOption(word.value, name))))
    return true;
  const isOn = (value: string | undefined) => value !== undefined && !/^(?:|0|false)$/i.test(value);
  return variables.some(
    (name) =>
      isOn(build.variable(name, instruction)) ||
      assignments.some((each) => each.name === name) ||
      build.scriptOf(instruction)?.assigned.has(name),
  );
}

const isOption = (value: string, name: string): boolean =>
  value === name || (value.startsWith(`${name}=`) && !/=(?:false|0)$/.test(value));

/** Where `bundle config set deployment true` or its like first stands. */
const bundlerConfigured = (build: Build): number =>
  build
    .commands('bundle', 'bundler')
    .find(
      ({ words }) =>
        words[1]?.value === 'config' &&
        words.some(({ value }) => value === 'frozen' || value === 'deployment'),
    )?.span.start ?? Number.POSITIVE_INFINITY;

function fixOf({ command, verb }: PackageAction, option: string): Fix {
  const program = command.words[0]!;
  const edit: Edit = option.startsWith('-')
    ? insertAfter((verb ?? program).span, ` ${option}`)
    : insertBefore(program.span, command.prefixes.length > 0 ? `env ${option} ` : `${option} `);
  return { title: `add ${option}`, safe: false, edits: [edit] };
}
