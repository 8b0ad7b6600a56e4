import { posix } from 'node:path';
import type { Gap } from '../../core/gap.ts';
import type { Field, Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import type { Fit } from '../../rules/rule.ts';
import type { Workflow } from '../../workflow/types.ts';
import {
  type ComposeProblem,
  filesIn,
  isComposeName,
  overridesOf,
  readProject,
} from '../../workload/compose/index.ts';
import {
  type ObjectProblem,
  type ObjectsRead,
  type PodTemplateKind,
  readObjects,
} from '../../workload/kubernetes/index.ts';
import type { ComposeProject, Delivery, KubernetesObject, MadeBy } from '../../workload/types.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlFile } from '../../yaml/types.ts';
import { gapOf, infoOf, strayGaps } from './gaps.ts';
import type { ManifestKind } from './kinds.ts';
import { type BuiltImage, linkFits, type Recipes } from './link.ts';
import type { Memory } from './memory.ts';
import { readWorkflows } from './workflows.ts';

/** A manifest that was found and read. */
export interface OpenManifest {
  readonly kind: ManifestKind;
  readonly source: Source;
}

/** What a delivery is read from. Paths are as shown, with `/`. */
export interface DeliveryInput {
  readonly manifests: readonly OpenManifest[];
  /** Texts that charts and kustomizations were made into, with the way back to what they were made from. */
  readonly rendered?: {
    readonly files: readonly RenderedManifest[];
    /** What they were made from. */
    readonly sources: readonly Source[];
    /** Paths of manifests that are not to be judged as they stand. */
    readonly parts: ReadonlySet<string>;
    readonly gaps: readonly Gap[];
  };
  /** Compose files that are one project each, by path; each of them is in no other. */
  readonly projects?: readonly (readonly string[])[];
  readonly recipes: Recipes;
  /** The images that the configuration links. */
  readonly linked?: readonly BuiltImage[];
  /** Where further kinds of objects keep pod templates. */
  readonly podTemplates?: readonly PodTemplateKind[];
  /** Another file that one of them names; undefined when there is none. */
  read(path: string): Source | undefined;
  /** Why something is not read that is there, in words; undefined: there is nothing. */
  whyUnread?(path: string): string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the states before, where this is one of many. */
  readonly memory?: Memory;
}

export interface RenderedManifest {
  readonly source: Source;
  readonly madeBy: MadeBy;
  /** The text as YAML; what is known to be written somewhere has the place there, the rest that in `source`. */
  read(): YamlFile;
  /** Undefined: the place stands for nothing that anybody wrote. */
  origin(site: Site): Site | undefined;
}

/** Everything that says how images are built, run and published, linked. */
export interface Parts {
  readonly delivery: Delivery;
  /** What Compose refuses of each project. */
  readonly refused: ReadonlyMap<ComposeProject, readonly ComposeProblem[]>;
  readonly fits: readonly Fit[];
  readonly workflows: readonly Workflow[];
  readonly built: readonly BuiltImage[];
  /** What was judged, for comments and reports. */
  readonly sources: readonly Source[];
  readonly gaps: readonly Gap[];
  /** Where a place really is; undefined: it stands for nothing that anybody wrote. */
  origin(site: Site): Site | undefined;
  /** Whether a path is that of a text which was made of others: it is no file that could be edited. */
  isMade(path: string): boolean;
}

/** Reads and links the parts of a delivery. Never throws: what cannot be read is a gap or a problem of its file. */
export function openParts(input: DeliveryInput): Parts {
  const gaps: Gap[] = [];
  const composed = composeProjects(input, gaps);
  const projects = composed.map(({ project }) => project);
  const objects = kubernetesObjects(input, gaps);
  const told = new Set(input.rendered?.gaps.map(({ path }) => path));
  const texts = input.manifests.filter(({ kind, source }) => IN_UTF8.has(kind) && !told.has(source.path));
  gaps.push(...strayGaps(texts.map(({ source }) => source)));
  const { workflows, built: published, given, gaps: unseen } = readWorkflows(input.manifests, input.read);
  const workloads = [
    ...projects.flatMap(({ services }) => services),
    ...objects.flatMap(({ workload, otherWorkloads = [] }) =>
      workload ? [workload, ...otherWorkloads] : [],
    ),
  ];
  const delivery: Delivery = { projects, objects, workloads };
  const built = [...(input.linked ?? []), ...composeBuilds(projects), ...published];
  const linked = linkFits(delivery, built, input.recipes, { ...given, ...unrendered(input) });
  const origins = new Map(input.rendered?.files.map((file) => [file.source, file]));
  const judged = input.manifests.filter(({ kind }) => !NOT_JUDGED.has(kind)).map(({ source }) => source);
  const known = new Set(judged.map(({ path }) => path));
  const made = new Set(input.rendered?.files.map(({ source }) => source.path));
  const others = new Map(
    [...(input.rendered?.sources ?? []), ...projects.flatMap(({ sources = [] }) => sources)]
      // Files of variables stay out of reports: they hold secrets.
      .filter(({ path }) => !known.has(path) && /\.(?:ya?ml|json)$/i.test(path))
      .map((source) => [source.path, source]),
  );
  return {
    delivery,
    refused: new Map(composed.map(({ project, problems }) => [project, problems])),
    fits: linked.fits,
    workflows,
    built,
    sources: [...judged, ...others.values()],
    gaps: [...gaps, ...unseen, ...linked.gaps],
    isMade: (path) => made.has(path),
    origin(site) {
      const file = origins.get(site.source);
      return file ? file.origin(site) : site;
    },
  };
}

/** A kustomization that was not made into anything may replace the tags of what it takes. */
function unrendered({ manifests, rendered }: DeliveryInput): { unseen?: string } {
  if (rendered?.files.some(({ madeBy }) => madeBy.tool === 'kustomize')) return {};
  const found = manifests.find(({ kind }) => kind === 'kustomization');
  return found ? { unseen: found.source.path } : {};
}

/** Read for what they say of others. */
const NOT_JUDGED: ReadonlySet<ManifestKind> = new Set(['makefile', 'chart', 'kustomization', 'compose-part']);

/** Whose readers take nothing but UTF-8; Compose files are told of where they are read, and so are charts. */
const IN_UTF8: ReadonlySet<ManifestKind> = new Set(['kubernetes', 'github', 'gitlab', 'bake']);

type Composed = ReturnType<typeof readProject>;

/** The projects of all Compose files: as it is said, else as Compose takes the files of each folder. */
function composeProjects(input: DeliveryInput, gaps: Gap[]): readonly Composed[] {
  const byPath = new Map(
    input.manifests.flatMap(({ kind, source }) => (kind === 'compose' ? [[source.path, source]] : [])),
  );
  const composed = [...(input.projects ?? []), ...unnamedProjects(input, byPath, gaps)].map((paths) => {
    const folder = posix.dirname(paths[0]!);
    return readProject({
      files: paths.map((path) => byPath.get(path)!),
      folder,
      read: (path) => input.read(posix.join(folder, path)),
      whyUnread: (path) => input.whyUnread?.(posix.join(folder, path)),
      env: input.env,
    });
  });
  const own = withoutParts(composed);
  gaps.push(...own.flatMap((read) => read.gaps));
  return own;
}

/**
 * One project for each folder, from the file that Compose takes and what overrides it, or the files of COMPOSE_FILE. A file
 * that stands beside them
 * and names no image for a service of theirs (`compose.prod.yaml`) is merged over them, else it is a project of its own.
 */
function unnamedProjects(
  { projects = [], read }: DeliveryInput,
  byPath: ReadonlyMap<string, Source>,
  gaps: Gap[],
): string[][] {
  const folders = new Map<string, string[]>();
  for (const path of byPath.keys()) {
    pushTo(folders, posix.dirname(path), posix.basename(path));
  }
  const named = new Set(projects.flat());
  const found = [...folders].flatMap(([folder, names]) => {
    const pathOf = (name: string) => posix.join(folder, name);
    const some = overridesOf(names, (name) => byPath.get(pathOf(name))).map((files) => files.map(pathOf));
    const dotenv = read(pathOf('.env'));
    const chosen = (dotenv && filesIn(dotenv))?.map(pathOf);
    if (!chosen?.every((path) => byPath.has(path))) return some;
    return [[...chosen], ...some.filter((files) => !files.every((path) => chosen.includes(path)))];
  });
  if (named.size === 0) return found;
  const kept = found.filter((paths) => !paths.some((path) => named.has(path)));
  const judged = new Set([...named, ...kept.flat()]);
  for (const paths of found)
    for (const path of paths)
      if (!judged.has(path))
        gaps.push({ path, reason: unmerged(paths.find((one) => named.has(one))!), kind: 'info' });
  return kept;
}

const unmerged = (other: string): string =>
  `it goes over ${other}, which is read with other files, as you said: it was not judged`;

/**
 * Without those that are but a part of another: it includes all of their services, or takes one of them (`extends`) out of
 * a file that is not called as one that is run.
 */
function withoutParts(composed: readonly Composed[]): readonly Composed[] {
  const readBy = new Map<string, Composed[]>();
  const known = new Map(
    composed.map((one) => {
      const paths = new Set(one.project.sources?.map(({ path }) => path));
      for (const path of paths) pushTo(readBy, path, one);
      return [one, { paths, places: new Set(one.project.services.map(({ at }) => placeOf(at))) }];
    }),
  );
  return composed.filter((one) => {
    const { files } = one.project;
    const { paths, places } = known.get(one)!;
    const isNamed = isComposeName(files[0]!.path);
    return !readBy.get(files[0]!.path)?.some((other) => {
      if (other === one || other.project.files.some(({ path }) => paths.has(path))) return false;
      const whole = known.get(other)!;
      return (
        files.every(({ path }) => whole.paths.has(path)) && (!isNamed || places.isSubsetOf(whole.places))
      );
    });
  });
}

function pushTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

const placeOf = ({ source, span }: Site): string => `${source.path}:${span.start}`;

function kubernetesObjects(input: DeliveryInput, gaps: Gap[]): KubernetesObject[] {
  const { rendered, manifests, podTemplates = [], memory } = input;
  const read = (source: Source, make: () => ObjectsRead): ObjectsRead =>
    memory ? memory.of(source, 'objects', make) : make();
  const plain = rendered
    ? manifests.filter(({ kind, source }) => kind === 'kubernetes' && !rendered.parts.has(source.path))
    : plainManifests(manifests, gaps);
  gaps.push(...(rendered?.gaps ?? []));
  // What Helm stumbles over in a template is told.
  const told = new Set(rendered?.gaps.map(({ path }) => path));
  return [
    ...plain.flatMap(({ source }) => {
      const { objects, problems, unknown } = read(source, () =>
        readObjects(readYaml(source), { podTemplates }),
      );
      gaps.push(...unknown.map(infoOf));
      if (!told.has(source.path)) gaps.push(...(templateGap(source, problems) ?? problems.map(gapOf)));
      return objects;
    }),
    ...(rendered?.files ?? []).flatMap((file) => {
      const { source, madeBy, origin } = file;
      const { objects, problems, unknown } = read(source, () =>
        readObjects(file.read(), { madeBy, podTemplates }),
      );
      for (const one of unknown) {
        const at = origin(one.at);
        if (at) gaps.push(infoOf({ ...one, at }));
      }
      for (const problem of problems) {
        const at = origin(problem.at);
        if (at) gaps.push(gapOf({ ...problem, at }));
      }
      return objects;
    }),
  ];
}

/** Everything that is wrong with a template outside of a chart comes of what it is, and is told as that, once. */
function templateGap(source: Source, problems: readonly ObjectProblem[]): Gap[] | undefined {
  const action = source.text.indexOf('{{');
  if (action === -1 || problems.length === 0) return undefined;
  const message =
    'it is a template, and what its {{ … }} make of it is not seen: render it, and check the result';
  return [gapOf({ at: { source, span: { start: action, end: action + 2 } }, message })];
}

/**
 * The manifests that are YAML as they stand. Templates of a chart are not, and are told as one gap for each chart;
 * its other files are judged.
 */
function plainManifests(manifests: readonly OpenManifest[], gaps: Gap[]): OpenManifest[] {
  const charts = manifests
    .filter(({ kind }) => kind === 'chart')
    .map(({ source }) => posix.dirname(source.path));
  const unread = new Map<string, number>();
  const plain = manifests.filter(({ kind, source }) => {
    if (kind !== 'kubernetes') return false;
    const chart = charts.find((folder) => folder === '.' || source.path.startsWith(`${folder}/`));
    if (chart === undefined || !source.text.includes('{{')) return true;
    unread.set(chart, (unread.get(chart) ?? 0) + 1);
    return false;
  });
  for (const [path, count] of unread) {
    const files = count === 1 ? 'its template was' : `its ${count} templates were`;
    const reason = `${files} not rendered, so that nothing is known of what they make: render the chart (helm template) and check the result`;
    gaps.push({ path, reason });
  }
  for (const { kind, source } of manifests)
    if (kind === 'kustomization')
      gaps.push({
        path: source.path,
        reason: 'its patches were not applied: the files that it names were judged as they are',
      });
  return plain;
}

const isMade = ({ interpolated, uncertain }: Field<string>): boolean => Boolean(interpolated || uncertain);

/** What services build, by the name that they give it. */
const composeBuilds = (projects: readonly ComposeProject[]): BuiltImage[] =>
  projects.flatMap((project) =>
    project.services.flatMap(({ containers }) =>
      containers.flatMap(({ build, image }): BuiltImage[] => {
        if (!build || !image || build.inline) return [];
        const folder = posix.dirname(project.files[0]!.path);
        const { line } = build.at.source.position(build.at.span.start);
        return [
          {
            names: [image.value, ...build.tags.map(({ value }) => value)],
            dockerfile: posix.join(folder, build.context.value, build.dockerfile?.value ?? 'Dockerfile'),
            context: posix.join(folder, build.context.value),
            ...(build.target ? { target: build.target.value } : {}),
            args: Object.fromEntries([...build.args].map(([name, { value }]) => [name, value])),
            why: `built by ${build.at.source.path}:${line}`,
            at: build.at,
            local: true,
            service: { project, mayVary: [image, ...build.tags].some(isMade) },
            ...(build.platforms ? { platforms: build.platforms.map(({ value }) => value) } : {}),
          },
        ];
      }),
    ),
  );
