import type { Fact, Origin } from '../../core/facts.ts';
import { lastName } from '../../core/paths.ts';
import type { Stage } from '../build-types.ts';
import { Chain } from './chain.ts';
import { type CopySource, type CopyView, copyOf } from './copies.ts';
import { applyCommand, isProgramFolder, scopeOf } from './effects.ts';
import type { Work } from './installs.ts';
import { defaultPath } from './pairs.ts';
import { Pile } from './pile.ts';
import { ProgramLayer, programsInBase } from './program-layer.ts';
import { Run } from './run.ts';
import { moved } from './settings.ts';
import { predicted, type Root, type Step, unknown, type View } from './view.ts';

/** What each stage's instructions do to the programs; a stage that does nothing to them has its parent's. */
export function programChain(view: View, workdirs: Chain<Fact<string>>): Chain<ProgramLayer> {
  const folders = folderChain(view);
  return new Chain<ProgramLayer>(
    (stage) => new ProgramLayer(stage, view.rootOf(stage), undefined),
    (stage, before) => {
      const layer = new ProgramLayer(stage, before.root, before);
      readStage(view, stage, layer, workdirs.before(stage), folders.of(stage));
      return layer.empty ? before : layer;
    },
  );
}

/**
 * The programs known to be there. It is no complete list: on an unknown base it holds what the file itself shows, and is
 * unknown only where that is nothing.
 */
export const toolPile = (
  view: View,
  layers: Chain<ProgramLayer>,
): Pile<Programs, ReadonlyMap<string, Origin>> =>
  new Pile({
    begin(stage) {
      const root = view.rootOf(stage);
      return { root, programs: programsInBase(root) };
    },
    copy: ({ root, programs }) => ({ root, programs: new Map(programs) }),
    touches: (stage) => layers.of(stage).stage === stage,
    size: ({ programs }) => programs.size,
    add({ programs }, stage, own) {
      const layer = layers.of(stage);
      if (layer.stage === stage) layer.apply(programs, own);
    },
    fact: ({ root, programs }) =>
      root.base || root.scratch || programs.size > 0
        ? predicted(programs, [...new Set(programs.values())])
        : unknown(root.why, [root.origin]),
  });

interface Programs {
  readonly root: Root;
  readonly programs: Map<string, Origin>;
}

/** The folders of PATH at each stage's end. */
function folderChain(view: View): Chain<readonly string[]> {
  return new Chain<readonly string[]>(
    (stage) => (view.rootOf(stage).base?.environment?.PATH ?? defaultPath).split(':'),
    (stage, before) => {
      let folders = before;
      for (const step of view.stepsOf(stage, 'ENV')) {
        for (const { key, value } of step.entries) {
          if (key.text === 'PATH' && value) folders = pathFolders(view, stage, step, value.text, folders);
        }
      }
      return folders;
    },
  );
}

function pathFolders(
  view: View,
  stage: Stage,
  step: Step,
  text: string,
  before: readonly string[],
): string[] {
  const folders = text
    .replace(/["']/g, '')
    .split(':')
    .flatMap((part) => {
      if (part === '$PATH' || part === '${PATH}') return before;
      const folder = view.expand(part, step, stage);
      return 'value' in folder && folder.value !== '' ? [folder.value.replace(/(?<=.)\/+$/, '')] : [];
    });
  return [...new Set(folders)];
}

function readStage(
  view: View,
  stage: Stage,
  layer: ProgramLayer,
  begin: Fact<string>,
  folders: readonly string[],
): void {
  let workdir = begin;
  for (const step of view.stepsOf(stage, 'RUN', 'COPY', 'ADD', 'WORKDIR')) {
    const folder = workdir.known === 'unknown' ? undefined : workdir.value;
    if ('command' in step) readRun(view, stage, step, layer, folder, folders);
    else if ('sources' in step)
      readCopy(layer, copyOf(view, stage, step, folder), folders, view.origin(step));
    else workdir = moved(view, stage, workdir, step);
  }
}

function readRun(
  view: View,
  stage: Stage,
  step: Step<'RUN'>,
  layer: ProgramLayer,
  folder: string | undefined,
  folders: readonly string[],
): void {
  const origin = view.origin(step);
  const run = new Run(view, stage, step, folder);
  if (!view.build.scriptOf(step)) {
    layer.open(step.heredocs.length > 0 ? 'language' : 'any');
    return;
  }
  const mounted = step.flags.some(
    ({ name, value }) => name === 'mount' && /(?:^|,)from=/.test(value?.text ?? ''),
  );
  const shell = lastName(view.build.shellAt(step)[0] ?? '');
  if (step.command.form === 'shell' && shell !== '' && !mounted) layer.use(shell, origin);
  const work: Work = {
    run,
    layer,
    folders,
    origin,
    installed: new Set(),
    held: new Set(),
    marked: false,
    mounted,
  };
  for (const command of run.commands) applyCommand(work, command);
}

/** Files that come among the programs. */
function readCopy(layer: ProgramLayer, copy: CopyView, folders: readonly string[], origin: Origin): void {
  if (copy.destination === undefined) return;
  for (const path of copy.paths) {
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, slash);
    if (!isProgramFolder(folder, folders)) continue;
    const name = path.slice(slash + 1);
    const unclear = copy.sources.some(({ kind }) => kind === 'unclear');
    if (unclear) layer.mayCome(name);
    else layer.add(name, origin);
  }
  for (const source of copy.sources) {
    if (source.kind === 'file') continue;
    if (bringsBusybox(copy, source)) {
      for (const list of [copy.image?.base?.shells, copy.image?.base?.tools, copy.image?.base?.utilities]) {
        for (const name of list ?? []) layer.add(name, origin);
      }
    }
    const scope = treeScope(copy, source, folders);
    if (scope) layer.open(scope);
  }
}

/** The image `busybox` has all its programs in /bin. */
const bringsBusybox = (copy: CopyView, { text }: CopySource): boolean =>
  copy.image?.base?.family === 'busybox' &&
  /^\/bin\/?$/.test(text) &&
  /^\/(?:usr\/)?bin\/?$/.test(copy.destination ?? '');

/** How wide a source that is, or may be, a directory opens the door. */
function treeScope(
  copy: CopyView,
  source: CopySource,
  folders: readonly string[],
): 'language' | 'any' | undefined {
  const destination = copy.destination!;
  if (source.kind === 'unclear' && isRoot(destination) && !mayBeTree(source)) return undefined;
  // A single file cannot cover a folder; one that may be a directory fills the folder that it is copied to.
  return scopeOf(destination, folders);
}

const isRoot = (path: string): boolean => /^\/+$/.test(path);

/** What is copied to / and lies deep is a program of its own more than a file system. */
const mayBeTree = ({ text }: CopySource): boolean =>
  /[*?[]/.test(text) ||
  /(?:^|\/)(?:root|fs|out|dist|overlay|image|target|staging|output)[^/]*$/.test(text) ||
  /^\/[^/]+$/.test(text);

/** Whether a stage gets a file system whose content cannot be known, as `COPY --from=build /rootfs /`. */
export function bringsTree(copy: CopyView): boolean {
  return (
    copy.destination !== undefined &&
    isRoot(copy.destination) &&
    copy.sources.some(
      (source) => source.kind === 'directory' || (source.kind === 'unclear' && mayBeTree(source)),
    )
  );
}
