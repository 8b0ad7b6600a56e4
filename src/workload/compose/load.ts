import type { Source } from '../../core/source.ts';
import type { YamlMap } from '../../yaml/types.ts';
import { documentsOf } from './documents.ts';
import { withExtended } from './extends.ts';
import { checkForms, earlyForms } from './forms.ts';
import { withGpuLists } from './gpus.ts';
import { withIncluded } from './include.ts';
import { merge, withoutResets } from './merge.ts';
import { withValues } from './nodes.ts';
import type { Scope } from './scope.ts';
import { rootShape } from './shape.ts';
import { withUniqueItems } from './unique.ts';
import { validate } from './validate.ts';

/**
 * Files as one: each document has its variables put in, what it includes and extends brought in, and is merged over
 * those before; what comes of it is checked against the schema each time, as Compose does.
 */
export function loadFiles(files: readonly Source[], scope: Scope): YamlMap | undefined {
  const { session } = scope;
  let merged: YamlMap | undefined;
  for (const source of files) {
    for (const document of documentsOf(source, scope)) {
      const full = withExtended(withIncluded(document, scope, loadFiles), source, scope);
      const whole = merged ? (merge(merged, full, rootShape, 'files', session) as YamlMap) : full;
      merged = withUniqueItems(withoutResets(whole), rootShape) as YamlMap;
      validate(merged, session);
      checkForms(merged, rootShape, earlyForms, session);
      merged = withValues(merged, ({ key, value }) => (key === 'services' ? withGpuLists(value) : value));
    }
  }
  return merged;
}
