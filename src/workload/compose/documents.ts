import { strayByte } from '../../core/encoding.ts';
import type { Source } from '../../core/source.ts';
import { goProblems } from '../../yaml/go.ts';
import { entryOf, siteOf } from '../../yaml/look.ts';
import type { YamlMap, YamlNode, YamlProblem } from '../../yaml/types.ts';
import { withGpuLists } from './gpus.ts';
import { merge } from './merge.ts';
import { prepare } from './prepare.ts';
import type { Scope } from './scope.ts';
import type { Session } from './session.ts';
import { rootShape } from './shape.ts';
import { withUniqueItems } from './unique.ts';

/** The documents of a file that are mappings, with their variables put in. */
export function documentsOf(source: Source, { session, env }: Scope): YamlMap[] {
  session.sources.add(source);
  if (source.encoding !== 'utf8') {
    const start = strayByte(source.text);
    const message = 'this file is not in UTF-8, so Compose does not read it';
    tell({ at: { start, end: start + 1 }, message, kind: 'syntax' }, source, session);
  }
  const file = session.yaml(source);
  for (const problem of [...file.problems, ...goProblems(file)]) tell(problem, source, session);
  return file.documents.flatMap(({ root, span }): YamlMap[] => {
    if (!root || isNothing(root)) {
      // One that cannot be read was told.
      if (root && file.documents.length > 1)
        session.problem('type', { source, span }, 'this document is empty: every one has to be a mapping');
      return [];
    }
    const prepared = prepare(root, rootShape, env, session);
    if (prepared.kind === 'map') return [prepared];
    session.problem('type', siteOf(root), 'a Compose file is a mapping, with “services” and the like');
    return [];
  });
}

/** The services of a file that is only extended from; its own `extends` stay as they are. */
export function servicesOf(source: Source, scope: Scope): YamlMap | undefined {
  let merged: YamlMap | undefined;
  for (const document of documentsOf(source, scope)) {
    merged = merged ? (merge(merged, document, rootShape, 'files', scope.session) as YamlMap) : document;
    merged = withUniqueItems(merged, rootShape) as YamlMap;
  }
  const services = entryOf(merged, 'services')?.value;
  return services?.kind === 'map' ? (withGpuLists(services) as YamlMap) : undefined;
}

const isNothing = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;

function tell({ at, message, kind }: YamlProblem, source: Source, session: Session): void {
  session.problem(kind === 'anchor' ? 'syntax' : kind, { source, span: at }, message);
  if (kind !== 'syntax' && kind !== 'limit') return;
  session.gapAt({ source, span: at }, message);
}
