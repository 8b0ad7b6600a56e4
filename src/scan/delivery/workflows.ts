import type { Gap } from '../../core/gap.ts';
import type { Workflow } from '../../workflow/types.ts';
import type { BuiltImage } from './link.ts';
import type { OpenManifest } from './open.ts';

export const readWorkflows = (
  _manifests: readonly OpenManifest[],
): { workflows: Workflow[]; built: BuiltImage[]; gaps: Gap[] } => ({ workflows: [], built: [], gaps: [] });
