import type { Gap } from '../../core/gap.ts';
import { Source } from '../../core/source.ts';
import { type Chart, chartsOf, isWritten, presume } from '../../workload/helm/index.ts';
import { at, textOf } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import { madePath, type Rendered, type RenderedFile, type RenderOptions } from './types.ts';

/**
 * What a chart says when it is not rendered: what its values say of containers. Templates that are plain YAML are left
 * to be judged as they stand.
 * @param gaps why it is not rendered
 */
export function withoutHelm(chart: Chart, options: RenderOptions, ...gaps: Gap[]): Rendered {
  const charts = chartsOf(chart).filter(({ isLibrary }) => !isLibrary);
  const files = charts.flatMap(({ name, file, values }): RenderedFile[] => {
    const version = textOf(at(file.root, 'appVersion'));
    const presumed = values && presume(values.root, name, version);
    if (!presumed) return [];
    const source = new Source(madePath(values.source.path), presumed.text);
    return [
      {
        source,
        read: () => readYaml(source),
        madeBy: { tool: 'helm', path: options.path, partial: true },
        origin({ span }) {
          const site = presumed.origin(span);
          return site && { ...site, how: 'value' };
        },
      },
    ];
  });
  return {
    files,
    gaps,
    sources: charts.flatMap(({ values }) => (values ? [values.source] : [])),
    parts: chartsOf(chart).flatMap(({ templates }) =>
      templates
        .filter(({ path, source }) => !isWritten(path) || source.text.includes('{{'))
        .map(({ source }) => source.path),
    ),
  };
}
