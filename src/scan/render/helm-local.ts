import { existsSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import type { Source } from '../../core/source.ts';
import { chartsOf, openChart } from '../../workload/helm/index.ts';
import { folderAt, type Place } from './folder.ts';

/** Charts that depend on charts beside them, no deeper. */
const DEEPEST = 6;

/**
 * Charts beside one that it depends on (`file://../common`), and that nobody has put into its `charts`; and those that
 * these depend on.
 * @returns by their path in the chart: `charts/common`, `charts/common/charts/base`
 */
export function localDependencies(
  chart: Place,
  texts?: ReadonlyMap<string, Source>,
): ReadonlyMap<string, Place> {
  const links = new Map<string, Place>();
  const visit = (place: Place, within: string, depth: number): void => {
    const root = depth < DEEPEST ? openChart(folderAt(place, texts)) : undefined;
    for (const { folder, dependencies, subcharts } of root ? chartsOf(root) : [])
      for (const { name, repository = '' } of dependencies) {
        if (!repository.startsWith('file://') || subcharts.some((one) => one.name === name)) continue;
        const path = posix.join(folder, repository.slice('file://'.length));
        const absolute = resolve(place.absolute, path);
        if (!existsSync(join(absolute, 'Chart.yaml'))) continue;
        const beside = { absolute, shown: posix.normalize(posix.join(place.shown, path)) };
        const link = posix.join(within, folder, 'charts', name);
        links.set(link, beside);
        visit(beside, link, depth + 1);
      }
  };
  visit(chart, '', 0);
  return links;
}
