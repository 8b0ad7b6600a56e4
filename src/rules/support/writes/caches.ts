import type { Environment, Started } from './types.ts';

/** A folder of its own that a tool keeps, outside of the project that it works on. */
export interface ToolFolder {
  /** The tool, in words: `npm ci`. */
  readonly program: string;
  readonly path: string;
  /** Without it the tool goes on, and keeps nothing. */
  readonly optional: boolean;
}

/** What a tool keeps when it is started so; undefined when it keeps nothing, or it is not known where. */
export function toolFolder({ args, environment, home }: Started): ToolFolder | undefined {
  const [name = '', verb = ''] = args;
  const tool = tools.find(
    ({ names, verbs }) => names.test(name) && (verbs === undefined || verbs.test(verb)),
  );
  if (!tool) return undefined;
  if (args.some((arg) => tool.off.test(arg)) || tool.offBy?.some((each) => environment(each) !== null))
    return undefined;
  if (tool.byJava && (environment('HOME') !== null || home() === '/')) return undefined;
  const path = firstOf(tool.places, environment, home);
  if (path === undefined) return undefined;
  return { program: verb === '' ? name : `${name} ${verb}`, path, optional: tool.optional === true };
}

/** Below a variable's folder, or below the home: the first that is set counts. */
type PlaceOf = { readonly variable: string; readonly below?: string } | { readonly home: string };

interface Tool {
  readonly names: RegExp;
  readonly verbs?: RegExp;
  readonly places: readonly PlaceOf[];
  /** Arguments with which it keeps it elsewhere, or not at all. */
  readonly off: RegExp;
  readonly offBy?: readonly string[];
  readonly optional?: true;
  /** It asks Java for the home, which takes it from /etc/passwd, and none from there but a home. */
  readonly byJava?: true;
}

function firstOf(
  places: readonly PlaceOf[],
  environment: Environment,
  home: Started['home'],
): string | undefined {
  for (const place of places) {
    if ('home' in place) {
      const set = environment('HOME');
      const folder = set === null ? home() : set;
      return folder?.startsWith('/') ? join(folder, place.home) : undefined;
    }
    const value = environment(place.variable);
    if (value === undefined) return undefined;
    if (value === null || value === '') continue;
    return value.startsWith('/') ? join(value, place.below ?? '') : undefined;
  }
  return undefined;
}

const join = (folder: string, below: string): string =>
  `${folder.replace(/\/+$/, '')}/${below}`.replace(/(?<=.)\/$/, '');

const cached = (below: string): readonly PlaceOf[] => [
  { variable: 'XDG_CACHE_HOME', below },
  { home: `.cache/${below}` },
];

/** Sources: the tools' documentation of their folders and variables. */
const tools: readonly Tool[] = [
  {
    names: /^npm$/,
    verbs: /^(?:ci|install|i|add|update|clean-install|install-test)$/,
    places: [{ variable: 'npm_config_cache' }, { variable: 'NPM_CONFIG_CACHE' }, { home: '.npm' }],
    off: /^--(?:cache|offline|dry-run|userconfig)\b/,
  },
  {
    names: /^uvx?$/,
    verbs: /^(?!--version$|-V$|version$|help$|self$|python$)./,
    places: [{ variable: 'UV_CACHE_DIR' }, ...cached('uv')],
    off: /^(?:-n|--no-cache|--no-cache-dir|--cache-dir.*)$/,
    offBy: ['UV_NO_CACHE'],
  },
  {
    names: /^go$/,
    verbs: /^(?:build|install|run|test|vet)$/,
    places: [{ variable: 'GOCACHE' }, ...cached('go-build')],
    off: /^$/,
  },
  {
    names: /^mvnw?$/,
    byJava: true,
    places: [{ home: '.m2/repository' }],
    off: /^-D(?:maven\.repo\.local|user\.home)|^-s|^--settings|^-?-v/,
  },
  {
    names: /^gradlew?$/,
    byJava: true,
    places: [{ variable: 'GRADLE_USER_HOME' }, { home: '.gradle' }],
    off: /^(?:-g.*|--gradle-user-home.*|--version|-v|-Duser\.home.*)$/,
  },
  {
    names: /^cargo$/,
    verbs: /^(?:build|install|fetch|run|test|chef)$/,
    places: [{ variable: 'CARGO_HOME', below: 'registry' }, { home: '.cargo/registry' }],
    off: /^--offline$/,
  },
  {
    names: /^dotnet$/,
    verbs: /^(?:restore|build|publish|run|test|pack)$/,
    places: [{ variable: 'NUGET_PACKAGES' }, { home: '.nuget/packages' }],
    off: /^--(?:packages|no-restore)/,
  },
  {
    names: /^playwright$/,
    verbs: /^install$/,
    places: [{ variable: 'PLAYWRIGHT_BROWSERS_PATH' }, ...cached('ms-playwright')],
    off: /^--(?:dry-run|help)/,
  },
  {
    names: /^pm2(?:-runtime|-docker)?$/,
    places: [{ variable: 'PM2_HOME' }, { home: '.pm2' }],
    off: /^--version$/,
  },
  {
    names: /^jupyter(?:-(?:lab|notebook|server))?$/,
    places: [
      { variable: 'JUPYTER_RUNTIME_DIR' },
      { variable: 'JUPYTER_DATA_DIR', below: 'runtime' },
      { variable: 'XDG_DATA_HOME', below: 'jupyter/runtime' },
      { home: '.local/share/jupyter/runtime' },
    ],
    off: /^--(?:version|runtime-dir|help)/,
  },
  {
    names: /^code-server$/,
    places: [{ variable: 'XDG_DATA_HOME', below: 'code-server' }, { home: '.local/share/code-server' }],
    off: /^--(?:version|user-data-dir|config)/,
  },
  {
    names: /^airflow$/,
    verbs: /^(?:standalone|webserver|scheduler|db|api-server)$/,
    places: [{ variable: 'AIRFLOW_HOME' }, { home: 'airflow' }],
    off: /^$/,
  },
  {
    names: /^ansible-playbook$/,
    places: [
      { variable: 'ANSIBLE_LOCAL_TEMP' },
      { variable: 'ANSIBLE_HOME', below: 'tmp' },
      { home: '.ansible/tmp' },
    ],
    off: /^--(?:version|help)/,
  },
  {
    names: /^pip[\d.]*$/,
    verbs: /^(?:install|wheel|download)$/,
    places: [{ variable: 'PIP_CACHE_DIR' }, ...cached('pip')],
    off: /^--(?:no-cache-dir|cache-dir)/,
    offBy: ['PIP_NO_CACHE_DIR'],
    optional: true,
  },
  {
    names: /^yarn$/,
    verbs: /^(?:|install|add)$/,
    places: [{ variable: 'YARN_CACHE_FOLDER' }, ...cached('yarn')],
    off: /^--cache-folder/,
    optional: true,
  },
  {
    names: /^composer$/,
    verbs: /^(?:install|update|require|create-project)$/,
    places: [
      { variable: 'COMPOSER_CACHE_DIR' },
      { variable: 'COMPOSER_HOME', below: 'cache' },
      ...cached('composer'),
    ],
    off: /^--no-cache$/,
    optional: true,
  },
];
