import type { PackageAction } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { addOption } from '../support/install-options.ts';

/** RPM has weak dependencies as Debian has recommended packages. */
export const noWeakDependencies = dockerfileRule({
  name: 'no-weak-dependencies',
  title: 'Leave out weak dependencies of RPM packages',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'add the option, and name what you need of the weak dependencies',
  fixable: true,

  *check(build) {
    if (/install_weak_deps|solver\.onlyRequires/.test(build.source.text.replace(/--setopt=\S*/g, ''))) return;
    for (const action of build.packages(...Object.keys(options))) {
      const { verb, command, operands } = action;
      if (action.action !== 'install' || !verb || operands.length === 0 || isSaid(action)) continue;
      const option = options[action.manager]!;
      yield {
        at: verb.span,
        message: `${command.name} ${verb.value} also installs what the packages merely recommend`,
        help: `add ${option}`,
        fix: {
          title: `add ${option}`,
          safe: false,
          edits: [addOption(action, verb, option)],
          changes: ['tools', 'packageManagers'],
        },
      };
    }
  },
});

const options: Readonly<Record<string, string>> = {
  dnf: '--setopt=install_weak_deps=False',
  dnf5: '--setopt=install_weak_deps=False',
  microdnf: '--setopt=install_weak_deps=0',
  zypper: '--no-recommends',
};

const isSaid = ({ options: given }: PackageAction): boolean =>
  given.some(
    ({ value, variables }) =>
      /install_weak_deps|^--(?:no-)?recommends$|^--no-weak-deps$/.test(value) || variables.length > 0,
  );
