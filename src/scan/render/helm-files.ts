import { Source } from '../../core/source.ts';
import {
  type Chart,
  definesOf,
  dependencyOf,
  givenPaths,
  guessLines,
  type Layer,
  type Located,
  linesOf,
  locate,
  type Manifests,
  type NamedTemplate,
  Origins,
  parseTemplate,
  readMarks,
  textOfManifests,
  Values,
} from '../../workload/helm/index.ts';
import type { Origin } from '../../workload/origin/types.ts';
import { entryOf, keySite } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import { joined } from './folder.ts';
import { madePath, type RenderedFile, type RenderOptions } from './types.ts';

/**
 * What Helm made of a chart, one text for each template.
 * @param marks the same with marks, when it rendered with them
 * @param given files with values that the user named
 */
export function filesOf(
  chart: Chart,
  manifests: readonly Manifests[],
  marks: readonly Manifests[] | undefined,
  given: readonly Source[],
  options: RenderOptions,
): RenderedFile[] {
  const marksOf = new Map((marks ?? []).map((one) => [one.path, textOfManifests(one)]));
  const shared = new Shared(chart, given, options);
  return manifests.map((one) => {
    const located = locate(chart, one.path);
    const within = one.path.slice(one.path.indexOf('/') + 1);
    const path = located?.file.source.path ?? joined(options.path, within);
    const source = new Source(madePath(path), textOfManifests(one));
    const madeBy = { tool: 'helm', path: options.path } as const;
    if (!located)
      return { source, madeBy, read: () => readYaml(source), origin: () => archived(chart, one.path) };
    let origins: Origins | undefined;
    const known = (): Origins => {
      origins ??= shared.origins(source, located, marksOf.get(one.path));
      return origins;
    };
    return {
      source,
      madeBy,
      read: () => known().grafted(),
      origin: (site) => (site.source === source ? known().origin(site) : { ...site, how: 'literal' }),
    };
  });
}

/** What the templates of a chart have in common, read when it is first asked for. */
class Shared {
  readonly #chart: Chart;
  readonly #given: readonly Source[];
  readonly #set: readonly string[];
  #defines: ReadonlyMap<string, NamedTemplate> | undefined;
  #roots: readonly Layer['root'][] | undefined;

  constructor(chart: Chart, given: readonly Source[], { set = [] }: RenderOptions) {
    this.#chart = chart;
    this.#given = given;
    this.#set = givenPaths(set);
  }

  origins(rendered: Source, { charts, below, file }: Located, marks: string | undefined): Origins {
    const template = parseTemplate(file.source);
    const known = marks === undefined ? [] : linesOf(rendered.text, readMarks(marks));
    const isKnown = known.filter((line) => line !== undefined).length * 2 > known.length;
    this.#roots ??= this.#given.map(rootOf).reverse();
    this.#defines ??= definesOf(this.#chart);
    const layers = [
      ...this.#roots.map((root) => ({ root, below })),
      ...charts.map(({ values }, index) => ({ root: values?.root, below: below.slice(index) })),
    ];
    return new Origins(rendered, template, isKnown ? known : guessLines(rendered, template), {
      values: new Values(layers, this.#set, below),
      chart: charts.at(-1)!.file.root,
      defines: this.#defines,
    });
  }
}

const rootOf = (source: Source): Layer['root'] => readYaml(source).documents.find(({ root }) => root)?.root;

/** A template within an archive is told where the chart says what goes into it, or that it needs it. */
function archived(chart: Chart, path: string): Origin {
  const dependency = dependencyOf(chart, path);
  const entry = dependency && entryOf(chart.values?.root, dependency.called);
  if (entry) return { ...keySite(entry), how: 'near' };
  const { source } = chart.file;
  return { ...(dependency?.at ?? { source, span: source.lineSpan(1) }), how: 'near' };
}
