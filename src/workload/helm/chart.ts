import type { Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import { asMap, at, itemsOf, plain, siteOf, textOf } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlNode } from '../../yaml/types.ts';
import type { Folder } from '../origin/folder.ts';
import type { NamedTemplate } from './explain.ts';
import { parseTemplate } from './parse.ts';

/** A chart's folder with what Helm makes manifests of. */
export interface Chart {
  /** Its folder, relative to that of the chart that is rendered: '', `charts/db`. */
  readonly folder: string;
  readonly name: string;
  /** A library gives named templates to others and makes nothing by itself. */
  readonly isLibrary: boolean;
  readonly file: ValuesFile;
  readonly values?: ValuesFile;
  /** requirements.yaml of older charts. */
  readonly requirements?: ValuesFile;
  /** `templates/` and below. */
  readonly templates: readonly ChartFile[];
  readonly dependencies: readonly Dependency[];
  readonly subcharts: readonly Chart[];
}

/** A YAML file of a chart, its first document. */
export interface ValuesFile {
  readonly source: Source;
  readonly root: YamlNode | undefined;
}

export interface ChartFile {
  /** Relative to the chart's folder: `templates/web.yaml`. */
  readonly path: string;
  readonly source: Source;
}

/** A chart that another needs, as Chart.yaml (or requirements.yaml) names it. */
export interface Dependency {
  readonly name: string;
  /** The name that it goes by among the values: its alias, else its name. */
  readonly called: string;
  readonly repository?: string;
  readonly at: Site;
}

/** Charts within charts, and folders within `templates`, no deeper. */
const DEEPEST = 10;
/** What a chart may have at the most before it counts as made to exhaust the reader. */
const MOST_FILES = 5000;

/** Opens a chart with the charts in its `charts/`; undefined when there is no Chart.yaml. Never throws. */
export function openChart(folder: Folder): Chart | undefined {
  const budget = { files: MOST_FILES };
  return chartAt('', folder, budget, 0);
}

function chartAt(path: string, folder: Folder, budget: { files: number }, depth: number): Chart | undefined {
  const within = (name: string): string => (path === '' ? name : `${path}/${name}`);
  const source = folder.read(within('Chart.yaml'));
  if (!source) return undefined;
  const file = open(source);
  const values = folder.read(within('values.yaml'));
  const required = folder.read(within('requirements.yaml'));
  const requirements = required && open(required);
  const subcharts =
    depth < DEEPEST
      ? folder
          .list(within('charts'))
          .filter(({ isFolder }) => isFolder)
          .flatMap(({ name }) => chartAt(within(`charts/${name}`), folder, budget, depth + 1) ?? [])
      : [];
  return {
    folder: path,
    name: textOf(at(file.root, 'name')) ?? '',
    isLibrary: textOf(at(file.root, 'type')) === 'library',
    file,
    ...(values ? { values: open(values) } : {}),
    ...(requirements ? { requirements } : {}),
    templates: templatesIn('templates', (name) => within(name), folder, budget, 0),
    dependencies: [...dependenciesOf(file.root), ...dependenciesOf(requirements?.root)],
    subcharts,
  };
}

const open = (source: Source): ValuesFile => {
  const root = readYaml(source).documents.find((document) => document.root)?.root;
  return { source, root };
};

function templatesIn(
  path: string,
  within: (path: string) => string,
  folder: Folder,
  budget: { files: number },
  depth: number,
): ChartFile[] {
  if (depth > DEEPEST) return [];
  return folder.list(within(path)).flatMap(({ name, isFolder }): ChartFile[] => {
    const file = `${path}/${name}`;
    if (isFolder) return templatesIn(file, within, folder, budget, depth + 1);
    const source = budget.files-- > 0 ? folder.read(within(file)) : undefined;
    return source ? [{ path: file, source }] : [];
  });
}

const dependenciesOf = (root: YamlNode | undefined): Dependency[] =>
  itemsOf(at(root, 'dependencies')).flatMap((item): Dependency[] => {
    const name = textOf(at(asMap(item), 'name'));
    const repository = textOf(at(item, 'repository'));
    if (name === undefined) return [];
    return [
      {
        name,
        called: textOf(at(item, 'alias')) ?? name,
        ...(repository === undefined ? {} : { repository }),
        at: siteOf(at(item, 'name') ?? item),
      },
    ];
  });

/** A file that Helm says a manifest is from, with the charts that lead to it. */
export interface Located {
  /** The chart that is rendered, the one below it, …, the one that has the file. */
  readonly charts: readonly Chart[];
  /** The names that lead to the last among the values of the first. */
  readonly below: readonly string[];
  readonly file: ChartFile;
}

/** Finds what `# Source: shop/charts/db/templates/x.yaml` names; undefined: it is in an archive, say. */
export function locate(root: Chart, path: string): Located | undefined {
  const charts = [root];
  const below: string[] = [];
  let rest = path.slice(path.indexOf('/') + 1);
  for (let match = SUBCHART.exec(rest); match; match = SUBCHART.exec(rest)) {
    const [, called = '', within = ''] = match;
    const chart = charts.at(-1)!;
    const { name } = chart.dependencies.find((one) => one.called === called) ?? { name: called };
    const subchart = chart.subcharts.find((one) => one.name === name);
    if (!subchart) return undefined;
    charts.push(subchart);
    below.push(called);
    rest = within;
  }
  const file = charts.at(-1)!.templates.find((one) => one.path === rest);
  return file && { charts, below, file };
}

const SUBCHART = /^charts\/([^/]+)\/(.*)$/s;

/** Every chart, and those within. */
export const chartsOf = (chart: Chart): Chart[] => [chart, ...chart.subcharts.flatMap(chartsOf)];

/** The dependency that a path of Helm's leads into: the first below the chart that is rendered. */
export function dependencyOf(root: Chart, path: string): Dependency | undefined {
  const called = SUBCHART.exec(path.slice(path.indexOf('/') + 1))?.[1];
  return root.dependencies.find((one) => one.called === called);
}

/** Whether Helm writes out what it makes of a template: helpers and notes it does not. */
export const isWritten = (path: string): boolean => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return !name.startsWith('_') && name !== 'NOTES.txt';
};

/** The files of a chart that no longer name some of its dependencies, by their path in it. */
export function withoutDependencies(
  { file, requirements }: Chart,
  names: readonly string[],
): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [path, one] of [
    ['Chart.yaml', file],
    ['requirements.yaml', requirements],
  ] as const) {
    if (one?.root?.kind !== 'map') continue;
    const data = plain(one.root) as { dependencies?: unknown };
    if (!Array.isArray(data.dependencies)) continue;
    data.dependencies = data.dependencies.filter(
      (item) => !names.includes((item as { name?: string })?.name ?? ''),
    );
    texts.set(path, JSON.stringify(data));
  }
  return texts;
}

/** Every named template; of those of one name the parent's counts, as it is read last. */
export function definesOf(chart: Chart): ReadonlyMap<string, NamedTemplate> {
  const defines = new Map<string, NamedTemplate>();
  for (const { templates } of chartsOf(chart).reverse())
    for (const { source } of templates) {
      if (!source.text.includes('{{')) continue;
      const template = parseTemplate(source);
      for (const define of template.defines) defines.set(define.name, { template, define });
    }
  return defines;
}
