import type { Edit } from '../core/edit.ts';
import type { Place } from '../core/finding.ts';
import { Source } from '../core/source.ts';
import type { ReportInput } from './types.ts';

/** Where an edit of a finding in `path` goes. A file that is not among the sources is one that the fix creates. */
export const editPlace = ({ sources }: ReportInput, path: string, edit: Edit): Place => {
  const target = edit.path ?? path;
  const source = sources.get(target) ?? new Source(target, '');
  return {
    path: target,
    span: edit.span,
    start: source.position(edit.span.start),
    end: source.position(edit.span.end),
  };
};

/** The last line that a place touches: one that ends where a line begins does not touch that line. */
export const lastLineOf = ({ start, end }: Place): number =>
  end.line > start.line && end.column === 1 ? end.line - 1 : end.line;

/**
 * A path as a URI reference (RFC 3986): every segment percent-encoded; absolute paths become `file:` URIs.
 * A relative path needs the base that it is relative to.
 */
export const uriOf = (path: string): string => {
  const encoded = path
    .toWellFormed()
    .split('/')
    .map((segment) => encodeURIComponent(segment))
    .join('/');
  if (/^[A-Za-z]%3A\//.test(encoded)) return `file:///${encoded.replace('%3A', ':')}`;
  return encoded.startsWith('/') ? `file://${encoded.replace(/^\/+/, '/')}` : encoded;
};
