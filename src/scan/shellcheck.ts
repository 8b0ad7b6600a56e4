import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding, Problem } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import type { Severity } from '../core/severity.ts';
import { Logical } from '../dockerfile/logical.ts';
import type { JudgedFile } from './file.ts';
import { findingsOf } from './findings.ts';
import { findProgram } from './program.ts';
import { shellcheckRules } from './shellcheck-rule.ts';
import type { ShellcheckScript } from './shellcheck-scripts.ts';

export interface ShellcheckResult {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** Whether the program was found and did its work. */
  readonly ran: boolean;
}

/** One script and the file that it is from. */
interface Script extends ShellcheckScript {
  readonly file: JudgedFile;
}

/** Passes the scripts of judged files to ShellCheck, in as few runs of the program as possible. */
export async function runShellcheck(
  judged: readonly JudgedFile[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<ShellcheckResult> {
  const all = judged.flatMap((file) => file.scripts.map((script): Script => ({ ...script, file })));
  const scripts = all.filter(({ text }) => text.length <= LONGEST);
  const gaps = all.filter(({ text }) => text.length > LONGEST).map(tooLong);
  if (scripts.length === 0) return { findings: [], gaps, ran: true };
  const program = findProgram('shellcheck', env);
  if (program === undefined) return { findings: [], gaps: [absent], ran: false };
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-shellcheck-'));
  try {
    // Projects repeat their scripts; each is read once.
    const groups = [...Map.groupBy(scripts, ({ text }) => text).values()];
    const comments = await runAll(program, folder, groups);
    return { findings: findingsFrom(comments, groups), gaps, ran: true };
  } catch (error) {
    const reason = `${program} failed, so RUN scripts were not checked by it: ${(error as Error).message}`;
    return { findings: [], gaps: [{ path: 'shellcheck', reason }], ran: false };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** ShellCheck takes quadratic time for a long list of commands: some seconds for one as long as this. */
const LONGEST = 20_000;

const tooLong = ({ file, body, text }: Script): Gap => {
  const line = file.source.lineOf(body.sources[0] ?? 0);
  const reason = `the script at line ${line} was not checked by ShellCheck: it has ${text.length} characters, and ${LONGEST} are the most that are passed on`;
  return { path: file.source.path, reason };
};

const absent: Gap = {
  path: 'shellcheck',
  reason: 'no shellcheck program was found, so RUN scripts were not checked by it',
  kind: 'info',
};

/** What ShellCheck says of one place, as its `json1` format has it; columns count code points from 1. */
interface Comment {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly column: number;
  readonly endColumn: number;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  readonly code: number;
  readonly message: string;
}

/**
 * Statements that mean nothing in a Dockerfile: sources that cannot be followed (1090, 1091), a shebang that is ours
 * (2148, 2187, 1071), `cd` without `|| exit` where the build fails anyway as the chain does (2103, 2164 stay with
 * `workdir-not-cd`).
 */
const EXCLUDED = '1090,1091,1071,2148,2187,2103,2164';

const LEVELS: Readonly<Record<Comment['level'], Severity>> = {
  error: 'medium',
  warning: 'low',
  info: 'info',
  style: 'info',
};

/** Two processes at a time, each with a bounded list of files. */
async function runAll(
  program: string,
  folder: string,
  groups: readonly (readonly Script[])[],
): Promise<Comment[]> {
  const names = groups.map(([script], i) => {
    const name = `${i}.sh`;
    writeFileSync(join(folder, name), script!.text);
    return name;
  });
  const size = Math.max(1, Math.min(MOST_FILES, Math.ceil(names.length / 2)));
  const queue = Array.from({ length: Math.ceil(names.length / size) }, (_, i) =>
    names.slice(i * size, (i + 1) * size),
  );
  const comments: Comment[] = [];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift())
      comments.push(...(await runOnce(program, folder, next)));
  };
  await Promise.all([work(), work()]);
  return comments.sort((a, b) => Number.parseInt(a.file, 10) - Number.parseInt(b.file, 10));
}

const MOST_FILES = 400;

function runOnce(program: string, cwd: string, names: readonly string[]): Promise<Comment[]> {
  const options = ['--norc', '-f', 'json1', '-e', EXCLUDED, ...names];
  return new Promise((done, fail) => {
    const child = spawn(program, options, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', fail);
    child.on('close', (code) => {
      // 0: nothing found, 1: something found; anything else is a failure of the program.
      if (code !== 0 && code !== 1) {
        fail(new Error(Buffer.concat(err).toString().trim().split('\n')[0] || `exit code ${code}`));
        return;
      }
      try {
        done((JSON.parse(Buffer.concat(out).toString()) as { comments: Comment[] }).comments);
      } catch {
        fail(new Error('its output is not JSON'));
      }
    });
  });
}

/** Carries comments back to the files whose scripts they are about. */
function findingsFrom(comments: readonly Comment[], groups: readonly (readonly Script[])[]): Finding[] {
  const problems = new Map<JudgedFile, Problem[]>();
  for (const comment of comments) {
    for (const script of groups[Number.parseInt(comment.file, 10)] ?? []) {
      if (comment.line <= script.preamble) continue;
      const list = problems.get(script.file) ?? [];
      list.push(problemOf(comment, script));
      problems.set(script.file, list);
    }
  }
  return [...problems].flatMap(([file, list]) => findingsOf(file, shellcheckRules[0]!, list));
}

function problemOf(comment: Comment, { body, preamble }: Script): Problem {
  const logical = new Logical(body.text, body.starts, body.sources);
  const start = offsetOf(logical.text, comment.line - preamble, comment.column);
  const end = Math.max(start, offsetOf(logical.text, comment.endLine - preamble, comment.endColumn));
  const id = `SC${comment.code}`;
  return {
    at: logical.span(start, end),
    message: `${comment.message.replace(/\s+/g, ' ').trim()} (${id})`,
    severity: LEVELS[comment.level],
    aliases: [id],
    key: id,
  };
}

/** The offset of a line and column (in code points) of a text. */
function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', start);
    if (next === -1) break;
    start = next + 1;
  }
  let at = start;
  for (let i = 1; i < column && at < text.length; i++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return at;
}
