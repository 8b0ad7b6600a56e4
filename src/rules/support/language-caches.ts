import type { PackageAction } from '../../dockerfile/build-types.ts';

/** Where a manager of a language keeps what it downloads, and what empties it. */
export interface LanguageCache {
  readonly place: string;
  fills(action: PackageAction): boolean;
  /** What is put behind; NAME is the program. */
  readonly clean: string;
  /** A later command, its words joined, that empties it. */
  readonly cleans: RegExp;
  readonly mounts: RegExp;
  readonly options: readonly string[];
  readonly variables: readonly string[];
}

const installs = ({ action }: PackageAction): boolean => action === 'install';

const gem: LanguageCache = {
  place: 'the gem cache',
  fills: installs,
  clean: 'rm -rf "$(gem environment gemdir)"/cache',
  cleans: /^rm .*(?:cache|\.gem\b)/,
  mounts: /bundle|gem|cache/,
  options: [],
  variables: ['BUNDLE_NO_CACHE'],
};
const uv: LanguageCache = {
  place: '~/.cache/uv',
  fills: ({ verb }) => /^(?:install|sync|add|pip|tool)$/.test(verb?.value ?? ''),
  clean: 'uv cache clean',
  cleans: /^uv cache (?:clean|prune)|^rm .*\.cache/,
  mounts: /uv|\.cache$/,
  options: ['--no-cache', '--no-cache-dir', '-n'],
  variables: ['UV_NO_CACHE'],
};

/** By `PackageAction.manager`. */
export const languageCaches: Readonly<Record<string, LanguageCache>> = {
  npm: {
    place: '~/.npm',
    fills: installs,
    clean: 'npm cache clean --force',
    cleans: /^npm cache (?:clean|clear|rm)|^rm .*\.npm\b/,
    mounts: /npm/,
    options: ['--cache'],
    variables: ['npm_config_cache', 'NPM_CONFIG_CACHE'],
  },
  bun: {
    place: '~/.bun/install/cache',
    fills: ({ verb, action }) => action === 'install' && verb !== undefined,
    clean: 'rm -rf ~/.bun/install/cache',
    cleans: /^bun pm cache rm|^rm .*\.bun\b/,
    mounts: /bun/,
    options: ['--no-cache', '--cache-dir'],
    variables: ['BUN_INSTALL_CACHE_DIR'],
  },
  conda: {
    place: 'its pkgs folder',
    fills: installs,
    clean: 'NAME clean --all --yes',
    cleans: /^(?:conda|mamba|micromamba) clean|^rm .*pkgs/,
    mounts: /pkgs|conda/,
    options: ['--dry-run'],
    variables: ['CONDA_PKGS_DIRS'],
  },
  composer: {
    place: '~/.composer/cache',
    fills: installs,
    clean: 'composer clear-cache',
    cleans: /^composer (?:clear-?cache|cc)|^rm .*composer/,
    mounts: /composer|\.cache$/,
    options: ['--no-cache'],
    variables: ['COMPOSER_CACHE_DIR', 'COMPOSER_NO_CACHE'],
  },
  cargo: {
    place: 'the registry folder of Cargo',
    fills: ({ verb }) => /^(?:install|build|binstall)$/.test(verb?.value ?? ''),
    clean: 'rm -rf "${CARGO_HOME:-$HOME/.cargo}/registry"',
    cleans: /^rm .*(?:registry|cargo)/,
    mounts: /cargo/,
    options: [],
    variables: [],
  },
  go: {
    place: 'GOMODCACHE and GOCACHE',
    fills: ({ verb }) => /^(?:install|get|build|mod)$/.test(verb?.value ?? ''),
    clean: 'go clean -cache -modcache',
    cleans: /^go clean .*-(?:mod)?cache|^rm .*(?:go\/pkg|go-build|\.cache|\/go\b)/,
    mounts: /go|\.cache$/,
    options: [],
    variables: ['GOMODCACHE', 'GOFLAGS'],
  },
  uv,
  'uv pip': uv,
  poetry: {
    place: '~/.cache/pypoetry',
    fills: installs,
    clean: 'rm -rf ~/.cache/pypoetry',
    cleans: /^poetry cache clear|^rm .*(?:pypoetry|\.cache)/,
    mounts: /poetry|\.cache$/,
    options: ['--no-cache'],
    variables: ['POETRY_NO_CACHE', 'POETRY_CACHE_DIR'],
  },
  gem,
  bundle: {
    ...gem,
    fills: ({ action, options }) =>
      action === 'install' && !options.some(({ value }) => /version/.test(value)),
  },
};
