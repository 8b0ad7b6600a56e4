import { resolve } from 'node:path';
import type { Gap } from '../../core/gap.ts';
import type { Source } from '../../core/source.ts';
import type { Environment } from '../program.ts';
import { renderHelm } from './helm.ts';
import { renderKustomize } from './kustomize.ts';
import { chartRoots, kustomizationRoots } from './roots.ts';
import { doWork, doWorkNow, type Work } from './run.ts';
import type { Rendered, RenderedFile } from './types.ts';

/** Everything of a delivery that is made of other files. */
export interface RenderedDelivery {
  readonly files: readonly RenderedFile[];
  readonly gaps: readonly Gap[];
  /** What they are made of, each once. */
  readonly sources: readonly Source[];
  /** Paths of files that are not to be judged as they stand. */
  readonly parts: ReadonlySet<string>;
}

export interface RenderRequest {
  readonly cwd: string;
  readonly env: Environment;
  /** Files that say what is made: every Chart.yaml, every kustomization. */
  readonly charts: readonly Source[];
  readonly kustomizations: readonly Source[];
  /** Files with values, and what `--set` says; a file within a chart is for that one, any other for all. */
  readonly values?: readonly Source[];
  readonly set?: readonly string[];
  /** Texts that go before those on disk, by path as shown: files in the state of a repair. */
  readonly texts?: ReadonlyMap<string, Source>;
}

/** So many programs run at once. */
const AT_ONCE = 3;

/** Renders every chart and builds every kustomization that is none of another's. Never throws. */
export async function renderDelivery(request: RenderRequest): Promise<RenderedDelivery> {
  const works = worksOf(request);
  const done: Rendered[] = [];
  let next = 0;
  const go = async () => {
    for (let index = next++; index < works.length; index = next++)
      done[index] = await doWork(works[index]!());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, go));
  return together(done);
}

/** As `renderDelivery`, for those who cannot wait. */
export const renderDeliveryNow = (request: RenderRequest): RenderedDelivery =>
  together(worksOf(request).map((work) => doWorkNow(work())));

function worksOf({
  cwd,
  env,
  charts,
  kustomizations,
  texts,
  values = [],
  set = [],
}: RenderRequest): (() => Work<Rendered>)[] {
  const absolute = texts && new Map([...texts].map(([path, source]) => [resolve(cwd, path), source]));
  const options = (path: string) => ({ path, env, ...(absolute ? { texts: absolute } : {}) });
  const each = (
    paths: readonly string[],
    render: (dir: string, how: ReturnType<typeof options>) => Work<Rendered>,
  ) => paths.map((path) => () => guarded(path, render(resolve(cwd, path), options(path))));
  const roots = chartRoots(charts);
  const ownerOf = (path: string): string | undefined =>
    roots.find((root) => root === '.' || path.startsWith(`${root}/`));
  const valuesFor = (chart: string): Source[] =>
    values.filter(({ path }) => (ownerOf(path) ?? chart) === chart);
  return [
    ...each(roots, (dir, how) => renderHelm(dir, { ...how, values: valuesFor(how.path), set })),
    ...each(kustomizationRoots(kustomizations), renderKustomize),
  ];
}

/** A file system that fails (no room for what is made) costs the one chart. */
function* guarded(path: string, work: Work<Rendered>): Work<Rendered> {
  try {
    return yield* work;
  } catch (error) {
    const reason = `it cannot be rendered: ${error instanceof Error ? error.message : String(error)}`;
    return { files: [], gaps: [{ path, reason }], sources: [], parts: [] };
  }
}

const together = (all: readonly Rendered[]): RenderedDelivery => ({
  files: all.flatMap(({ files }) => files),
  gaps: all.flatMap(({ gaps }) => gaps),
  sources: [
    ...new Map(all.flatMap(({ sources }) => sources.map((source) => [source.path, source]))).values(),
  ],
  parts: new Set(all.flatMap(({ parts }) => parts)),
});
