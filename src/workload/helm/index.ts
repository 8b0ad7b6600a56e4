export {
  type Chart,
  type ChartFile,
  chartsOf,
  type Dependency,
  definesOf,
  dependencyOf,
  isWritten,
  type Located,
  locate,
  openChart,
  withoutDependencies,
} from './chart.ts';
export type { Making, NamedTemplate } from './explain.ts';
export { guessLines } from './guess.ts';
export { linesOf } from './lines.ts';
export { holdsMark, marked, readMarks } from './marks.ts';
export { Origins } from './origin.ts';
export { type Manifests, readOutput, textOfManifests } from './output.ts';
export { parseTemplate } from './parse.ts';
export { type Presumed, presume } from './presume.ts';
export type { Template } from './types.ts';
export { givenPaths, type Layer, Values } from './values.ts';
