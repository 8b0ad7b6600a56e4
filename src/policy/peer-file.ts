import type { WaiverNote } from '../core/finding.ts';
import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import type { Waiver } from './types.ts';
import type { Value } from './yaml.ts';

/** A peer's file with the folder that its paths are relative to. */
export interface PeerFile {
  readonly source: Source;
  readonly folder: string;
}

/** A waiver that a peer's file stands for. */
export const peerWaiver = (
  file: PeerFile,
  at: Span,
  rule: string,
  note: Omit<WaiverNote, 'kind' | 'source'>,
  paths?: readonly string[],
): Waiver => ({
  rules: [rule],
  ...(paths ? { paths } : {}),
  at: { source: file.source, span: at },
  root: file.folder,
  note: { ...note, source: `${file.source.path}:${file.source.lineOf(at.start)}`, kind: 'peer' },
});

/** The value of a key, when there is one. */
export const member = (value: Value | undefined, key: string): Value | undefined =>
  value?.kind === 'map' ? value.entries.find((entry) => entry.key === key)?.value : undefined;

/** A scalar's text; undefined for what is empty or no scalar. */
export const textOf = (value: Value | undefined): string | undefined => {
  if (value?.kind !== 'scalar' || value.value === null) return undefined;
  return typeof value.value === 'string' ? value.value : value.text;
};
