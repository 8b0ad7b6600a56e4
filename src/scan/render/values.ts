import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Gap } from '../../core/gap.ts';
import { Source } from '../../core/source.ts';
import type { Policy } from '../../policy/types.ts';
import { readSource } from '../read.ts';
import type { RenderRequest } from './delivery.ts';

/**
 * The values that the configuration gives charts.
 * @param gaps gets what it names and is not there
 */
export function valuesOf(
  cwd: string,
  { helm, root, config }: Pick<Policy, 'helm' | 'root' | 'config'>,
  gaps: Gap[],
): Required<Pick<RenderRequest, 'values' | 'set'>> {
  const values: Source[] = [];
  for (const pattern of helm.values) {
    const found = globSync(pattern, { cwd: root }).sort();
    if (found.length === 0)
      gaps.push({
        path: config?.path ?? 'plimsoll.yaml',
        reason: `helm.values: ${pattern} matches no file, so that charts were rendered without it`,
      });
    for (const path of found) {
      const absolute = resolve(root, path);
      const source = readSource(absolute, relative(cwd, absolute).replaceAll('\\', '/'), 'manifest');
      if (source instanceof Source) values.push(source);
      else gaps.push(source);
    }
  }
  // A comma would begin another value.
  const set = Object.entries(helm.set).map(([key, value]) => `${key}=${value.replaceAll(',', '\\,')}`);
  return { values, set };
}
