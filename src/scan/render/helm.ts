import { writeFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import type { Gap } from '../../core/gap.ts';
import type { Source } from '../../core/source.ts';
import {
  type Chart,
  chartsOf,
  holdsMark,
  isWritten,
  type Manifests,
  marked,
  openChart,
  parseTemplate,
  readOutput,
  withoutDependencies,
} from '../../workload/helm/index.ts';
import { findProgram } from '../program.ts';
import { folderAt, type Place } from './folder.ts';
import { failureOf, type HelmFailure } from './helm-errors.ts';
import { filesOf } from './helm-files.ts';
import { localDependencies } from './helm-local.ts';
import { templateCommand } from './helm-program.ts';
import type { Work } from './run.ts';
import { isRandom, settled } from './settled.ts';
import { stage, withFolder } from './stage.ts';
import type { Rendered, RenderOptions } from './types.ts';
import { withoutHelm } from './without-helm.ts';

/**
 * Renders a chart with `helm template`, and once more with marks that say where each line is from. Where there is no
 * Helm, or it does not render the chart, what can be told without it is told, with a gap.
 * @param dir the chart's folder, absolute
 */
export function* renderHelm(dir: string, options: RenderOptions): Work<Rendered> {
  const links = localDependencies({ absolute: dir, shown: options.path }, options.texts);
  const chart = openChart(folderAt({ absolute: dir, shown: options.path }, options.texts, links));
  if (!chart) return nothing({ path: options.path, reason: 'its Chart.yaml cannot be read' });
  if (chart.isLibrary) return nothing();
  const program = findProgram('helm', options.env);
  if (program === undefined) return withoutHelm(chart, options, absent(options.path));
  return yield* withFolder(function* (home): Work<Rendered> {
    const rendering = new Rendering(program, dir, home, chart, links, options);
    const { manifests, gaps } = yield* rendering.manifests();
    if (!manifests) return withoutHelm(chart, options, ...gaps);
    const marks = yield* rendering.marks();
    const sources = [...rendering.values, ...sourcesOf(chart)];
    const parts = chartsOf(chart).flatMap(({ templates }) => templates.map(({ source }) => source.path));
    return { files: filesOf(chart, manifests, marks, rendering.values, options), gaps, sources, parts };
  });
}

const nothing = (...gaps: Gap[]): Rendered => ({ files: [], gaps, sources: [], parts: [] });

const absent = (path: string): Gap => ({
  path,
  reason:
    'no helm program was found, so the chart was not rendered: only what its values and plain manifests say was judged. Install Helm, or set PLIMSOLL_HELM_PROGRAM',
});

const sourcesOf = (chart: Chart): Source[] =>
  chartsOf(chart).flatMap(({ file, values, templates }) => [
    file.source,
    ...(values ? [values.source] : []),
    ...templates.map(({ source }) => source),
  ]);

/** The templates that would give other texts at every rendering, as they give the same. */
const settledTemplates = (chart: Chart): [string, string][] =>
  chartsOf(chart).flatMap(({ folder, templates }) =>
    templates.flatMap(({ path, source }): [string, string][] =>
      isWritten(path) && isRandom(source.text) ? [[posix.join(folder, path), settled(source.text)]] : [],
    ),
  );

/** So often a template that cannot be rendered with marks is left without, before all are. */
const MOST_TRIES = 3;

class Rendering {
  readonly values: readonly Source[];
  readonly #program: string;
  readonly #home: string;
  readonly #chart: Chart;
  readonly #options: RenderOptions;
  readonly #valueFiles: readonly string[];
  /** The folder that is rendered: the chart's own, or one that looks like it. */
  #folder: string;
  #folders = 0;

  constructor(
    program: string,
    dir: string,
    home: string,
    chart: Chart,
    links: ReadonlyMap<string, Place>,
    options: RenderOptions,
  ) {
    this.#program = program;
    this.#home = home;
    this.#chart = chart;
    this.#options = options;
    this.#folder = dir;
    this.values = options.values ?? [];
    this.#valueFiles = this.values.map(({ text }, index) => {
      const file = join(home, `values-${index}.yaml`);
      writeFileSync(file, text);
      return file;
    });
    const texts = [...(options.texts ?? [])].flatMap(([absolute, { text }]) => {
      const path = relative(dir, absolute).replaceAll('\\', '/');
      return path.startsWith('../') || path === '' ? [] : [[path, text] as const];
    });
    const all = new Map([...texts, ...settledTemplates(chart)]);
    if (all.size > 0 || links.size > 0)
      this.#stage(all, new Map([...links].map(([path, { absolute }]) => [path, absolute])));
  }

  /** What Helm makes of the chart; where dependencies are missing, without them, and a gap that says so. */
  *manifests(): Work<{ manifests?: Manifests[]; gaps: Gap[] }> {
    const first = yield* this.#render();
    if (Array.isArray(first)) return { manifests: first, gaps: [] };
    if (first.missing.length === 0) return { gaps: [first.gap] };
    this.#stage(withoutDependencies(this.#chart, first.missing));
    const second = yield* this.#render();
    if (Array.isArray(second)) return { manifests: second, gaps: [first.gap] };
    return { gaps: [first.gap, second.gap] };
  }

  /** The same with marks; undefined when it does not render with them. */
  *marks(): Work<Manifests[] | undefined> {
    const texts = new Map<string, string>();
    for (const { folder, templates } of chartsOf(this.#chart)) {
      for (const { path, source } of templates)
        if (isWritten(path) && !holdsMark(source.text))
          texts.set(posix.join(folder, path), settled(marked(parseTemplate(source))));
    }
    const folder = this.#folder;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      this.#stage(texts);
      const outcome = yield* this.#render();
      this.#folder = folder;
      if (Array.isArray(outcome)) return outcome;
      if (outcome.file === undefined || !texts.delete(outcome.file)) return undefined;
    }
    return undefined;
  }

  *#render(): Work<Manifests[] | HelmFailure> {
    const { name } = this.#chart;
    const outcome = yield templateCommand(
      this.#program,
      this.#folder,
      name,
      this.#home,
      this.#valueFiles,
      this.#options,
    );
    return outcome.ok
      ? readOutput(outcome.stdout)
      : failureOf(outcome, this.#chart, this.#options.path, this.#folder);
  }

  #stage(texts: ReadonlyMap<string, string>, links?: ReadonlyMap<string, string>): void {
    const folder = join(this.#home, `chart-${this.#folders++}`);
    stage(this.#folder, folder, texts, links);
    this.#folder = folder;
  }
}
