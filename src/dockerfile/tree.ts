import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import type { Logical } from './logical.ts';

/** One word of an instruction. `text` is as written with continuations taken out: quotes, escapes and variables stay. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** An element of a JSON form: `text` with its quotes, `value` decoded. */
export interface JsonWord extends Word {
  readonly value: string;
}

/** `--name=value`; `value` is undefined for a bare `--name`. Spans cover the whole flag and the value alone. */
export interface Flag {
  readonly name: string;
  readonly value?: Word;
  readonly span: Span;
}

/** `NAME` or `NAME=value` of ARG, ENV and LABEL. */
export interface KeyValue {
  readonly key: Word;
  readonly value?: Word;
  readonly span: Span;
}

export interface Heredoc {
  /** The delimiter without quotes. */
  readonly name: string;
  /** Variables are expanded in it (the delimiter is not quoted). */
  readonly expand: boolean;
  /** `<<-`: leading tabs are taken off. */
  readonly chomp: boolean;
  /** The file descriptor before `<<`, usually ''. */
  readonly fd: string;
  /** `<<EOF` on the instruction's line. */
  readonly opener: Span;
  /** The body, without the line of the delimiter. */
  readonly body: Span;
  /** The body's text as written. */
  readonly content: string;
  /** The closing delimiter's line; absent when the file ends first. */
  readonly close?: Span;
}

/** The command of RUN, CMD, ENTRYPOINT and HEALTHCHECK, and the list of SHELL. */
export interface CommandLine {
  readonly form: 'exec' | 'shell';
  /** The elements of the exec form; empty for the shell form. */
  readonly args: readonly JsonWord[];
  /** The whole text behind the flags, for both forms. */
  readonly script: Logical;
  readonly span: Span;
}

export interface BaseInstruction {
  readonly kind: 'instruction';
  /** The keyword as written. */
  readonly name: Word;
  /** From the keyword to the last character, heredocs included, without the final line ending. */
  readonly span: Span;
  /** The same without heredoc bodies. */
  readonly head: Span;
  readonly flags: readonly Flag[];
  /** Everything behind keyword and flags, trimmed. */
  readonly body: Logical;
  readonly heredocs: readonly Heredoc[];
  /** Comment lines inside its continuations. */
  readonly inner: readonly CommentLine[];
  /** Blank lines inside its continuations. */
  readonly emptyLines: readonly Span[];
  /** Its number in `Dockerfile.instructions`; a trigger of ONBUILD has that of its ONBUILD. */
  readonly index: number;
  /** The ONBUILD that it is the trigger of. */
  readonly onbuild: boolean;
}

export interface From extends BaseInstruction {
  readonly keyword: 'FROM';
  readonly image?: Word;
  readonly platform?: Flag;
  /** The `AS` keyword as written, and the stage's name. */
  readonly as?: { readonly keyword: Word; readonly name: Word };
}
export interface Arg extends BaseInstruction {
  readonly keyword: 'ARG';
  readonly entries: readonly KeyValue[];
}
export interface Env extends BaseInstruction {
  readonly keyword: 'ENV' | 'LABEL';
  readonly entries: readonly KeyValue[];
  /** `ENV name value…`: one entry whose value is the rest of the line. */
  readonly legacy: boolean;
}
export interface Copy extends BaseInstruction {
  readonly keyword: 'COPY' | 'ADD';
  readonly json: boolean;
  /** For the JSON form these are JsonWords. */
  readonly sources: readonly (Word | JsonWord)[];
  readonly destination?: Word | JsonWord;
  readonly from?: Flag;
}
export interface CommandInstruction extends BaseInstruction {
  readonly keyword: 'RUN' | 'CMD' | 'ENTRYPOINT' | 'SHELL';
  readonly command: CommandLine;
}
export interface Healthcheck extends BaseInstruction {
  readonly keyword: 'HEALTHCHECK';
  /** `HEALTHCHECK NONE`. */
  readonly none: boolean;
  /** `CMD` as written, when there is one. */
  readonly type?: Word;
  readonly command?: CommandLine;
}
export interface Words extends BaseInstruction {
  readonly keyword: 'EXPOSE' | 'VOLUME';
  /** Ports or paths; JsonWords when `json`. */
  readonly words: readonly (Word | JsonWord)[];
  readonly json: boolean;
}
export interface Single extends BaseInstruction {
  readonly keyword: 'USER' | 'WORKDIR' | 'STOPSIGNAL' | 'MAINTAINER';
  /** The whole argument; absent when there is none. */
  readonly value?: Word;
}
export interface Onbuild extends BaseInstruction {
  readonly keyword: 'ONBUILD';
  readonly trigger?: Instruction;
}
/** A keyword that is none of Dockerfile's. */
export interface Unknown extends BaseInstruction {
  readonly keyword: 'UNKNOWN';
}

export type Instruction =
  | From
  | Arg
  | Env
  | Copy
  | CommandInstruction
  | Healthcheck
  | Words
  | Single
  | Onbuild
  | Unknown;

export type Keyword = Instruction['keyword'];

/** A line that is a comment. `text` is what stands behind `#`. */
export interface CommentLine {
  readonly kind: 'comment';
  readonly text: string;
  readonly span: Span;
}

/** `# name=value` in the head of the file. */
export interface Directive {
  readonly kind: 'directive';
  readonly name: string;
  readonly value: string;
  readonly span: Span;
  readonly valueSpan: Span;
}

/** A line of white space only. */
export interface Blank {
  readonly kind: 'blank';
  readonly span: Span;
}

export type Item = Instruction | CommentLine | Directive | Blank;

/** A place that BuildKit would refuse. One each; the rest of the file is still read. */
export interface SyntaxProblem {
  readonly message: string;
  readonly span: Span;
  readonly code:
    | 'unknown-instruction'
    | 'unknown-flag'
    | 'missing-argument'
    | 'too-many-arguments'
    | 'bad-argument'
    | 'unterminated-heredoc'
    | 'unterminated-quote'
    | 'bad-substitution'
    | 'no-from'
    | 'before-from'
    | 'bad-directive'
    | 'empty'
    | 'not-text';
}

/** A Dockerfile as written, whole: `print` gives the text back to the letter. */
export interface Dockerfile {
  readonly source: Source;
  /** The escape character: `\`, or `` ` `` by directive. */
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  /** Every line of the text, in order. */
  readonly items: readonly Item[];
  readonly instructions: readonly Instruction[];
  readonly problems: readonly SyntaxProblem[];
}
