import type { Origin } from '../../core/facts.ts';
import type { ShellCompound, ShellWord } from '../../shell/types.ts';
import type { PackageAction } from '../build-types.ts';
import {
  bareName,
  isSystemFamily,
  managerFamily,
  type PackageFamily,
  type PackagePrograms,
  packageOf,
} from '../tools.ts';
import type { ProgramLayer } from './program-layer.ts';
import type { Run } from './run.ts';

/** A RUN at work on the programs of its stage. */
export interface Work {
  readonly run: Run;
  readonly layer: ProgramLayer;
  /** The folders of PATH. */
  readonly folders: readonly string[];
  readonly origin: Origin;
  /** What this RUN has installed with the system's package manager. */
  readonly installed: Set<string>;
  /** The compounds whose redirects have been applied. */
  readonly held: Set<ShellCompound>;
  /** Programs may come from a mount, and are gone behind the instruction. */
  readonly mounted: boolean;
  /** `apt-mark auto` came by: what was installed by hand is so no more. */
  marked: boolean;
}

/** What a command of a package manager does to the programs. */
export function applyPackages(work: Work, action: PackageAction, conditional: boolean): void {
  const family = managerFamily(action.manager);
  if (elsewhere(action)) return;
  if (action.action === 'install') {
    if (isSystemFamily(family)) installSystem(work, action, conditional);
    else installLanguage(work, action, family, conditional);
  } else if (action.action === 'remove') remove(work, action, family, conditional);
}

/** It works on another root, or not at all. */
const elsewhere = (action: PackageAction): boolean =>
  action.has(
    '--installroot',
    '--root',
    '--dry-run',
    '--download-only',
    '--downloadonly',
    '--simulate',
    '--just-print',
  ) ||
  (action.manager.startsWith('apt') && action.has('-s', '-d')) ||
  (action.manager === 'apk' && action.has('-p')) ||
  (managerFamily(action.manager) === 'npm' && action.has('--prefix', '-C', '--dir', '--cwd')) ||
  (managerFamily(action.manager) === 'pip' && action.has('--target', '-t', '--prefix', '--user'));

function installSystem(work: Work, action: PackageAction, conditional: boolean): void {
  const { layer } = work;
  if (/^build-?dep$/.test(action.verb?.value ?? '')) {
    layer.open('any');
    return;
  }
  const names = packageNames(work.run, action.operands);
  if (names.includes(undefined)) layer.open('any');
  const listed = names.filter((name) => name !== undefined);
  const group = action.manager === 'apk' ? groupOf(work.run, action) : undefined;
  if (group !== undefined) layer.groups.set(group, listed);
  const recommends = action.manager.startsWith('apt') && !withoutRecommends(action);
  for (const written of listed) {
    const name = /^group-?install$/.test(action.verb?.value ?? '') ? `@${written}` : written;
    const found = packageOf(name, action.manager);
    if (!found) {
      layer.open(/-(?:dev|devel)$/.test(bareName(name, managerFamily(action.manager))) ? 'language' : 'any');
      continue;
    }
    come(work, found, { written, provider: group ?? written, manager: action.manager }, conditional);
    if (recommends) for (const program of found.recommended) layer.mayCome(program);
  }
}

/** The programs of one package come. */
function come(
  { layer, origin, installed }: Work,
  { own, pulled }: PackagePrograms,
  { written, provider, manager }: { written: string; provider: string; manager: string },
  conditional: boolean,
): void {
  const from = { ...origin, note: `${origin.note}: ${manager} installs ${clip(written)}` };
  for (const program of [...own, ...pulled]) {
    if (conditional) layer.mayCome(program);
    else {
      // A dependency that is there already stays whose it is.
      if (own.includes(program) || !layer.isAsBefore(program)) layer.add(program, from, provider);
      installed.add(program);
    }
  }
  if (!conditional) for (const program of own) layer.orphans.delete(program);
}

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

const withoutRecommends = (action: PackageAction): boolean =>
  action.has('--no-install-recommends') ||
  action.options.some(({ value }) => /install-recommends=["']?(?:false|no|0)/i.test(value));

const groupOf = (run: Run, action: PackageAction): string | undefined => {
  const word = action.option('-t', '--virtual');
  return word && run.text(word);
};

/** The packages that words name; undefined for one that cannot be known. */
function packageNames(run: Run, words: readonly ShellWord[]): (string | undefined)[] {
  return words.flatMap((word) => {
    const texts = run.texts(word);
    if (texts) return texts;
    if (/^\$\{?PHPIZE_DEPS\}?$/.test(word.value)) return phpizeDeps;
    // `curl=${VERSION}`: the version may be anything, the package is plain.
    return /^[A-Za-z0-9][\w.+-]*(?=[=<>~@:])/.exec(word.value)?.[0];
  });
}

/** What the images of PHP have in this variable of their environment. */
const phpizeDeps = ['autoconf', 'dpkg-dev', 'file', 'g++', 'gcc', 'make', 'pkgconf'];

function installLanguage(
  work: Work,
  action: PackageAction,
  family: PackageFamily,
  conditional: boolean,
): void {
  const { layer, run } = work;
  if (family === 'conda' || family === 'other') {
    layer.open(family === 'conda' ? 'any' : 'language');
    return;
  }
  let operands = action.operands;
  if (family === 'npm') {
    const verb = action.verb?.value;
    if (verb === 'global') operands = operands.slice(1);
    else if (!action.has('-g', '--global') && action.option('--location')?.value !== 'global') return;
  }
  // A project's own dependencies: `pip install -r`, `bundle install`, `poetry install`, `pip install .`
  if (operands.length === 0) layer.open('language');
  for (const name of packageNames(run, operands)) {
    const programs = name === undefined ? undefined : languagePrograms(name, action.manager, family);
    if (!programs) layer.open('language');
    for (const program of programs ?? []) {
      if (conditional || !onPath(work, family)) layer.mayCome(program);
      else
        layer.add(program, {
          ...work.origin,
          note: `${work.origin.note}: ${action.manager} installs ${clip(name!)}`,
        });
    }
  }
}

function languagePrograms(
  name: string,
  manager: string,
  family: PackageFamily,
): readonly string[] | undefined {
  if (family === 'go') return goProgram(name);
  const found = packageOf(name, manager);
  return found && [...found.own, ...found.pulled];
}

/** `go install example.com/tool/cmd/lint/v2@latest` makes `lint`. */
function goProgram(path: string): readonly string[] | undefined {
  const parts = path
    .replace(/@.*$/s, '')
    .split('/')
    .filter((part) => part !== '' && !/^v\d+$/.test(part));
  const last = parts.at(-1);
  return last === undefined || last.startsWith('.') ? undefined : [last];
}

/** Go and Cargo install into folders of their own. */
function onPath({ folders }: Work, family: PackageFamily): boolean {
  if (family === 'go') return folders.some((folder) => folder.endsWith('/go/bin'));
  if (family === 'cargo') return folders.some((folder) => /cargo\/bin$/.test(folder));
  return true;
}

function remove(work: Work, action: PackageAction, family: PackageFamily, conditional: boolean): void {
  const { layer } = work;
  const names = packageNames(work.run, action.operands);
  // apk and dnf take what nothing needs any more; apt does so when it is told to.
  const auto =
    family !== 'apt' || /^auto/.test(action.verb?.value ?? '') || action.has('--auto-remove', '--autoremove');
  for (const name of names) {
    if (name === undefined) continue;
    const members = family === 'apk' ? virtualGroup(layer, name) : undefined;
    for (const member of members ?? [name])
      removePackage(work, member, name, action.manager, auto, conditional);
  }
  if (!auto || conditional || family !== 'apt') return;
  for (const program of layer.orphans) layer.remove(program);
  layer.orphans.clear();
  if (work.marked) for (const program of work.installed) layer.maybe(program);
}

function removePackage(
  { layer }: Work,
  name: string,
  provider: string,
  manager: string,
  auto: boolean,
  conditional: boolean,
): void {
  const found = packageOf(name, manager);
  for (const program of found ? [...found.own, ...(auto ? found.pulled : [])] : []) {
    if (conditional) layer.maybe(program);
    else if (layer.release(program, provider)) {
      // With the package gone, BusyBox's applet of that name takes its place again; so does what was there before it.
      const applet = managerFamily(manager) === 'apk' && isApplet(layer, program);
      if (applet || (!found?.own.includes(program) && layer.wasThere(program))) layer.forget(program);
      else layer.remove(program);
    }
  }
  if (auto || conditional) return;
  for (const program of found?.pulled ?? []) {
    if (layer.release(program, provider) && !layer.wasThere(program)) layer.orphans.add(program);
  }
}

function isApplet({ root }: ProgramLayer, program: string): boolean {
  const { base } = root;
  return (
    base?.libc?.family === 'musl' &&
    (base.utilities?.has(program) || (base.tools?.includes(program) ?? false))
  );
}

function virtualGroup(layer: ProgramLayer, name: string): readonly string[] | undefined {
  for (let each: ProgramLayer | undefined = layer; each; each = each.below) {
    const members = each.groups.get(name);
    if (members) return members;
  }
  return undefined;
}
