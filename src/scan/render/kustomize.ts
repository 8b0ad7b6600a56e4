import { mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Gap } from '../../core/gap.ts';
import type { Site } from '../../core/site.ts';
import { Source } from '../../core/source.ts';
import { kustomizationNames, Origins, openTree, type Tree } from '../../workload/kustomize/index.ts';
import type { Folder } from '../../workload/origin/folder.ts';
import { at, textOf } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import { gapOf } from '../delivery/gaps.ts';
import { type Environment, findProgram } from '../program.ts';
import { folderAt, joined } from './folder.ts';
import { quietEnvironment } from './quiet.ts';
import type { Command, Outcome, Work } from './run.ts';
import { stage, withFolder } from './stage.ts';
import { madePath, type Rendered, type RenderedFile, type RenderOptions } from './types.ts';

/**
 * Builds a kustomization with `kustomize build`, or `kubectl kustomize`. Where there is neither, or it is not built,
 * its resources are left to be judged as they stand, with a gap.
 * @param dir the kustomization's folder, absolute
 */
export function* renderKustomize(dir: string, options: RenderOptions): Work<Rendered> {
  const { path, env, texts, timeout = TIMEOUT } = options;
  const folder = folderAt({ absolute: dir, shown: path }, texts);
  const tree = openTree(folder);
  if (!tree) return { files: [], gaps: [unreadable(folder, path)], sources: [], parts: [] };
  if (tree.layers[0]!.isComponent) return unbuilt(tree);
  const [remote] = tree.remotes;
  if (remote) return unbuilt(tree, remoteGap(remote));
  const program = programOf(env);
  if (!program) return unbuilt(tree, { path, reason: ABSENT });
  const never = neverEnds(tree, dir);
  if (never) return unbuilt(tree, never);
  return yield* withFolder(function* (created): Work<Rendered> {
    const home = realpathSync(created);
    const start = texts ? staged(dir, home, tree, texts) : dir;
    const overlay = overlayOn(start, home);
    const build = (folder: string): Command => ({
      program: program.path,
      args: [program.verb, folder, ...(texts ? ['--load-restrictor', 'LoadRestrictionsNone'] : [])],
      cwd: home,
      env: quietEnvironment(env, home),
      timeout,
    });
    let outcome = yield build(overlay);
    // By itself it says more plainly what is wrong.
    if (!outcome.ok && !outcome.failed) outcome = yield build(start);
    if (!outcome.ok) return unbuilt(tree, failureOf(outcome, tree, start));
    const shown = (origin: string): string =>
      joined(path, relative(start, resolve(overlay, origin)).replaceAll('\\', '/'));
    return {
      files: filesOf(outcome.stdout, tree, path, shown),
      gaps: [],
      sources: sourcesOf(tree),
      parts: [...patchFiles(tree), ...resourceFiles(tree)].map((source) => source.path),
    };
  });
}

const TIMEOUT = 30_000;
const ABSENT =
  'no kustomize or kubectl program was found, so the kustomization was not built: its resources were judged as they stand, without its patches. Install kustomize, or set PLIMSOLL_KUSTOMIZE_PROGRAM';

/** The first thing that is wrong with its text. */
function unreadable(folder: Folder, path: string): Gap {
  const source = kustomizationNames.map((name) => folder.read(name)).find((one) => one !== undefined);
  const [problem] = source ? readYaml(source).problems : [];
  if (!source || !problem) return { path, reason: 'its kustomization cannot be read' };
  return gapOf({ at: { source, span: problem.at }, message: problem.message });
}

function programOf(env: Environment): { path: string; verb: string } | undefined {
  const kustomize = findProgram('kustomize', env);
  if (kustomize !== undefined) return { path: kustomize, verb: 'build' };
  const kubectl = findProgram('kubectl', env);
  return kubectl === undefined ? undefined : { path: kubectl, verb: 'kustomize' };
}

const resourceFiles = ({ layers }: Tree): Source[] =>
  layers.flatMap(({ resources }) => resources.map(({ source }) => source));

/** Parts of objects, which are no objects by themselves. */
const patchFiles = ({ layers }: Tree): Source[] =>
  layers.flatMap(({ patches }) => patches.flatMap(({ file }) => file ?? []));

const sourcesOf = (tree: Tree): Source[] => [
  ...tree.layers.map(({ source }) => source),
  ...resourceFiles(tree),
  ...patchFiles(tree),
];

const unbuilt = (tree: Tree, ...gaps: Gap[]): Rendered => ({
  files: [],
  gaps,
  sources: [],
  parts: patchFiles(tree).map(({ path }) => path),
});

const remoteGap = (at: Site): Gap =>
  gapOf({
    at,
    message: `it builds on ${at.source.slice(at.span)}, which would have to be fetched: its resources were judged as they stand. Build it yourself, and check what comes of it`,
  });

/** A kustomization over another that only asks where each object is from. */
function overlayOn(start: string, home: string): string {
  const folder = join(home, 'overlay');
  mkdirSync(folder);
  const below = relative(folder, start).replaceAll('\\', '/');
  const text = JSON.stringify({ resources: [below], buildMetadata: ['originAnnotations'] });
  writeFileSync(join(folder, 'kustomization.yaml'), text);
  return folder;
}

/** The folders of a kustomization in the state of a repair: what has changed as files, the rest as links. */
function staged(dir: string, home: string, { layers }: Tree, texts: ReadonlyMap<string, Source>): string {
  const folders = layers.map(({ folder }) => resolve(dir, folder));
  let common = dir;
  while (!folders.every((folder) => folder === common || folder.startsWith(common + sep)))
    common = dirname(common);
  const within = (path: string): string => relative(common, path).replaceAll('\\', '/');
  const changed = [...texts].filter(([path]) => path.startsWith(common + sep));
  stage(
    common,
    join(home, 'tree'),
    new Map(changed.map(([path, { text }]) => [within(path), text])),
    new Map(),
    folders.map(within).filter(Boolean),
  );
  return join(home, 'tree', within(dir));
}

/** What was built, one text for each file that its objects are from. */
function filesOf(
  output: string,
  tree: Tree,
  path: string,
  shown: (origin: string) => string,
): RenderedFile[] {
  const whole = new Source(path, output);
  const byOrigin = new Map<string | undefined, string[]>();
  for (const { root, span } of readYaml(whole).documents) {
    const text = output.slice(span.start, span.end).replace(/^---\n/, '');
    if (text.trim() === '') continue;
    const annotation = root && textOf(at(root, 'metadata', 'annotations', ORIGIN));
    const origin = /^path: (.*)$/m.exec(annotation ?? '')?.[1];
    const known = byOrigin.get(origin);
    if (known) known.push(text);
    else byOrigin.set(origin, [text]);
  }
  return [...byOrigin].map(([origin, texts]): RenderedFile => {
    const from = origin === undefined ? undefined : shown(origin);
    const source = new Source(madePath(from ?? tree.layers[0]!.source.path), texts.join('---\n'));
    const origins = new Origins(source, tree, from);
    return {
      source,
      madeBy: { tool: 'kustomize', path },
      read: () => origins.grafted(),
      origin: (site) => (site.source === source ? origins.origin(site) : { ...site, how: 'literal' }),
    };
  });
}

const ORIGIN = 'config.kubernetes.io/origin';

/** What the program would wait for without end, or unfold until it has no memory left: it is not started. */
function neverEnds(tree: Tree, dir: string): Gap | undefined {
  const odd = tree.missing.find(({ path }) => {
    const stats = statSync(resolve(dir, path), { throwIfNoEntry: false });
    return stats !== undefined && !stats.isFile() && !stats.isDirectory();
  });
  if (odd) return unreadGap(odd);
  const { source, limit } = tree.layers.flatMap(({ resources }) => resources).find((one) => one.limit) ?? {};
  if (!source || !limit) return undefined;
  const reason = `it is not built, as ${source.path} is more than is read (${limit.message}); ${INSTEAD}`;
  return { path: tree.layers[0]!.source.path, reason };
}

const INSTEAD = 'its resources were judged as they stand';

const unreadGap = (at: Site): Gap =>
  gapOf({ at, message: `it is not built, as ${at.source.slice(at.span)} cannot be read; ${INSTEAD}` });

/** What is missing, else what kustomize says. */
function failureOf({ failed, stderr }: Outcome, tree: Tree, start: string): Gap {
  const [missing] = tree.missing;
  if (missing && !failed) return unreadGap(missing);
  const message = (failed ?? messageOf(stderr)).replaceAll(`${start}/`, '').replaceAll(start, '.');
  const short = message.length > 300 ? `${message.slice(0, 299)}…` : message;
  return { path: tree.layers[0]!.source.path, reason: `it is not built, and ${INSTEAD}: ${short}` };
}

/** Behind `Error:`, or what kubectl puts into `err="…"`. */
function messageOf(stderr: string): string {
  const logged = /\berr="((?:[^"\\]|\\.)*)"/.exec(stderr)?.[1]?.replaceAll('\\"', '"');
  const start = stderr.lastIndexOf('Error: ');
  const message = logged ?? stderr.slice(start === -1 ? 0 : start + 'Error: '.length);
  return message.replace(/\s+/g, ' ').trim() || 'it does not say why';
}
