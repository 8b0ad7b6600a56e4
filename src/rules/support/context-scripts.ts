import type { ImageFacts } from '../../core/facts.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import { baseName } from './starts.ts';

/** The file of the context that is copied to where the entrypoint looks for it. */
export function scriptFile(
  args: readonly string[],
  { context }: Build,
  facts: ImageFacts,
): { path: string; text: string } | undefined {
  const path = args.find((arg) => arg.startsWith('/') || arg.startsWith('./') || arg.endsWith('.sh'));
  if (path === undefined || !context) return undefined;
  const { files } = facts;
  if (files.known === 'unknown') return undefined;
  const name = baseName(path);
  for (const file of files.value.toReversed()) {
    if (file.from !== 'context') continue;
    for (const source of file.sources) {
      const candidates = baseName(source) === name ? [source] : [`${source.replace(/\/$/, '')}/${name}`];
      for (const candidate of candidates) {
        const clean = candidate.replace(/^\.?\//, '');
        if (/[*?[]/.test(clean) || context.ignored(clean)) continue;
        const text = context.read(clean);
        if (text !== undefined) return { path: clean, text };
      }
    }
  }
  return undefined;
}
