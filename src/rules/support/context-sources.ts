import type { Build, OfKeyword, Word } from '../../dockerfile/build-types.ts';

/** The sources of COPY or ADD that are paths in the build context, with their values where these are known. */
export function contextSources(
  build: Build,
  instruction: OfKeyword<'COPY'>,
): { readonly word: Word; readonly value: string }[] {
  if (instruction.from) return [];
  return instruction.sources.flatMap((word) => {
    const written = 'value' in word ? word.value : word.text;
    if (written.startsWith('<<')) return [];
    const { value, complete } = build.expand(written, instruction);
    return complete && value !== '' && !isRemote(value) ? [{ word, value }] : [];
  });
}

const isRemote = (text: string): boolean => /^[a-z][a-z\d+.-]*:\/\/|^git@/i.test(text);
