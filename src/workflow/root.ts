import type { Source } from '../core/source.ts';
import { controlProblem } from '../yaml/go.ts';
import { asMap } from '../yaml/look.ts';
import { readYaml } from '../yaml/read.ts';
import type { YamlMap } from '../yaml/types.ts';
import type { WorkflowProblem } from './types.ts';

/**
 * The map that a pipeline's file is; of several documents the one that `which` says.
 * @param problems gets what is wrong with the text, or that it is no map
 * @param what it should be, in words
 */
export function rootOf(
  source: Source,
  problems: WorkflowProblem[],
  { what, which = 0 }: { readonly what: string; readonly which?: number },
): YamlMap | undefined {
  const file = readYaml(source);
  const control = controlProblem(source.text);
  for (const { at, message } of control ? [...file.problems, control] : file.problems)
    problems.push({ at: { source, span: at }, message });
  const root = asMap(file.documents[which]?.root ?? file.documents[0]?.root);
  if (!root && file.problems.length === 0)
    problems.push({
      at: { source, span: { start: 0, end: 0 } },
      message: `it is no ${what}: it holds no keys`,
    });
  return root;
}
