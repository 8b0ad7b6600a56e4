import type { Span } from '../../core/span.ts';
import type { Build, Instruction, Stage, Word } from '../../dockerfile/build-types.ts';

/** The names that ARGs before the first FROM declare. */
export const globalNames = (build: Build): Set<string> =>
  new Set(
    build
      .all('ARG')
      .filter((instruction) => build.isGlobal(instruction))
      .flatMap(({ entries }) => entries.map(({ key }) => key.text)),
  );

/** The names that ARG and ENV declare before an instruction, in its stage and in those that it is built on. */
export function declaredNames(build: Build, at: Instruction): Set<string> {
  const names = new Set<string>();
  const own = build.stageOf(at);
  let depth = 0;
  for (let stage: Stage | undefined = own; stage && depth++ < MAX_CHAIN; stage = stage.parent) {
    for (const instruction of stage.instructions) {
      if (stage === own && instruction.index >= at.index) break;
      if (instruction.keyword !== 'ARG' && instruction.keyword !== 'ENV') continue;
      for (const { key } of instruction.entries) names.add(key.text);
    }
  }
  for (const name of Object.keys(own.base?.environment ?? {})) names.add(name);
  return names;
}

/** A hostile file may chain thousands of stages; no person's does. */
const MAX_CHAIN = 64;

/** Where a word reads a variable: the name alone, where the word stands in one piece; else the word. */
export function placeOfVariable({ text, span }: Word, name: string): Span {
  if (span.end - span.start !== text.length) return span;
  for (let at = text.indexOf('$'); at !== -1; at = text.indexOf('$', at + 1)) {
    const start = at + (text[at + 1] === '{' ? 2 : 1);
    if (text.startsWith(name, start) && !/\w/.test(text[start + name.length] ?? ''))
      return { start: span.start + start, end: span.start + start + name.length };
  }
  return span;
}
