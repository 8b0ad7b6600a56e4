import { marksOf } from '../../../core/site.ts';
import { siteOf } from '../../../yaml/look.ts';
import type { YamlNode, YamlScalar } from '../../../yaml/types.ts';
import type { CommandUse } from '../../types.ts';
import { partsOf } from '../nodes.ts';
import { dateOf } from '../scalars.ts';
import { splitWords } from '../words.ts';
import { texts } from './values.ts';

/** `command` or `entrypoint`: a list, or a text that Compose splits; undefined where the image's own holds. */
export function commandOf(node: YamlNode | undefined): CommandUse | undefined {
  if (!node || node.kind === 'map' || (node.kind === 'scalar' && node.value === null)) return undefined;
  // Compose drops a date without a word.
  if (node.kind === 'scalar') return dateOf(node) ? undefined : splitCommand(node);
  return { words: texts(node), shell: false, at: siteOf(node) };
}

function splitCommand(node: YamlScalar): CommandUse {
  const { words, droppedFrom } = splitWords(node.text);
  const part = partsOf(node);
  const field = (value: string, start: number, end: number) => ({
    value,
    at: { source: node.source, span: part(start, end) },
    ...marksOf(node),
  });
  return {
    words: words.map(({ text, start, end }) => field(text, start, end)),
    shell: false,
    ...(droppedFrom === undefined
      ? {}
      : { dropped: field(node.text.slice(droppedFrom), droppedFrom, node.text.length) }),
    at: siteOf(node),
  };
}

/** A command for the shell of the image. */
export const shellCommand = (node: YamlScalar): CommandUse => ({
  words: texts(node),
  shell: true,
  at: siteOf(node),
});
