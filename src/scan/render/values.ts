import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { PlimsollError } from '../../core/errors.ts';
import type { Gap } from '../../core/gap.ts';
import { Source } from '../../core/source.ts';
import type { Policy, PolicyFlags } from '../../policy/types.ts';
import { readSource } from '../read.ts';
import type { RenderRequest } from './delivery.ts';

/**
 * The values that the configuration gives charts, and over them those of the command line.
 * @param gaps gets what the configuration names and is not there
 * @throws PlimsollError `usage` for what the command line names and cannot be read, or does not say
 */
export function valuesOf(
  cwd: string,
  { helm, root, config }: Pick<Policy, 'helm' | 'root' | 'config'>,
  flags: Pick<PolicyFlags, 'values' | 'helmSet'>,
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
      const source = readValues(cwd, resolve(root, path));
      if (source instanceof Source) values.push(source);
      else gaps.push(source);
    }
  }
  for (const path of flags.values ?? []) {
    const source = readValues(cwd, resolve(cwd, path));
    if (!(source instanceof Source)) throw new PlimsollError('usage', `--values ${path}: ${source.reason}`);
    values.push(source);
  }
  const given = flags.helmSet ?? [];
  for (const one of given)
    if (!/^[^=]+=/.test(one)) throw new PlimsollError('usage', `--set ${one}: write KEY=VALUE, as for helm`);
  // A comma would begin another value.
  const configured = Object.entries(helm.set).map(([key, value]) => `${key}=${value.replaceAll(',', '\\,')}`);
  return { values, set: [...configured, ...given] };
}

const readValues = (cwd: string, absolute: string): Source | Gap =>
  readSource(absolute, relative(cwd, absolute).replaceAll('\\', '/'), 'manifest');
