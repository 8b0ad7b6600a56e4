import type { PackageAction } from '../../dockerfile/build-types.ts';

/**
 * The files that a command installs a project's dependencies from, the one that must be there first; undefined for a
 * command that installs packages by name, or the project itself.
 */
export function manifestsOf(action: PackageAction): readonly string[] | undefined {
  const { manager, verb, operands } = action;
  if (manager === 'go')
    return verb?.value === 'mod' && operands[0]?.value === 'download' ? ['go.mod', 'go.sum'] : undefined;
  if (manager === 'pip' || manager === 'uv pip') return requirements(action);
  if (action.action !== 'install' || operands.length > 0 || action.has('-g', '--global')) return undefined;
  return Object.hasOwn(files, manager) ? files[manager] : undefined;
}

const files: Readonly<Record<string, readonly string[]>> = {
  npm: ['package.json', 'package-lock.json', 'npm-shrinkwrap.json', '.npmrc'],
  yarn: ['package.json', 'yarn.lock', '.yarnrc.yml'],
  pnpm: ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'],
  bun: ['package.json', 'bun.lock', 'bun.lockb'],
  bundle: ['Gemfile', 'Gemfile.lock'],
  composer: ['composer.json', 'composer.lock'],
  poetry: ['pyproject.toml', 'poetry.lock'],
  pipenv: ['Pipfile', 'Pipfile.lock'],
  uv: ['pyproject.toml', 'uv.lock'],
};

/** `-r FILE`; the project itself (`.`, `-e .`) needs its source. */
function requirements(action: PackageAction): readonly string[] | undefined {
  const file = action.option('-r', '--requirement');
  if (!file?.literal || action.operands.length > 0 || action.has('-e', '--editable')) return undefined;
  return [file.value.replace(/^--requirement=|^\.\//, '')];
}
