import { resolve } from 'node:path';
import type { Gap } from '../../core/gap.ts';
import type { Source } from '../../core/source.ts';
import type { Environment } from '../program.ts';
import { renderHelm } from './helm.ts';
import { renderKustomize } from './kustomize.ts';
import { chartRoots, kustomizationRoots } from './roots.ts';
import { doWork, doWorkNow, type Work } from './run.ts';
import type { Rendered, RenderedFile, RenderOptions } from './types.ts';

/** Everything of a delivery that is made of other files. */
export interface RenderedDelivery {
  readonly files: readonly RenderedFile[];
  readonly gaps: readonly Gap[];
  /** What they are made of, each once. */
  readonly sources: readonly Source[];
  /** Paths of files that are not to be judged as they stand. */
  readonly parts: ReadonlySet<string>;
  /** The same once some files have other texts, by path as shown; what these are no part of is not rendered again. */
  again(texts: ReadonlyMap<string, Source>): RenderedDelivery;
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
}

/** So many programs run at once. */
const AT_ONCE = 3;

/** Renders every chart and builds every kustomization that is none of another's. Never throws. */
export async function renderDelivery(request: RenderRequest): Promise<RenderedDelivery> {
  const roots = rootsOf(request);
  const done: Rendered[] = [];
  let next = 0;
  const go = async () => {
    for (let index = next++; index < roots.length; index = next++)
      done[index] = await doWork(roots[index]!());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, go));
  return together(done, new Memory(roots, done));
}

/** What is rendered by itself, with the texts that go before those on disk. */
type Root = (texts?: ReadonlyMap<string, Source>) => Work<Rendered>;

function rootsOf({ cwd, env, charts, kustomizations, values = [], set = [] }: RenderRequest): Root[] {
  const folders = chartRoots(charts);
  const ownerOf = (path: string): string | undefined =>
    folders.find((folder) => folder === '.' || path.startsWith(`${folder}/`));
  const optionsOf = (path: string, texts: ReadonlyMap<string, Source> | undefined): RenderOptions => ({
    path,
    env,
    ...(texts ? { texts: new Map([...texts].map(([path, one]) => [resolve(cwd, path), one])) } : {}),
  });
  const chart = (path: string): Root => {
    const own = values.filter((one) => (ownerOf(one.path) ?? path) === path);
    return (texts) =>
      guarded(
        path,
        renderHelm(resolve(cwd, path), {
          ...optionsOf(path, texts),
          values: own.map((one) => texts?.get(one.path) ?? one),
          set,
        }),
      );
  };
  const kustomization =
    (path: string): Root =>
    (texts) =>
      guarded(path, renderKustomize(resolve(cwd, path), optionsOf(path, texts)));
  return [...folders.map(chart), ...kustomizationRoots(kustomizations).map(kustomization)];
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

function together(all: readonly Rendered[], memory: Memory): RenderedDelivery {
  const sources = new Map(all.flatMap((one) => one.sources.map((source) => [source.path, source])));
  return {
    files: all.flatMap(({ files }) => files),
    gaps: all.flatMap(({ gaps }) => gaps),
    sources: [...sources.values()],
    parts: new Set(all.flatMap(({ parts }) => parts)),
    again: (texts) =>
      together(
        all.map((_, index) => memory.render(index, texts)),
        memory,
      ),
  };
}

/** How many states of one chart are kept: that before a repair, and those of the last trials. */
const MOST_STATES = 6;

interface State {
  /** The texts that it was made of; what is not among them is as it is on disk. */
  readonly texts: ReadonlyMap<string, string>;
  readonly rendered: Rendered;
}

/** What was rendered of which texts. A repair tries many states, and in each nearly all charts are as they were. */
class Memory {
  readonly #roots: readonly Root[];
  /** Of every root, the latest first. */
  readonly #states: State[][];

  constructor(roots: readonly Root[], first: readonly Rendered[]) {
    this.#roots = roots;
    this.#states = first.map((rendered) => [{ texts: textsOf(rendered), rendered }]);
  }

  render(index: number, texts: ReadonlyMap<string, Source>): Rendered {
    const states = this.#states[index]!;
    const known = states.find((state) => isSame(state, texts));
    if (known) return known.rendered;
    const rendered = doWorkNow(this.#roots[index]!(texts));
    const made = new Map([...states[0]!.texts, ...textsOf(rendered)]);
    for (const path of made.keys()) made.set(path, texts.get(path)?.text ?? made.get(path)!);
    states.unshift({ texts: made, rendered });
    states.length = Math.min(states.length, MOST_STATES);
    return rendered;
  }
}

const textsOf = ({ sources }: Rendered): Map<string, string> =>
  new Map(sources.map(({ path, text }) => [path, text]));

const isSame = (state: State, texts: ReadonlyMap<string, Source>): boolean =>
  [...state.texts].every(([path, text]) => (texts.get(path)?.text ?? text) === text);
