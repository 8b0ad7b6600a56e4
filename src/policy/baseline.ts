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

/** What a record is made of beside the findings of the run. */
export interface Recording {
  readonly cwd: string;
  /** The folder of the baseline; the paths in it are relative to it, those of findings to `cwd`. */
  readonly root: string;
  /** The text of the baseline that is there, and how it is shown. */
  readonly before?: { readonly text: string; readonly path: string };
  /** Whether the run would have found it again. Absent: everything. The path is relative to `root`. */
  readonly lookedAt?: (entry: { readonly path: string; readonly rule: string }) => boolean;
}

/** A baseline as text, and what has become of the one before; all counted in findings. */
export interface Recorded {
  readonly text: string;
  readonly total: number;
  readonly added: number;
  readonly removed: number;
  /** Of what the run did not look at. */
  readonly kept: number;
}

/**
 * A baseline of these findings: those that nothing else accepts, sorted, one to a line, with what the run did not look at
 * as it was.
 * @throws PlimsollError `config` when the one before is none.
 */
export const recordBaseline = (findings: readonly Judged[], recording: Recording): Recorded => {
  const { cwd, root, before, lookedAt = () => true } = recording;
  const old = before ? entriesOf(before.text, before.path) : [];
  const kept = old.filter((entry) => !lookedAt(entry));
  const entries = new Map<string, BaselineEntry>();
  for (const finding of findings) {
    if (finding.disposition === 'satisfied') continue;
    if (finding.disposition === 'waived' && finding.waiver?.kind !== 'baseline') continue;
    const path = fromRoot(finding.at.path, cwd, root);
    const { rule, fingerprint } = finding;
    const key = baselineKey(path, finding);
    entries.set(key, { path, rule, fingerprint, count: (entries.get(key)?.count ?? 0) + 1 });
  }
  for (const entry of kept) {
    const key = baselineKey(entry.path, entry);
    if ((entries.get(key)?.count ?? 0) < entry.count) entries.set(key, entry);
  }
  return { text: textOf(entries), kept: sum(kept), ...difference(old, entries) };
};

const difference = (
  old: readonly BaselineEntry[],
  entries: ReadonlyMap<string, BaselineEntry>,
): Pick<Recorded, 'total' | 'added' | 'removed'> => {
  const were = new Map<string, number>();
  for (const entry of old) {
    const key = baselineKey(entry.path, entry);
    were.set(key, (were.get(key) ?? 0) + entry.count);
  }
  let added = 0;
  let same = 0;
  for (const [key, { count }] of entries) {
    const was = were.get(key) ?? 0;
    added += Math.max(0, count - was);
    same += Math.min(count, was);
  }
  return { total: sum([...entries.values()]), added, removed: sum(old) - same };
};

const sum = (entries: readonly BaselineEntry[]): number =>
  entries.reduce((total, { count }) => total + count, 0);

const textOf = (entries: ReadonlyMap<string, BaselineEntry>): string => {
  const rows = [...entries.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([, { path, rule, fingerprint, count }]) => `    ${JSON.stringify({ path, rule, fingerprint, count })}`,
    );
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
  new PlimsollError(
    'config',
    `${path} is not a baseline: ${why}; remove it, and “plimsoll baseline” writes a new one`,
  );
