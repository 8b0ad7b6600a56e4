import { PlimsollError } from '../core/errors.ts';
import type { Finding, Judged, WaiverNote } from '../core/finding.ts';
import { fromRoot } from './waivers.ts';

export const baselineName = 'plimsoll-baseline.json';

/** Findings that are known and accepted for now: only what comes on top of them counts. */
export interface Baseline {
  /** As shown to people. */
  readonly path: string;
  /** The folder that the paths in it are relative to, absolute. */
  readonly root: string;
  /** How many findings of a `baselineKey` are accepted. */
  readonly counts: ReadonlyMap<string, number>;
}

interface BaselineEntry {
  readonly path: string;
  readonly rule: string;
  readonly fingerprint: string;
  readonly count: number;
}

/**
 * The text of a baseline of these findings: those that nothing else accepts, sorted, one to a line.
 * @param root - the folder of the baseline; paths of findings are relative to `cwd`
 */
export const writeBaseline = (findings: readonly Judged[], cwd: string, root: string): string => {
  const entries = new Map<string, BaselineEntry>();
  for (const finding of findings) {
    if (finding.disposition === 'satisfied') continue;
    if (finding.disposition === 'waived' && finding.waiver?.kind !== 'baseline') continue;
    const path = fromRoot(finding.at.path, cwd, root);
    const key = baselineKey(path, finding);
    const count = (entries.get(key)?.count ?? 0) + 1;
    entries.set(key, { path, rule: finding.rule, fingerprint: finding.fingerprint, count });
  }
  const rows = [...entries.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, entry]) => `    ${JSON.stringify(entry)}`);
  return `{\n  "version": 1,\n  "findings": [${rows.length > 0 ? `\n${rows.join(',\n')}\n  ` : ''}]\n}\n`;
};

/**
 * Reads a baseline.
 * @throws PlimsollError `config` when it is none.
 */
export const parseBaseline = (text: string, path: string, root: string): Baseline => {
  const counts = new Map<string, number>();
  for (const entry of entriesOf(text, path)) {
    const key = baselineKey(entry.path, entry);
    counts.set(key, (counts.get(key) ?? 0) + entry.count);
  }
  return { path, root, counts };
};

/** Takes findings off a baseline as they are asked for, as many as it counts. */
export const drawBaseline = (
  baseline: Baseline,
  cwd: string,
): ((finding: Finding) => WaiverNote | undefined) => {
  const left = new Map(baseline.counts);
  const note: WaiverNote = {
    reason: 'known when the baseline was recorded',
    source: baseline.path,
    kind: 'baseline',
  };
  return (finding) => {
    const key = baselineKey(fromRoot(finding.at.path, cwd, baseline.root), finding);
    const count = left.get(key) ?? 0;
    if (count === 0) return undefined;
    left.set(key, count - 1);
    return note;
  };
};

const baselineKey = (path: string, { rule, fingerprint }: { rule: string; fingerprint: string }): string =>
  [path, rule, fingerprint].join('\0');

const entriesOf = (text: string, path: string): BaselineEntry[] => {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw broken(path, error instanceof Error ? error.message : String(error));
  }
  const { version, findings } = (data ?? {}) as { version?: unknown; findings?: unknown };
  if (version !== 1) throw broken(path, 'its version is not 1');
  if (!Array.isArray(findings)) throw broken(path, 'it has no list of findings');
  const wrong = findings.findIndex((entry) => !isEntry(entry));
  if (wrong >= 0) throw broken(path, `finding ${wrong + 1} has no path, rule, fingerprint and count`);
  return findings;
};

const isEntry = (entry: unknown): entry is BaselineEntry => {
  const { path, rule, fingerprint, count } = (entry ?? {}) as Record<string, unknown>;
  const isText = [path, rule, fingerprint].every((part) => typeof part === 'string');
  return isText && typeof count === 'number' && Number.isSafeInteger(count) && count > 0;
};

const broken = (path: string, why: string): PlimsollError =>
  new PlimsollError('config', `${path} is not a baseline: ${why}; “plimsoll baseline” writes a new one`);
