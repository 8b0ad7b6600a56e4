import type { Gap } from '../../core/gap.ts';
import type { Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import type { ComposeProject } from '../types.ts';
export const overridesOf = (_names: readonly string[]): string[][] => [];
export const readProject = (_input: {
  files: readonly Source[];
  folder: string;
  read(path: string): Source | undefined;
  env: Readonly<Record<string, string | undefined>>;
}): { project: ComposeProject; problems: { at: Site; message: string }[]; gaps: Gap[] } => {
  throw new Error('not yet');
};
