import { lastName } from '../../core/paths.ts';
import { remembered } from '../../core/remembered.ts';
import type { ShellRedirect } from '../../shell/types.ts';
import type { Command } from '../build-types.ts';
import { packageActionOf } from '../packages.ts';
import { resolveDirectory } from '../states.ts';
import { isBuildTool, isCompiler, isNetworkTool, isPackageManager, isRuntime, isShell } from '../tools.ts';
import { isHarmless } from './harmless.ts';
import { applyPackages, type Work } from './installs.ts';
import { argumentsOf } from './run.ts';

/** What one command of a RUN does to the programs. */
export function applyCommand(work: Work, command: Command): void {
  const { run } = work;
  run.enter(command);
  applyCompounds(work, command);
  const conditional = run.conditional(command);
  applyRedirects(work, command.redirects, conditional);
  if (command.words.length === 0) return;
  if (!work.mounted && surelyRuns(command) && isEvidence(command.name))
    work.layer.use(command.name, work.origin);
  const action = packageActionOf(command);
  if (action) {
    applyPackages(work, action, conditional);
    return;
  }
  const effect = Object.hasOwn(effects, command.name) ? effects[command.name] : undefined;
  const words = () => command.words.slice(1).map((word) => run.text(word));
  if (effect) effect({ ...work, command, words: words(), conditional, work });
  else if (isShell(command.name)) runShell(work, command, words());
  else if (isRuntime(command.name)) runInterpreter(work, words());
  else if (!isHarmless(command.name) && !isNetworkTool(command.name)) work.layer.open('any');
}

/** The build fails when this command cannot be run. */
const surelyRuns = ({ within, depth, pipeline, before, after }: Command): boolean =>
  within === 'top' &&
  depth === 0 &&
  pipeline.length === 1 &&
  (before === '' || before === '&&') &&
  (after === '' || after === '&&');

const isEvidence = remembered(
  (name) =>
    isPackageManager(name) ||
    isNetworkTool(name) ||
    isCompiler(name) ||
    isBuildTool(name) ||
    isRuntime(name) ||
    isShell(name),
);

interface Doing extends Work {
  readonly work: Work;
  readonly command: Command;
  /** The arguments; undefined where one cannot be known. */
  readonly words: readonly (string | undefined)[];
  readonly conditional: boolean;
}

/** Commands that put files among the programs, or take them away. */
const effects: Readonly<Record<string, (doing: Doing) => void>> = {
  'apt-mark': ({ work, words }) => {
    if (words[0] === 'auto') work.marked = true;
  },
  rm: (doing) => removePaths(doing, argumentsOf(doing.words, '').operands),
  unlink: (doing) => removePaths(doing, doing.words),
  find: (doing) => {
    const deletes = doing.words.includes('-delete') || doing.words.includes('rm');
    const start = doing.words.filter((word) => word?.startsWith('/'));
    if (deletes && start.some((path) => isFolder(doing, path!))) doing.layer.cloud();
  },
  ln: (doing) => placeFiles(doing, argumentsOf(doing.words, 't S target-directory suffix')),
  cp: (doing) => placeFiles(doing, argumentsOf(doing.words, 't S target-directory suffix')),
  install: (doing) =>
    placeFiles(doing, argumentsOf(doing.words, 't S m o g target-directory mode owner group')),
  mv: (doing) => {
    const given = argumentsOf(doing.words, 't S target-directory suffix');
    removePaths(doing, given.options.has('t') ? given.operands : given.operands.slice(0, -1));
    placeFiles(doing, given);
  },
  tee: (doing) => addPaths(doing, argumentsOf(doing.words, '').operands),
  // What is made executable is there.
  chmod: (doing) => {
    const [mode, ...paths] = argumentsOf(doing.words, '').operands;
    if (mode !== undefined && /\+[rwst]*x|[1357]\d\d$/.test(mode)) addPaths(doing, paths);
  },
  curl: (doing) => {
    const { options, operands } = argumentsOf(doing.words, curlOptions);
    addPaths(doing, [options.get('o') ?? options.get('output')]);
    if (options.has('O') || options.has('remote-name')) addPaths(doing, operands.map(lastOfUrl));
  },
  wget: (doing) => {
    const { options, operands } = argumentsOf(doing.words, wgetOptions);
    const folder = options.get('P') ?? options.get('directory-prefix');
    const output = options.get('O') ?? options.get('output-document');
    if (output !== undefined) addPaths(doing, [output]);
    else
      addPaths(
        doing,
        operands.map((url) => `${folder ?? '.'}/${lastOfUrl(url) ?? ''}`),
      );
  },
  tar: (doing) =>
    unpack(doing, /(?:^|\s)(?:-C|--directory[= ])\s*(\S+)/.exec(line(doing))?.[1], /^-?[a-zA-Z]*x/),
  unzip: (doing) => unpack(doing, /(?:^|\s)-d\s*(\S+)/.exec(line(doing))?.[1], /./),
  bsdtar: (doing) => unpack(doing, /(?:^|\s)-C\s*(\S+)/.exec(line(doing))?.[1], /^-?[a-zA-Z]*x/),
  make: (doing) => {
    if (doing.words.some((word) => word === undefined || /install/.test(word))) doing.layer.open('any');
  },
  ninja: (doing) => opensIf(doing, /install/),
  meson: (doing) => opensIf(doing, /^install$/),
  cmake: (doing) => opensIf(doing, /^--install$|^install$/),
  busybox: (doing) => {
    if (!doing.words.includes('--install')) return;
    come(doing, 'sh');
    doing.layer.open('any');
  },
  'update-alternatives': (doing) => {
    const at = doing.words.indexOf('--install');
    if (at !== -1) addPaths(doing, [doing.words[at + 1]]);
  },
  corepack: (doing) => {
    if (doing.words[0] !== 'enable') return;
    const named = doing.words.slice(1).filter((word) => word !== undefined && !word.startsWith('-'));
    for (const name of named.length > 0 ? named : ['yarn', 'pnpm']) come(doing, name!);
  },
  npx: (doing) => opensIf(doing, /^install(?:-deps)?$|^--with-deps$/),
  playwright: (doing) => opensIf(doing, /^install(?:-deps)?$/),
  dotnet: (doing) => {
    if (doing.words[0] === 'tool') doing.layer.open('language');
  },
  ...Object.fromEntries(
    [
      '.',
      'source',
      'nvm',
      'n',
      'pyenv',
      'rbenv',
      'asdf',
      'mise',
      'rustup',
      'sdk',
      'volta',
      'fnm',
      'pecl',
      'pear',
      'install-php-extensions',
      'virtualenv',
    ].map((name) => [name, ({ layer }: Doing) => layer.open('language')]),
  ),
};

const curlOptions =
  'o H d u X A e b c F T m w x E K D C r z Q t U Y y output header data user request user-agent cookie form max-time connect-timeout retry retry-delay proxy write-out url cacert cert key data-binary data-raw';
const wgetOptions =
  'O P o a i e B t T w Q U output-document directory-prefix output-file tries timeout user-agent header post-data';

const opensIf = ({ layer, words }: Doing, pattern: RegExp): void => {
  if (words.some((word) => word !== undefined && pattern.test(word))) layer.open('any');
};

const line = ({ words }: Doing): string => words.map((word) => word ?? '?').join(' ');

const lastOfUrl = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : lastName(url.replace(/[?#].*$/s, '')) || undefined;

/** An archive unpacked over the folders of PATH brings who knows what. */
function unpack({ layer, words, work, run }: Doing, folder: string | undefined, extracts: RegExp): void {
  if (!words.some((word) => word !== undefined && extracts.test(word))) return;
  const path = folder === undefined ? run.folder : resolveDirectory(run.folder, folder);
  // What is unpacked at / by default has a folder of its own, as a rule.
  const plain = path === undefined || (folder === undefined && path === '/');
  const scope = plain ? undefined : scopeOf(path, work.folders);
  if (scope) layer.open(scope);
}

/** How wide a directory that is copied to `path` opens the door. */
export function scopeOf(path: string, folders: readonly string[]): 'language' | 'any' | undefined {
  const folder = path.replace(/\/+$/, '');
  const covers = (each: string) => each === folder || each.startsWith(`${folder}/`);
  if (systemFolders.some(covers)) return 'any';
  return folders.some(covers) ? 'language' : undefined;
}

/** Where systems have their programs; packages put none into /usr/local. */
const systemFolders = ['/bin', '/sbin', '/usr/bin', '/usr/sbin'];

type Placing = Pick<Doing, 'layer' | 'origin' | 'conditional' | 'run' | 'folders'>;

function come({ layer, origin, conditional }: Placing, name: string): void {
  if (conditional) layer.mayCome(name);
  else layer.add(name, origin);
}

/** Files written at these paths are programs where they stand in a folder of PATH. */
function addPaths(doing: Placing, paths: readonly (string | undefined)[]): void {
  for (const path of paths) {
    const name = path === undefined ? undefined : programAt(doing, path);
    if (name !== undefined) come(doing, name);
  }
}

/** The name of the program at a path: it stands in a folder of PATH. */
function programAt(doing: Placing, path: string): string | undefined {
  const absolute = resolveDirectory(doing.run.folder, path);
  const slash = absolute?.lastIndexOf('/') ?? -1;
  if (absolute === undefined || slash === -1) return undefined;
  const name = absolute.slice(slash + 1);
  return name !== '' && isFolder(doing, absolute.slice(0, slash)) ? name : undefined;
}

const isFolder = ({ folders }: Pick<Work, 'folders'>, path: string): boolean =>
  isProgramFolder(path, folders);

/** Whether what stands in a folder can be run by name. */
export function isProgramFolder(path: string, folders: readonly string[]): boolean {
  const plain = path.replace(/\/+$/, '');
  return folders.includes(plain) || systemFolders.includes(plain);
}

/** ln, cp, mv and install: the last operand is where to, or `-t` says it. */
function placeFiles(doing: Doing, { options, operands }: ReturnType<typeof argumentsOf>): void {
  const into = options.get('t') ?? options.get('target-directory');
  const to = into ?? operands.at(-1);
  const sources = into === undefined ? operands.slice(0, -1) : operands;
  if (to === undefined) return;
  const path = resolveDirectory(doing.run.folder, to);
  if (path === undefined) return;
  if (into === undefined && !to.endsWith('/') && sources.length === 1 && !isFolder(doing, path)) {
    addPaths(doing, [path]);
    return;
  }
  const recursive =
    options.has('r') ||
    options.has('R') ||
    options.has('a') ||
    options.has('recursive') ||
    options.has('archive');
  for (const source of sources) {
    const name = source === undefined || /[*?[]/.test(source) ? undefined : source.match(/[^/]+$/)?.[0];
    const scope = scopeOf(path, doing.folders);
    if (name !== undefined && name !== '.' && !recursive) addPaths(doing, [`${path}/${name}`]);
    else if (scope) doing.layer.open(scope);
  }
}

function removePaths(doing: Doing, paths: readonly (string | undefined)[]): void {
  for (const [at, text] of paths.entries()) {
    // A glob is no literal word; what it says is plain all the same.
    const written = text ?? doing.command.words.filter(({ value }) => !value.startsWith('-'))[at + 1]?.value;
    if (written === undefined || /[$`]/.test(written)) continue;
    for (const path of braces(written)) removePath(doing, path);
  }
}

function removePath(doing: Doing, written: string): void {
  const { layer } = doing;
  const path = resolveDirectory(doing.run.folder, written);
  if (path === undefined) return;
  const [, folder = '', name = ''] = /^(.*)\/([^/]*)$/s.exec(path) ?? [];
  if (scopeOf(path, []) || path === '/usr/local' || path === '/usr/local/bin') layer.cloud();
  else if (isFolder(doing, folder)) {
    if (/^\*+$/.test(name)) layer.cloud();
    else if (/[*?[]/.test(name)) layer.removeMatching(globPattern(name));
    else if (doing.conditional) layer.maybe(name);
    else layer.remove(name);
  } else {
    const home = homes.find(([pattern]) => pattern.test(path));
    for (const program of home?.[1] ?? []) {
      if (doing.conditional) layer.maybe(program);
      else layer.remove(program);
    }
  }
}

/** Folders without which programs elsewhere do not work. */
const homes: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\/node_modules\/npm$/, ['npm', 'npx']],
  [/\/node_modules(?:\/\*)?$/, ['npm', 'npx', 'corepack']],
  [/\/node_modules\/corepack$/, ['corepack']],
  [/^\/opt\/yarn[^/]*$/, ['yarn', 'yarnpkg']],
  [/^\/usr\/local\/go$/, ['go', 'gofmt']],
];

/** `a{b,c}d` as the words that bash makes of it; one pair of braces. */
export function braces(text: string): string[] {
  const match = /^([^{]*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(text);
  return match ? match[2]!.split(',').map((part) => `${match[1]}${part}${match[3]}`) : [text];
}

/** A glob of one path component as a pattern; sets of characters count as any one. */
const globPattern = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replace(/\*+/g, '*')
      .replace(/\[[^\]]*\]/g, '?')
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );

/** What the redirects do that stand behind what holds a command; once for each. */
function applyCompounds(work: Work, command: Command): void {
  for (let held = command.inside; held && !work.held.has(held); held = held.inside) {
    work.held.add(held);
    applyRedirects(work, held.redirects, work.run.conditionalCompound(held));
  }
}

function applyRedirects(work: Work, redirects: readonly ShellRedirect[], conditional: boolean): void {
  for (const { operator, target } of redirects) {
    if (!target || !/^&?>>?\|?$/.test(operator)) continue;
    addPaths({ ...work, conditional }, [work.run.text(target)]);
  }
}

/** `sh script.sh` and `… | sh` run what cannot be seen; the commands of `sh -c '…'` are read by themselves. */
function runShell(work: Work, command: Command, words: readonly (string | undefined)[]): void {
  if (words.some((word) => word !== undefined && /^-[a-z]*c$/.test(word))) return;
  if (words.includes('--version') || command.fed) return;
  if (command.pipeline.index > 0 && repositorySetup.test(work.run.step.body.text)) return;
  work.layer.open('any');
}

/** Scripts that only add a package repository. */
const repositorySetup = /nodesource\.com\/setup|script\.(?:deb|rpm)\.sh|rpm\.nodesource/;

/** An interpreter runs an application's code, which brings no programs of the system. */
function runInterpreter({ layer }: Work, words: readonly (string | undefined)[]): void {
  const [first] = words;
  if (first === '--version' || first === '-V' || first === '-v' || first === '-version') return;
  layer.open('language');
}
