import type { Image } from './types.ts';

/** What an image says that it was built on. */
export interface SaidBase {
  /** As it is written: `docker.io/library/debian:12-slim`. */
  readonly name: string;
  /** Where it says so, for people. */
  readonly how: string;
  /** The label, where it is one and no annotation of the manifest. */
  readonly label?: string;
}

const NAME = 'org.opencontainers.image.base.name';

/** No name of an image is longer. */
const MOST = 512;

/**
 * The base that annotations of the manifest name, or labels (image-spec, annotations.md). A label may be that of the base itself,
 * which images inherit; annotations are not inherited.
 */
export function saidBase({
  annotations,
  config: { labels },
}: Pick<Image, 'annotations' | 'config'>): SaidBase | undefined {
  const annotated = Object.hasOwn(annotations, NAME) ? annotations[NAME]! : '';
  if (isName(annotated)) return { name: annotated, how: `the annotation ${NAME}` };
  const labelled = Object.hasOwn(labels, NAME) ? labels[NAME]! : '';
  return isName(labelled) ? { name: labelled, how: `the label ${NAME}`, label: NAME } : undefined;
}

const isName = (text: string): boolean => text.length <= MOST && /^[\w][\w./:@-]+$/.test(text);
