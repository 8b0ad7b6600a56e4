import type { Problem } from '../../core/finding.ts';
import type { Build, PackageAction } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { replace } from '../support/edits.ts';

/** A distribution upgrade in a build makes another image of the base than its tag says. */
export const noDistUpgrade = dockerfileRule({
  name: 'no-dist-upgrade',
  title: 'Take a newer base instead of upgrading the distribution',
  severity: 'low',
  set: 'strict',
  aliases: ['DL3035', 'DKL-DI-0003'],
  help: 'build FROM a newer base image; for security updates alone use the plain upgrade',
  fixable: true,

  *check(build) {
    yield* upgrades(build);
    for (const command of build.commands('do-release-upgrade')) {
      yield {
        at: command.span,
        message: 'do-release-upgrade makes another distribution of the base image',
        aliases: ['DKL-DI-0003'],
      };
    }
  },
});

function* upgrades(build: Build): Iterable<Problem> {
  for (const action of build.packages()) {
    const { verb, command } = action;
    if (action.action !== 'dist-upgrade' || !verb) continue;
    const plain = plainUpgrade(action);
    yield {
      at: verb.span,
      message: `${command.name} ${verb.value} may replace or remove packages of the base image at will`,
      aliases: aliases[action.manager] ?? [],
      ...(plain && verb.raw === verb.value
        ? { fix: { title: `use ${plain}`, safe: false, edits: [replace(verb.span, plain)] } }
        : {}),
    };
  }
}

const plainUpgrade = ({ manager }: PackageAction): string | undefined =>
  manager === 'zypper' ? 'update' : manager.startsWith('apt') ? 'upgrade' : undefined;

const aliases: Readonly<Record<string, readonly string[]>> = {
  zypper: ['DL3035'],
  'apt-get': ['DKL-DI-0003'],
  apt: ['DKL-DI-0003'],
  aptitude: ['DKL-DI-0003'],
};
