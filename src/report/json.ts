import type { Fix } from '../core/edit.ts';
import type { ImagePlace, Judged, Place, WaiverNote } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import { editPlace } from './places.ts';
import type { Reporter, ReportInput } from './types.ts';

/**
 * The JSON report, version 1; published as docs/schema/report.json. The same input gives the same bytes.
 * Lines and columns count from 1 and columns count UTF-16 units; `span` holds UTF-16 offsets into the file's text.
 */
export const reporter: Reporter = {
  id: 'json',
  render: (input) => `${JSON.stringify(reportOf(input), null, 2)}\n`,
};

const reportOf = (input: ReportInput) => {
  const { pass, line, exit, over, under, waived, satisfied, findings, gaps, files } = input.verdict;
  return {
    version: 1,
    tool: { name: input.tool.name, version: input.tool.version },
    verdict: { pass, line, exit, over, under, waived, satisfied },
    findings: findings.map((finding) => findingOf(input, finding)),
    gaps: gaps.map(gapOf),
    files,
  };
};

const gapOf = ({ path, reason, kind = 'gap', rule, target, wants }: Gap) => ({
  path,
  reason,
  kind,
  ...(rule !== undefined && { rule }),
  ...(target !== undefined && { target }),
  ...(wants !== undefined && { wants }),
});

function findingOf(input: ReportInput, finding: Judged) {
  const {
    rule,
    aliases,
    severity,
    disposition,
    message,
    help,
    fingerprint,
    at,
    also,
    fix,
    waiver,
    evidence,
  } = finding;
  return {
    rule,
    aliases,
    severity,
    disposition,
    message,
    help,
    fingerprint,
    at: placeOf(at),
    also: also.map(placeOf),
    fix: fix ? fixOf(input, at.path, fix) : null,
    waiver: waiver ? waiverOf(waiver) : null,
    evidence: evidence ?? null,
  };
}

function placeOf({ path, start, end, target, fact, image }: Place) {
  if (image) return imagePlaceOf(path, image);
  return {
    path,
    start: { line: start.line, column: start.column },
    end: { line: end.line, column: end.column },
    ...(target !== undefined && { target }),
    ...(fact && { fact: { known: fact.known, from: fact.from } }),
  };
}

/** A place in an image has the image, the layer and the path instead of lines. */
const imagePlaceOf = (image: string, { path, layer, config }: ImagePlace) => ({
  image,
  ...(layer !== undefined && {
    layer: {
      index: layer.index,
      digest: layer.digest,
      ...(layer.createdBy !== undefined && { createdBy: layer.createdBy }),
    },
  }),
  ...(path !== undefined && { path }),
  ...(config !== undefined && { config }),
});

function fixOf(input: ReportInput, path: string, { title, safe, edits }: Fix) {
  return {
    title,
    safe,
    edits: edits.map((edit) => ({
      ...placeOf(editPlace(input, path, edit)),
      span: { start: edit.span.start, end: edit.span.end },
      text: edit.text,
    })),
  };
}

function waiverOf({ reason, owner, until, record, source, kind }: WaiverNote) {
  return {
    reason,
    owner: owner ?? null,
    until: until ?? null,
    record: record ? { path: record.path, title: record.title } : null,
    source,
    kind,
  };
}
