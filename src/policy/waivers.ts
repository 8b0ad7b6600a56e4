import { isAbsolute, relative, resolve } from 'node:path';
import type { Finding, WaiverNote } from '../core/finding.ts';
import type { Source } from '../core/source.ts';
import type { Config, ConfigWaiver } from './config.ts';
import { daysBetween, isExpired } from './days.ts';
import type { PolicyProblem } from './findings.ts';
import { anyGlob, isGlob } from './glob.ts';
import { idKey } from './ids.ts';
import type { PolicyIo, Waiver } from './types.ts';
import { mostBytes } from './yaml.ts';

/** Waivers that end within this many days are told of. */
export const soonDays = 14;

/** Titles of records are cut here. */
const mostTitle = 200;

/**
 * The waivers of a configuration, with their decision records looked up.
 * @param root - the folder that its paths are relative to, absolute
 * @param show - makes an absolute path one for people
 */
export const configWaivers = (
  config: Config,
  root: string,
  show: (path: string) => string,
  io: PolicyIo,
): Waiver[] =>
  config.waivers.map(({ value, at }) => {
    const record = value.record === undefined ? undefined : readRecord(resolve(root, value.record), show, io);
    return {
      rules: value.rules,
      ...(value.paths ? { paths: value.paths } : {}),
      ...(value.target ? { target: value.target } : {}),
      ...(value.line ? { line: value.line } : {}),
      ...(value.package ? { package: value.package } : {}),
      at: { source: config.source, span: at },
      root,
      note: noteOf(value, `${config.source.path}:${config.source.lineOf(at.start)}`, record),
      ...(value.record !== undefined && !record ? { missingRecord: value.record } : {}),
    };
  });

/** The title of a Markdown file: that of its front matter, else its first heading, else its name. */
export const recordTitle = (markdown: string, path: string): string => {
  const rows = markdown
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((row) => row.slice(0, mostTitle));
  const matterEnd = rows[0]?.trimEnd() === '---' ? rows.indexOf('---', 1) : -1;
  for (const row of rows.slice(1, Math.max(matterEnd, 0))) {
    if (row.startsWith('title:')) return unquote(row.slice('title:'.length).trim()) || nameOfPath(path);
  }
  const heading = rows.slice(matterEnd + 1).find((row) => row.startsWith('# '));
  return (
    heading
      ?.slice(2)
      .replace(/#+\s*$/, '')
      .trim() || nameOfPath(path)
  );
};

/** A path as findings have it (relative to `cwd`), made relative to `root`. */
export const fromRoot = (path: string, cwd: string, root: string): string => {
  if (cwd === root && !isAbsolute(path)) return path;
  const found = relative(root, resolve(cwd, path)).replaceAll('\\', '/');
  return found === '' ? '.' : found;
};

/** A waiver made ready to be asked many times; counts what it matched. */
export class ActiveWaiver {
  readonly waiver: Waiver;
  readonly keys: readonly string[];
  used = false;
  readonly #cwd: string;
  readonly #paths: ((path: string) => boolean) | undefined;
  readonly #target: ((target: string) => boolean) | undefined;
  readonly #line: string | undefined;
  readonly #known = new Map<string, boolean>();

  constructor(waiver: Waiver, cwd: string) {
    this.waiver = waiver;
    this.keys = waiver.rules.map(idKey);
    this.#cwd = cwd;
    this.#paths = waiver.paths && anyGlob(waiver.paths);
    this.#target = waiver.target === undefined ? undefined : anyGlob([waiver.target.toLowerCase()]);
    this.#line = waiver.line === undefined ? undefined : squeeze(waiver.line);
  }

  /** Whether the waiver's files include a path. */
  covers(path: string): boolean {
    if (!this.#paths) return true;
    let covered = this.#known.get(path);
    if (covered === undefined) {
      covered = this.#paths(fromRoot(path, this.#cwd, this.waiver.root));
      this.#known.set(path, covered);
    }
    return covered;
  }

  /** Whether a finding that one of the waiver's rules names stands where the waiver holds. */
  holdsAt(finding: Finding, source: Source | undefined): boolean {
    const { at } = finding;
    if (!this.covers(at.path)) return false;
    // Only the single stage of a file has no label.
    if (this.#target && !this.#target((at.target ?? '0').toLowerCase())) return false;
    if (
      this.#line !== undefined &&
      (!source || squeeze(source.slice(source.lineSpan(at.start.line))) !== this.#line)
    )
      return false;
    return (
      this.waiver.package === undefined ||
      (source !== undefined && namesPackage(source.slice(at.span), this.waiver.package))
    );
  }
}

/** What a run has to know to say whether a waiver is still needed. */
export interface WaiverRun {
  /** The day of the run. */
  readonly today: string;
  readonly paths: readonly string[];
  readonly whole: boolean;
  /** Single rules or targets were asked for, so that what matches nothing may still be needed. */
  readonly narrowed: boolean;
  /** Whether a rule of one of these names or ids ran on a file. */
  ran(ids: readonly string[], path: string): boolean;
}

/** What is wrong with a waiver of the configuration: expired, about to be, unused, without its record. */
export const waiverProblems = function* (active: ActiveWaiver, run: WaiverRun): Generator<PolicyProblem> {
  const { waiver } = active;
  const { note } = waiver;
  const covered = run.paths.filter((path) => active.covers(path));
  if (covered.length === 0 && !run.whole) return;
  const about = { source: waiver.at.source, at: waiver.at.span };
  const what = describe(waiver);
  const expired = isExpired(note.until, run.today);
  if (expired) {
    yield {
      ...about,
      rule: 'waiver-expired',
      message: `the waiver of ${what} ended on ${note.until} and no longer holds`,
    };
  }
  if (waiver.missingRecord !== undefined) {
    const message = `the decision record ${waiver.missingRecord} of the waiver of ${what} is not there`;
    yield { ...about, rule: 'waiver-record-missing', message };
  }
  if (expired) return;
  if (!active.used && couldMatch(active, covered, run)) {
    const why = covered.length === 0 ? 'no file has such a path' : 'nothing that was found matches it';
    yield {
      ...about,
      rule: 'waiver-unused',
      message: `the waiver of ${what} is not needed any more: ${why}`,
    };
  } else if (note.until !== undefined && daysBetween(run.today, note.until) <= soonDays) {
    const left = daysBetween(run.today, note.until);
    const when =
      left === 0 ? 'ends today' : left === 1 ? 'ends tomorrow' : `ends in ${left} days, on ${note.until}`;
    yield { ...about, rule: 'waiver-expires-soon', message: `the waiver of ${what} ${when}` };
  }
};

/** Whether everything that the waiver could match was looked at, so that its silence says something. */
const couldMatch = ({ waiver }: ActiveWaiver, covered: readonly string[], run: WaiverRun): boolean => {
  if (run.narrowed) return false;
  const named = waiver.paths?.every((path) => !isGlob(path)) ?? false;
  if (!run.whole && !(named && covered.length >= waiver.paths!.length)) return false;
  return covered.length === 0 || covered.some((path) => run.ran(waiver.rules, path));
};

const describe = (waiver: Waiver): string =>
  [
    waiver.rules.join(', '),
    ...(waiver.paths ? [`in ${waiver.paths.join(', ')}`] : []),
    ...(waiver.target ? [`(${waiver.target})`] : []),
  ].join(' ');

const noteOf = (waiver: ConfigWaiver, source: string, record: WaiverNote['record']): WaiverNote => ({
  reason: waiver.reason.trim(),
  ...(waiver.owner ? { owner: waiver.owner } : {}),
  ...(waiver.until ? { until: waiver.until } : {}),
  ...(record ? { record } : {}),
  source,
  kind: 'config',
});

const readRecord = (path: string, show: (path: string) => string, io: PolicyIo): WaiverNote['record'] => {
  const size = io.size(path);
  if (size === undefined) return undefined;
  const shown = show(path);
  return {
    path: shown,
    title: size > mostBytes ? nameOfPath(shown) : recordTitle(io.read(path) ?? '', shown),
  };
};

/** Whether the text of a finding's place is that package: `curl`, `curl=7.88`, `requests>=2`. */
const namesPackage = (text: string, name: string): boolean => {
  const word = text.replace(/^["']/, '');
  return word.startsWith(name) && (word.length === name.length || /[=@~<>!:[\s"']/.test(word[name.length]!));
};

const squeeze = (line: string): string => line.trim().replace(/\s+/g, ' ');
const nameOfPath = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const unquote = (text: string): string => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
