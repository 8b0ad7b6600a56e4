import type { BaseFacts } from '../../bases/types.ts';
import { type SystemFact, valueOf } from '../../core/facts.ts';
import type { Build, PackageAction, Stage } from '../../dockerfile/build-types.ts';
import type { ShellWord } from '../../shell/types.ts';
import { rootOf } from './images.ts';

/** A version of a language that a path carries. */
export interface PathVersion {
  readonly language: 'python' | 'ruby' | 'php' | 'postgres' | 'java';
  /** In the language's own terms: `3.13`. */
  readonly version: string;
  /** What stands for it in the path (`python3.13`, `20230831`), and where. */
  readonly text: string;
  readonly start: number;
  /** It belongs to the system's packages, and not to what the image is for. */
  readonly ofSystem: boolean;
}

/** The version of a language that a path carries; undefined when it carries none. */
export function versionIn(path: string): PathVersion | undefined {
  for (const [language, pattern, read] of patterns) {
    const match = pattern.exec(path);
    const text = match?.[1];
    const version = text === undefined ? undefined : read(text);
    if (!match || text === undefined || version === undefined) continue;
    const start = match.index + match[0].indexOf(text);
    return { language, version, text, start, ofSystem: /^\/?usr\/(?!local\/)/.test(path) };
  }
  return undefined;
}

const patterns: readonly (readonly [
  PathVersion['language'],
  RegExp,
  (text: string) => string | undefined,
])[] = [
  ['python', /\/python(3\.\d{1,2})(?=\/|$)/, (text) => text],
  ['ruby', /\/(?:gems|ruby)\/(\d\.\d)\.0(?=\/|$)/, (text) => text],
  ['php', /\/no-debug-(?:non-)?zts-(\d{8})(?=\/|$)/, (text) => phpVersions[text]],
  [
    'php',
    /^\/?(?:etc|usr\/lib|usr\/share)\/php\/?(\d\.\d|8\d)(?=\/|$)/,
    (text) => (text.includes('.') ? text : `8.${text[1]}`),
  ],
  ['postgres', /\/postgresql\/(\d{1,2}|9\.\d)(?=\/|$)/, (text) => text],
  ['java', /\/jvm\/(?:java|temurin|zulu)-?(\d{1,2})(?=[-/]|$)/, (text) => text],
];

/** The number of the interface for extensions, which stands in the path of PHP's extensions. */
const phpVersions: Readonly<Record<string, string>> = {
  '20180731': '7.3',
  '20190902': '7.4',
  '20200930': '8.0',
  '20210902': '8.1',
  '20220829': '8.2',
  '20230831': '8.3',
  '20240924': '8.4',
  '20250925': '8.5',
};

/** How a path writes a version of the same language. */
export function textOf({ language, text }: PathVersion, version: string): string | undefined {
  if (language !== 'php' || !/^\d{8}$/.test(text)) return version;
  return Object.keys(phpVersions).find((number) => phpVersions[number] === version);
}

/** What decides which version of a language is where. */
export interface Home {
  readonly base?: BaseFacts;
  readonly system?: SystemFact;
  /** Names of packages that are installed on top; undefined when one of them cannot be told. */
  readonly packages?: readonly string[];
}

/** The version of the language at the place that such a path tells of; undefined when not known. */
export function versionAt({ base, system, packages }: Home, path: PathVersion): string | undefined {
  const { language, ofSystem } = path;
  const isOwn = !ofSystem || language === 'postgres' || base?.kind === 'distroless';
  if (base?.runtime?.name === language && isOwn) return cut(language, base.runtime.version);
  if (!ofSystem || !packages) return undefined;
  if (language === 'java')
    return only(packages.flatMap((name) => /^(?:openjdk-?|java-)(\d{1,2})(?=-)/.exec(name)?.[1] ?? []));
  if (language !== 'python' || !system?.version || packages.some((name) => /^python3\.?\d/.test(name)))
    return undefined;
  return pythons[`${system.id} ${system.version}`];
}

/** The homes that stages are. */
export class Homes {
  readonly #build: Build;
  readonly #installed: ReadonlyMap<Stage, readonly PackageAction[]>;
  readonly #homes = new Map<Stage, Home>();

  constructor(build: Build) {
    this.#build = build;
    const installs = build.packages().filter(({ action }) => action === 'install');
    this.#installed = Map.groupBy(installs, ({ command }) => command.stage);
  }

  of(stage: Stage): Home {
    const known = this.#homes.get(stage) ?? this.#make(stage);
    this.#homes.set(stage, known);
    return known;
  }

  #make(stage: Stage): Home {
    const { base } = rootOf(stage);
    const system = valueOf(this.#build.facts(stage).system);
    const operands: ShellWord[] = [];
    let depth = 0;
    for (let at: Stage | undefined = stage; at && depth < LONGEST; at = at.parent, depth++)
      operands.push(...(this.#installed.get(at) ?? []).flatMap((action) => action.operands));
    const isWhole = depth < LONGEST && operands.every(({ literal }) => literal);
    return {
      ...(base ? { base } : {}),
      ...(system ? { system } : {}),
      ...(isWhole ? { packages: operands.map(({ value }) => value) } : {}),
    };
  }
}

/** A hostile file may chain thousands of stages; no person's does. */
const LONGEST = 64;

/** As many numbers as the path has of it. */
function cut(language: PathVersion['language'], version: string | undefined): string | undefined {
  if (version === undefined) return undefined;
  const parts = version.split('.');
  if (language === 'java' || (language === 'postgres' && parts[0] !== '9')) return parts[0];
  return parts.length < 2 ? undefined : parts.slice(0, 2).join('.');
}

function only(found: readonly string[]): string | undefined {
  const different = new Set(found);
  return different.size === 1 ? found[0] : undefined;
}

/** The Python that a system's package `python3` is. */
const pythons: Readonly<Record<string, string>> = {
  'debian 10': '3.7',
  'debian 11': '3.9',
  'debian 12': '3.11',
  'debian 13': '3.13',
  'ubuntu 20.04': '3.8',
  'ubuntu 22.04': '3.10',
  'ubuntu 24.04': '3.12',
  'ubuntu 26.04': '3.14',
  'alpine 3.18': '3.11',
  'alpine 3.19': '3.11',
  'alpine 3.20': '3.12',
  'alpine 3.21': '3.12',
  'alpine 3.22': '3.12',
};
