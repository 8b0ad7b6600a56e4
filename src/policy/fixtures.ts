import * as v from 'valibot';
import type { Comment } from '../core/comment.ts';
import type { Finding } from '../core/finding.ts';
import type { Severity } from '../core/severity.ts';
import { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import type { PolicyIo, PragmaFile, RuleInfo, RuleSet } from './types.ts';

/** What the tests of this folder share: a few rules, a world of files, findings, pragmas. */

const rule = (
  name: string,
  severity: Severity,
  set: RuleSet,
  aliases: readonly string[],
  options?: RuleInfo['options'],
): RuleInfo => ({
  name,
  title: `Title of ${name}`,
  severity,
  set,
  aliases,
  help: 'Repair it.',
  fixable: false,
  ...(options ? { options } : {}),
});

export const rules: readonly RuleInfo[] = [
  rule('run-as-root', 'high', 'recommended', ['DL3002', 'DS-0002', 'CIS-DI-0001']),
  rule('pin-base-image', 'medium', 'strict', ['DL3006', 'DS-0001']),
  rule('exec-form', 'low', 'recommended', ['DL3025', 'JSONArgsRecommended']),
  rule('workdir-not-cd', 'medium', 'recommended', ['DL3003', 'DS-0013']),
  rule('pin-packages', 'medium', 'recommended', ['DL3008', 'DL3018']),
  rule('declare-health', 'low', 'recommended', ['DS-0026', 'CIS-DI-0006']),
  rule(
    'trusted-registries',
    'high',
    'strict',
    ['DL3026'],
    v.object({ registries: v.optional(v.array(v.string()), []), strict: v.optional(v.boolean(), false) }),
  ),
  rule(
    'image-labels',
    'low',
    'recommended',
    ['DL3049', 'DL3050'],
    v.object({
      labels: v.optional(v.record(v.string(), v.picklist(['text', 'url'])), {}),
      only: v.optional(v.boolean(), false),
    }),
  ),
  rule('first-shared', 'low', 'recommended', ['DL9001']),
  rule('second-shared', 'low', 'strict', ['DL9001']),
  rule('shellcheck', 'medium', 'recommended', []),
];

/** A world that holds these files only; folders are those that the paths need. */
export const world = (
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): PolicyIo => ({
  read: (path) => files[path],
  size: (path) => files[path]?.length,
  exists: (path) => Object.keys(files).some((known) => known === path || known.startsWith(`${path}/`)),
  list: (path) =>
    Object.keys(files)
      .filter((known) => known.startsWith(`${path}/`))
      .map((known) => known.slice(path.length + 1).split('/')[0]!),
  env: (name) => env[name],
});

/** A finding of one of the rules at a line (from 1) of a source. */
export const finding = (
  name: string,
  source: Source,
  line: number,
  more: Partial<Finding> & { target?: string } = {},
): Finding => {
  const known = rules.find((one) => one.name === name)!;
  const span = source.lineSpan(line);
  const { target, ...rest } = more;
  return {
    rule: name,
    aliases: known.aliases,
    severity: known.severity,
    message: `message of ${name}`,
    help: known.help,
    fingerprint: `${name}:${source.slice(span)}`,
    at: {
      path: source.path,
      span,
      start: source.position(span.start),
      end: source.position(span.end),
      ...(target === undefined ? {} : { target }),
    },
    also: [],
    ...rest,
  };
};

/** A file of one-line instructions, with its comments and its `check` directive as a Dockerfile's reader gives them. */
export const dockerfile = (path: string, text: string): PragmaFile => {
  const source = new Source(path, text);
  const rows = source.lineStarts.map((_, i) => source.lineSpan(i + 1));
  const textOf = (span: Span): string =>
    source
      .slice(span)
      .replace(/^\uFEFF/, '')
      .trim();
  const isCode = (span: Span): boolean => textOf(span) !== '' && !textOf(span).startsWith('#');
  const froms = rows.filter((span) => textOf(span).startsWith('FROM'));
  const stages = froms.map((from, i) => ({
    start: from.start,
    end: (froms[i + 1]?.start ?? text.length + 1) - 1,
  }));
  const first = rows.findIndex(isCode);
  const comments: Comment[] = [];
  const directives: { name: string; value: string; span: Span }[] = [];
  let next: Span | undefined;
  for (let i = rows.length - 1; i >= 0; i--) {
    const span = rows[i]!;
    if (isCode(span)) next = span;
    if (!textOf(span).startsWith('#')) continue;
    const check = /^#\s*check\s*=(.*)$/.exec(textOf(span));
    if (check) {
      directives.unshift({ name: 'check', value: check[1]!.trim(), span });
      continue;
    }
    const owner = next && froms.includes(next) ? next.start : span.start;
    const stage = stages.find(({ start, end }) => start <= owner && owner < Math.max(end, start + 1));
    comments.unshift({
      text: textOf(span).slice(1),
      span,
      head: i < first,
      ...(next ? { next } : {}),
      ...(stage ? { stage } : {}),
    });
  }
  return { source, comments, directives };
};

/** Joins lines, each with its ending. */
export const lines = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');
