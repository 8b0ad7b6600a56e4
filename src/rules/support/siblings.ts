import { findBase } from '../../bases/find.ts';
import type { Reference } from '../../bases/reference.ts';
import type { BaseFacts, SizeClass } from '../../bases/types.ts';
import { familiar } from './images.ts';

export const sizeClasses = [
  'tiny',
  'small',
  'medium',
  'large',
  'huge',
] as const satisfies readonly SizeClass[];

/** How large a class is, in words. */
export const sizeInWords: Readonly<Record<SizeClass, string>> = {
  tiny: 'below 10 MB compressed',
  small: '10 to 60 MB compressed',
  medium: '60 to 200 MB compressed',
  large: '200 to 600 MB compressed',
  huge: 'above 600 MB compressed',
};

export const sizeRank = (size: SizeClass): number => sizeClasses.indexOf(size);

export interface Sibling {
  /** As people write it. */
  readonly text: string;
  readonly base: BaseFacts;
}

/** Other tags (or repositories) of the same publisher with the same runtime and system that `fits` likes; the first counts. */
export function siblingOf(
  reference: Reference,
  base: BaseFacts,
  fits: (sibling: BaseFacts) => boolean,
): Sibling | undefined {
  for (const text of candidates(familiar(reference))) {
    const sibling = findBase(text);
    if (!sibling || (base.runtime && sibling.runtime?.version !== base.runtime.version)) continue;
    if (base.libc && sibling.libc && base.libc.family !== sibling.libc.family) continue;
    if (fits(sibling)) return { text, base: sibling };
  }
  return undefined;
}

/** Is a smaller class of size for certain. */
export const isSmaller =
  (base: BaseFacts) =>
  ({ sizeClass }: BaseFacts): boolean =>
    sizeClass !== undefined && base.sizeClass !== undefined && sizeRank(sizeClass) < sizeRank(base.sizeClass);

/** The ways in which publishers name their lesser images. */
function candidates(text: string): string[] {
  const colon = text.lastIndexOf(':');
  if (colon === -1) return [];
  const name = text.slice(0, colon);
  const tag = text.slice(colon + 1);
  const last = tag.lastIndexOf('-');
  const inserted = last === -1 ? [] : [`${tag.slice(0, last)}-slim${tag.slice(last)}`];
  const tags = [
    ...words.flatMap(([from, to]) => (tag.includes(from) ? [tag.replace(from, to)] : [])),
    tag === 'latest' ? 'slim' : `${tag}-slim`,
    ...inserted,
    tag === 'latest' ? 'minimal' : `${tag}-minimal`,
  ];
  const repositories = folders.flatMap(([from, to]) => (name.endsWith(from) ? [name.replace(from, to)] : []));
  return [...tags.map((each) => `${name}:${each}`), ...repositories.map((each) => `${each}:${tag}`)];
}

const words = [
  ['-devel', '-runtime'],
  ['-devel', '-base'],
  ['-jdk', '-jre'],
  ['-debug', ''],
  ['-dev', ''],
  ['debug-nonroot', 'nonroot'],
  ['debug', 'nonroot'],
  ['latest-dev', 'latest'],
] as const;

const folders = [
  ['/dotnet/sdk', '/dotnet/aspnet'],
  ['/distroless/debug', '/distroless/base'],
] as const;
