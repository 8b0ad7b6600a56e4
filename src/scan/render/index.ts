import { renderHelm } from './helm.ts';
import { renderKustomize } from './kustomize.ts';
import { doWork } from './run.ts';
import type { Rendered, RenderOptions } from './types.ts';

export { type RenderedDelivery, type RenderRequest, renderDelivery } from './delivery.ts';
export type { Rendered, RenderedFile, RenderOptions } from './types.ts';
export { valuesOf } from './values.ts';

/** Makes a chart into manifests, as `renderHelm` says. @param dir the chart's folder, absolute */
export const renderChart = (dir: string, options: RenderOptions): Promise<Rendered> =>
  doWork(renderHelm(dir, options));

/** Builds a kustomization, as `renderKustomize` says. @param dir its folder, absolute */
export const renderKustomization = (dir: string, options: RenderOptions): Promise<Rendered> =>
  doWork(renderKustomize(dir, options));
