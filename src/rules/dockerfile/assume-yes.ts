import type { PackageAction } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { insertAfter } from '../support/edits.ts';

/** Nobody can answer a question in a build: the package manager gives up, and the build with it. */
export const assumeYes = dockerfileRule({
  name: 'assume-yes',
  title: 'Answer the questions of package managers in advance',
  severity: 'high',
  set: 'recommended',
  aliases: ['DL3014', 'DS-0021', 'DL3030', 'DL3034', 'DL3038'],
  help: 'add the option that answers yes',
  fixable: true,

  *check(build) {
    for (const action of build.packages(...Object.keys(managers))) {
      const asks = managers[action.manager]!;
      const verb = action.verb ?? action.options[0];
      if (!verb || !asks.actions.includes(action.action) || answers(action, asks)) continue;
      yield {
        at: verb.span,
        message:
          `${action.manager} ${action.verb?.value ?? ''} asks before it goes on, and nobody can answer in a build`.replace(
            '  ',
            ' ',
          ),
        aliases: action.action === 'install' || asks.allAliases ? asks.aliases : [],
        help: `add ${asks.option}`,
        fix: {
          title: `add ${asks.option}`,
          safe: true,
          edits: [insertAfter(asks.global ? action.command.words[0]!.span : verb.span, ` ${asks.option}`)],
        },
      };
    }
  },
});

interface Asking {
  readonly actions: readonly PackageAction['action'][];
  /** The option to add, and the ways in which it may be there already. */
  readonly option: string;
  readonly known: readonly string[];
  readonly aliases: readonly string[];
  readonly allAliases?: boolean;
  /** The option stands before the verb. */
  readonly global?: boolean;
}

const changing: Asking['actions'] = ['install', 'upgrade', 'dist-upgrade', 'remove'];
const apt: Asking = {
  actions: changing,
  option: '-y',
  known: [
    '-y',
    '--yes',
    '--assume-yes',
    '--force-yes',
    '-s',
    '--simulate',
    '--dry-run',
    '-d',
    '--download-only',
    '--print-uris',
    '--assume-no',
  ],
  aliases: [],
};
const yum: Asking = { ...apt, known: ['-y', '--assumeyes', '--assumeno', '--downloadonly'] };
const managers: Readonly<Record<string, Asking>> = {
  'apt-get': { ...apt, aliases: ['DL3014', 'DS-0021'] },
  apt,
  aptitude: apt,
  yum: { ...yum, aliases: ['DL3030'] },
  dnf: { ...yum, aliases: ['DL3038'] },
  dnf5: { ...yum, aliases: ['DL3038'] },
  microdnf: { ...yum, aliases: ['DL3038'] },
  tdnf: yum,
  zypper: {
    actions: changing,
    option: '--non-interactive',
    known: ['-n', '--non-interactive', '-y', '--no-confirm', '-D', '--dry-run'],
    aliases: ['DL3034'],
    allAliases: true,
    global: true,
  },
  pacman: { actions: changing, option: '--noconfirm', known: ['--noconfirm'], aliases: [] },
  pip: { actions: ['remove'], option: '-y', known: ['-y', '--yes'], aliases: [] },
};

function answers(action: PackageAction, { known }: Asking): boolean {
  const { command } = action;
  if (action.has(...known) || quiet(action)) return true;
  // `yes | apt-get …`; a variable that is named for options may hold the answer.
  if (command.pipeline.index > 0 || command.redirects.some(({ operator }) => operator.startsWith('<')))
    return true;
  if (command.assignments.some(({ name }) => /ASSUME|YES/i.test(name))) return true;
  if (action.options.some(({ value }) => /assume-yes|assumeyes/i.test(value))) return true;
  return command.words.some(({ variables }) => variables.some((name) => /opt|flag|arg|yes/i.test(name)));
}

/** apt takes two `-q` as a yes. */
const quiet = ({ manager, options }: PackageAction): boolean =>
  manager.startsWith('apt') && options.reduce((sum, { value }) => sum + quietness(value), 0) >= 2;

const quietness = (value: string): number =>
  value === '--quiet'
    ? 1
    : /^-q=[2-9]$|^--quiet=[2-9]$/.test(value)
      ? 2
      : /^-[a-zA-Z]+$/.test(value)
        ? value.split('q').length - 1
        : 0;
