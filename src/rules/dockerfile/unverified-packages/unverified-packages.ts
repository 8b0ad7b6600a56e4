import type { Edit } from '../../../core/edit.ts';
import type { Problem } from '../../../core/finding.ts';
import type { Build, Command, PackageAction } from '../../../dockerfile/build-types.ts';
import type { ShellWord } from '../../../dockerfile/index.ts';
import { removeWord, replace } from '../../support/edits.ts';
import { part } from '../../support/parts.ts';
import { textMatches } from '../../support/text.ts';

/** Options and settings that let a package manager install what nobody signed. */
export const unverifiedPackages = part({
  severity: 'high',
  aliases: ['CIS-DI-0011', 'CIS-4.11'],
  help: 'remove it, and install the key of the repository instead',

  *check(build) {
    for (const action of build.packages(...Object.keys(managers))) yield* switchedOff(build, action);
    for (const command of build.commands('rpm', 'rpmkeys', 'dpkg', 'yum-config-manager'))
      yield* rpmOptions(build, command);
    for (const { span, text } of textMatches(build, inFiles, hints)) {
      yield {
        at: span,
        message: `“${text}” takes packages of this repository whoever made them`,
        help: 'remove it, and name the key of the repository (signed-by, gpgkey) instead',
      };
    }
  },
});

const apt = [
  '--allow-unauthenticated',
  '--allow-insecure-repositories',
  '--force-yes',
  /^(?:-o)?(?:APT::Get::AllowUnauthenticated|Acquire::AllowInsecureRepositories|Acquire::AllowWeakRepositories)=(?:1|true|yes|on)$/i,
];
const yum = [
  '--nogpgcheck',
  '--no-gpgchecks',
  '--nogpg',
  /^(?:--setopt=)?(?:[\w*.-]+\.)?(?:pkg_)?gpgcheck=(?:0|false|no|off)$/i,
];
const managers: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  'apt-get': apt,
  apt,
  aptitude: ['--allow-untrusted', ...apt],
  yum,
  dnf: yum,
  dnf5: yum,
  microdnf: yum,
  tdnf: yum,
  zypper: [
    '--no-gpg-checks',
    '--no-gpgcheck',
    '--no-gpgcheck-strict',
    '--allow-unsigned-rpm',
    '--gpgcheck-allow-unsigned',
  ],
  apk: ['--allow-untrusted'],
  opkg: ['--no-check-certificate', '--force-signature'],
};

/** In repository files and configurations that RUN and heredocs write. `repo_gpgcheck` is off by default. */
const hints = ['trusted', 'gpgcheck', 'siglevel', 'allowunauthenticated', 'allowinsecurerepositories'];

const inFiles =
  /\btrusted=yes\b|^Trusted:[ \t]*yes\b|(?<![a-z_.=-])gpgcheck[ \t]*=[ \t]*0\b|\bSigLevel[ \t]*=[ \t]*Never\b|\b(?:AllowUnauthenticated|AllowInsecureRepositories)[ \t]+\\?["']?(?:true|1|yes)\b/gim;

function* switchedOff(build: Build, action: PackageAction): Iterable<Problem> {
  const wrong = managers[action.manager]!;
  for (const word of action.options) {
    if (!wrong.some((each) => (typeof each === 'string' ? each === word.value : each.test(word.value))))
      continue;
    const edit = removal(build, action, word);
    yield {
      at: word.span,
      message: `with ${word.value}, ${action.command.name} installs packages whoever made them`,
      ...(edit ? { fix: { title: `remove ${word.value}`, safe: false, edits: [edit] } } : {}),
    };
  }
}

/** Takes the option out; `--force-yes` was also a yes, so that `-y` takes its place where there is no other. */
function removal(build: Build, action: PackageAction, word: ShellWord): Edit | undefined {
  if (!action.command.shell || !word.value.startsWith('--')) return undefined;
  return word.value === '--force-yes' && !action.has('-y', '--yes', '--assume-yes')
    ? replace(word.span, '-y')
    : removeWord(build.source, word.span);
}

function* rpmOptions(build: Build, { words, shell }: Command): Iterable<Problem> {
  for (const word of words.slice(1)) {
    if (
      !/^--(?:nosignature|nodigest|nogpg|force-bad-verify|setopt=(?:[\w*.-]+\.)?gpgcheck=(?:0|false))$/.test(
        word.value,
      )
    )
      continue;
    yield {
      at: word.span,
      message: `with ${word.value}, packages are installed whoever made them`,
      ...(shell
        ? {
            fix: { title: `remove ${word.value}`, safe: false, edits: [removeWord(build.source, word.span)] },
          }
        : {}),
    };
  }
}
