import type { Fix } from '../../core/edit.ts';
import type { Build, Command, PackageAction, Stage } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { isCopied } from '../support/copied.ts';
import { insertAfter, removeWord } from '../support/edits.ts';
import { productionStages } from '../support/purpose.ts';

/** Compilers, test runners and linters of the project have no business in production. */
export const omitDevDependencies = dockerfileRule({
  name: 'omit-dev-dependencies',
  title: 'Leave development dependencies out of production',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'install the dependencies of production alone; build in a stage of its own',
  fixable: true,

  *check(build) {
    const shipped = productionStages(build);
    const uses = new Uses(build);
    for (const action of build.packages(...Object.keys(managers))) {
      const manager = managers[action.manager]!;
      const { command, verb } = action;
      if (!shipped.has(command.stage) || !manager.installs(action) || !bringsThem(build, action, manager))
        continue;
      if (uses.needs(action) || hasNone(build, command, manager)) continue;
      const option = manager.option(build, command);
      const fix = fixOf(build, action, option);
      yield {
        at: { start: command.words[0]!.span.start, end: (verb ?? command.words[0]!).span.end },
        message: `${command.name} also installs what is for development, and this stage is for production`,
        ...(fix ? { help: fix.title, fix } : {}),
      };
    }
  },
});

interface Manager {
  installs(action: PackageAction): boolean;
  /** Options that say which groups to install. */
  readonly says: RegExp;
  /** Variables that say so, with the values that leave development out. */
  readonly variables: Readonly<Record<string, RegExp>>;
  option(build: Build, command: Command): string | undefined;
  /** Where the manifest lists them. */
  readonly manifest: readonly [file: string, list: RegExp];
}

const own = (action: PackageAction, ...verbs: string[]): boolean =>
  action.operands.length === 0 &&
  verbs.includes(action.verb?.value ?? '') &&
  !action.has('-g', '--global', '--version', '-v', '--help') &&
  action.options.every(({ variables }) => variables.length === 0);

const packageJson = ['package.json', /"devDependencies"\s*:\s*\{\s*"/] as const;
const production = {
  NODE_ENV: /^production$/,
  NPM_CONFIG_OMIT: /dev/,
  npm_config_omit: /dev/,
  NPM_CONFIG_PRODUCTION: /true/,
};

const managers: Readonly<Record<string, Manager>> = {
  npm: {
    installs: (action) => own(action, 'install', 'i', 'ci', 'clean-install'),
    says: /^--(?:omit|include|production|only|prod)\b/,
    variables: production,
    option: () => '--omit=dev',
    manifest: packageJson,
  },
  yarn: {
    installs: (action) => own(action, '', 'install'),
    says: /^--(?:production|prod)\b/,
    variables: { NODE_ENV: /^production$/, YARN_PRODUCTION: /true/ },
    option: (build, { instruction }) =>
      isCopied(build, '.yarnrc.yml', instruction) ? undefined : '--production',
    manifest: packageJson,
  },
  pnpm: {
    installs: (action) => own(action, 'install', 'i'),
    says: /^(?:--(?:prod|production|dev|no-dev)\b|-[PD]$)/,
    variables: { NODE_ENV: /^production$/ },
    option: () => '--prod',
    manifest: packageJson,
  },
  bun: {
    installs: (action) => own(action, 'install', 'i'),
    says: /^(?:--(?:production|omit)\b|-p$)/,
    variables: { NODE_ENV: /^production$/ },
    option: () => '--production',
    manifest: packageJson,
  },
  composer: {
    installs: (action) => own(action, 'install', 'i'),
    says: /^--(?:no-)?dev\b/,
    variables: { COMPOSER_NO_DEV: /^1|true$/ },
    option: () => '--no-dev',
    manifest: ['composer.json', /"require-dev"\s*:\s*\{\s*"/],
  },
  poetry: {
    installs: (action) => own(action, 'install', 'sync'),
    says: /^--(?:only|without|with|no-dev|only-root|no-root-dev)\b/,
    variables: { POETRY_WITHOUT: /./ },
    option: () => '--only main',
    manifest: ['pyproject.toml', /^\[(?:tool\.poetry\.(?:group\.|dev-)|dependency-groups)/m],
  },
  uv: {
    installs: ({ verb }) => verb?.value === 'sync',
    says: /^--(?:no-dev|only-dev|no-default-groups|no-group|only-group|all-groups|group|dev)\b/,
    variables: { UV_NO_DEV: /^1|true$/ },
    option: () => '--no-dev',
    manifest: ['pyproject.toml', /^\[dependency-groups\]|dev-dependencies/m],
  },
  pipenv: {
    installs: (action) => own(action, 'install', 'sync') && action.has('--dev', '-d'),
    says: /^$/,
    variables: {},
    option: () => undefined,
    manifest: ['Pipfile', /^\[dev-packages\]/m],
  },
};

function bringsThem(
  build: Build,
  { command, options }: PackageAction,
  { says, variables }: Manager,
): boolean {
  if (options.some(({ value }) => says.test(value))) return false;
  const { instruction, assignments } = command;
  const given = (name: string) =>
    assignments.find((each) => each.name === name)?.value?.value ?? build.variable(name, instruction);
  return !Object.entries(variables).some(
    ([name, value]) => value.test(given(name) ?? '') || build.scriptOf(instruction)?.assigned.has(name),
  );
}

/** Where in a stage something last works with development dependencies, by manager. */
class Uses {
  readonly #build: Build;
  readonly #stages = new Map<Stage, ReadonlyMap<string, number>>();

  constructor(build: Build) {
    this.#build = build;
  }

  /** Something behind the install works with them or takes them away again, or the stage is not for production after all. */
  needs({ command, manager }: PackageAction): boolean {
    const { stage, span } = command;
    let last = this.#stages.get(stage);
    if (!last) {
      last = this.#read(stage);
      this.#stages.set(stage, last);
    }
    return Math.max(last.get(manager) ?? 0, last.get('any') ?? 0) > span.end;
  }

  #read(stage: Stage): ReadonlyMap<string, number> {
    const last = new Map<string, number>();
    for (const instruction of stage.instructions) {
      if (instruction.keyword === 'CMD' || instruction.keyword === 'ENTRYPOINT') {
        if (developing.test(this.#build.source.slice(instruction.span)))
          last.set('any', Number.POSITIVE_INFINITY);
      } else if (instruction.keyword === 'RUN') {
        for (const command of this.#build.commandsOf(instruction))
          for (const manager of worksFor(command)) last.set(manager, command.span.start);
      }
    }
    return last;
  }
}

const developing =
  /\b(?:dev|develop|development|watch|nodemon|ts-node|ts-node-dev|tsx|vite|jest|vitest|tests?|storybook|pytest|reload)\b/;

const javascript = ['npm', 'yarn', 'pnpm', 'bun'];

/** The managers whose development dependencies a command uses or removes: `npm run build`, `npx tsc`, a prune. */
function worksFor({ name, words }: Command): readonly string[] {
  const verb = words.slice(1).find(({ value }) => !value.startsWith('-'))?.value ?? '';
  if (javascript.includes(name)) {
    const plain = /^(?:|install|i|ci|add|cache|config|set|rebuild|audit|version)$/.test(verb);
    return !plain || words.some(({ value }) => /^--(?:prod|omit)/.test(value)) ? javascript : [];
  }
  if (/^(?:poetry|uv|pipenv|composer)$/.test(name))
    return /^(?:run|run-script|exec|test|build|install|sync)$/.test(verb) ? [name] : [];
  if (name === 'rm') return words.some(({ value }) => /node_modules|vendor/.test(value)) ? ['any'] : [];
  if (/^(?:make|pytest|phpunit)$/.test(name)) return ['any'];
  return javascriptTools.test(name) || words[0]?.value.includes('/.bin/') ? javascript : [];
}

const javascriptTools =
  /^(?:npx|pnpx|bunx|tsc|vite|webpack|next|nuxt|ng|nest|gulp|grunt|turbo|nx|jest|vitest|eslint)$/;

/** The manifest is in sight and lists none. */
function hasNone({ context }: Build, { stage }: Command, { manifest }: Manager): boolean {
  if (!context) return false;
  const [file, list] = manifest;
  const paths = stage.instructions.flatMap((instruction) =>
    instruction.keyword === 'COPY' && !instruction.from
      ? instruction.sources.map((source) =>
          ('value' in source ? source.value : source.text).replace(/^\.?\//, ''),
        )
      : [],
  );
  const texts = [file, ...paths.filter((path) => path.endsWith(`/${file}`))].flatMap(
    (path) => context.read(path) ?? [],
  );
  return texts.length > 0 && !texts.some((text) => list.test(text));
}

/** Adds the option; takes Pipenv’s `--dev` out. */
function fixOf(
  build: Build,
  { verb, command, options }: PackageAction,
  option: string | undefined,
): Fix | undefined {
  if (option)
    return {
      title: `add ${option}`,
      safe: false,
      edits: [insertAfter((verb ?? command.words[0]!).span, ` ${option}`)],
    };
  const dev = options.find(({ value }) => value === '--dev' || value === '-d');
  return dev && { title: `remove ${dev.value}`, safe: false, edits: [removeWord(build.source, dev.span)] };
}
