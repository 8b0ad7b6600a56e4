import { assignedNames, assignmentOf } from './assignments.ts';
import { nestedIn } from './nested.ts';
import { commandIndex } from './prefixes.ts';
import {
  type CompoundDraft,
  type Draft,
  deepestNesting,
  type Host,
  type Language,
  type Lexeme,
  type Script,
} from './state.ts';
import type { ShellCompound, ShellWord } from './types.ts';

/** Gives a command its name, prefixes, words and assignments, and reads the scripts that it is given in strings. */
export function finishCommand(host: Host, draft: Draft, lexemes: readonly Lexeme[]): void {
  if (lexemes.length === 0) return;
  const index = commandIndex(
    lexemes,
    (at) => baseName(lexemes[at]?.word, host.windows),
    (lexeme) => assign(host, draft, lexeme),
  );
  const words: ShellWord[] = [];
  for (let i = index; i < lexemes.length; i++) words.push(lexemes[i]!.word);
  draft.words = words;
  if (index > 0) draft.prefixes = lexemes.slice(0, index).map((lexeme) => lexeme.word);
  draft.name = baseName(words[0], host.windows);
  const names = assignedNames(draft.name, words);
  if (names === 'declares') for (let i = index + 1; i < lexemes.length; i++) assign(host, draft, lexemes[i]!);
  else if (names) for (const name of names) host.out.assigned.add(name);
  readNested(host, draft, lexemes, index);
}

/** Reads a heredoc's body as a script of the shell that runs it. */
export function readFedScript(host: Host, shell: Draft, script: Script): void {
  if (tooDeep(host, shell)) return;
  shell.fed = true;
  readInner(host, shell, script, 'posix');
}

/** The program's name without its folders (and, for Windows, without its suffix); '' when it is not literal. */
function baseName(word: ShellWord | undefined, windows: boolean): string {
  if (!word?.literal) return '';
  const { value } = word;
  if (!windows) return value.slice(value.lastIndexOf('/') + 1);
  const start = Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\')) + 1;
  return value.slice(start).replace(/\.(?:exe|cmd|bat|com)$/i, '');
}

function assign(host: Host, draft: Draft, lexeme: Lexeme): void {
  const assignment = assignmentOf(host, lexeme);
  if (!assignment) return;
  draft.assignments.push(assignment);
  host.out.assigned.add(assignment.name);
}

function readNested(host: Host, draft: Draft, lexemes: readonly Lexeme[], index: number): void {
  for (const { from, to, as } of nestedIn(
    host.windows ? draft.name.toLowerCase() : draft.name,
    draft.words,
  )) {
    if (tooDeep(host, draft)) return;
    if (as === 'command') readWordsAsCommand(host, draft, lexemes.slice(index + from, index + to));
    else readInner(host, draft, host.scriptOf(lexemes, index + from, index + to), as);
  }
}

function readInner(host: Host, draft: Draft, script: Script, language: Language): void {
  host.out.read(script, language, host.out, {
    within: 'nested',
    depth: draft.depth + 1,
    nesting: host.nesting + 1,
    level: host.level + 1,
    compound: holderIn(host, draft),
  });
}

/** What holds the commands of a script in a string. */
function holderIn({ out }: Host, { span, before, chain, inside }: Draft): ShellCompound {
  const holder: CompoundDraft = {
    kind: 'nested',
    redirects: [],
    span,
    before,
    chain,
    ...(inside ? { inside } : {}),
  };
  out.compounds.push(holder);
  return holder;
}

function tooDeep({ nesting, out }: Host, { span }: Draft): boolean {
  if (nesting < deepestNesting) return false;
  out.problems.push({ message: 'scripts nested too deep to be read', span });
  return true;
}

/** Words that are a command as they stand, as those behind `find -exec`. */
function readWordsAsCommand(host: Host, outer: Draft, lexemes: readonly Lexeme[]): void {
  const { out } = host;
  const draft = out.draft(
    { within: 'nested', depth: outer.depth + 1, compound: holderIn(host, outer) },
    out.chains++,
    '',
  );
  draft.pipeline.id = out.pipelines++;
  draft.span = { start: lexemes[0]!.word.span.start, end: lexemes.at(-1)!.word.span.end };
  const inner: Host = {
    out,
    nesting: host.nesting + 1,
    level: host.level + 1,
    windows: host.windows,
    span: (start, end) => host.span(start, end),
    scriptOf: (words, from, to) => host.scriptOf(words, from, to),
  };
  finishCommand(inner, draft, lexemes);
}
