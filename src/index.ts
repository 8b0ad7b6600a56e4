/** Plimsoll as a library: `plimsoll`. The Dockerfile language alone is `plimsoll/dockerfile`. */
export type { Edit, Fix } from './core/edit.ts';
export { type ErrorCode, PlimsollError } from './core/errors.ts';
export type * from './core/facts.ts';
export type * from './core/finding.ts';
export type { Gap } from './core/gap.ts';
export { type Severity, severities } from './core/severity.ts';
export { Source } from './core/source.ts';
export type { Position, Span } from './core/span.ts';
export type { PolicyFlags } from './policy/types.ts';
export {
  type Reporter,
  type ReportFormat,
  type ReportInput,
  reporterFor,
  reportFormats,
} from './report/index.ts';
export { allRules, pageOf, rulesNamed } from './scan/catalogue.ts';
export { predictFacts, type TargetFacts } from './scan/facts.ts';
export { checkProject } from './scan/project.ts';
export {
  type FixRequest,
  type FixResult,
  type RepairedFile,
  repairProject,
  writeRepaired,
} from './scan/repair.ts';
export type { CheckRequest, CheckResult, Progress } from './scan/types.ts';
