import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Source } from '../core/source.ts';
import { joinLines, splitLines } from '../dockerfile/lines.ts';
import { Logical } from '../dockerfile/logical.ts';
import { readShell } from './read.ts';
import type { Language } from './state.ts';
import type { ShellCommand, ShellRedirect, ShellScript, ShellWord } from './types.ts';

/**
 * Each file of testdata is a table of scripts with what is read from them: one line a command, as `told` writes it.
 * `run` has scripts as RUN holds them, their continued lines joined; the others are whole texts.
 */
const tables: readonly [file: string, dialect: Language, joined: boolean][] = [
  ['run', 'posix', true],
  ['script', 'posix', false],
  ['powershell', 'powershell', false],
  ['cmd', 'cmd', false],
];

for (const [file, dialect, joined] of tables) {
  describe(`testdata/${file}.txt`, () => {
    for (const { title, script, expected } of casesOf(file)) {
      it(title, () => {
        const text = title === 'carriage returns' ? script.replaceAll('\n', '\r\n') : script;
        const shell = readShell(joined ? joinedText(text) : Logical.of(text, 0), { dialect });
        assert.equal(told(shell, text), expected);
      });
    }
  });
}

interface Case {
  readonly title: string;
  readonly script: string;
  readonly expected: string;
}

function casesOf(file: string): Case[] {
  const text = readFileSync(join(import.meta.dirname, 'testdata', `${file}.txt`), 'utf8');
  return text.split(/^== /m).flatMap((block) => {
    if (block.trim() === '') return [];
    const [head = '', expected = ''] = block.split(/^--\n/m);
    const [title = '', ...script] = head.replace(/\n$/, '').split('\n');
    return [{ title, script: script.join('\n'), expected: expected.trimEnd() }];
  });
}

/** The text as an instruction's line: continuations taken out. */
function joinedText(text: string): Logical {
  const source = new Source('Dockerfile', text);
  return joinLines(text, splitLines(source), 0, '\\').logical;
}

/** A script as text: what the tables compare. */
function told(shell: ShellScript, text: string): string {
  const lines = shell.commands.map(toldCommand);
  for (const { kind, redirects, inside } of shell.compounds) {
    const outer = inside ? ` in ${inside.kind}` : '';
    if (redirects.length > 0) lines.push(`compound ${kind} ${redirects.map(toldRedirect).join(' ')}${outer}`);
  }
  if (shell.assigned.size > 0) lines.push(`assigned ${[...shell.assigned].join(' ')}`);
  if (shell.functions.size > 0) lines.push(`functions ${[...shell.functions].join(' ')}`);
  if (shell.reads.length > 0) {
    lines.push(`reads ${shell.reads.map(({ name, guarded }) => name + (guarded ? '?' : '')).join(' ')}`);
  }
  for (const { message, span } of shell.problems) {
    lines.push(`problem ${message}: ${JSON.stringify(text.slice(span.start, span.end))}`);
  }
  return lines.join('\n');
}

/** `loop:1 && [apt-get] {sudo -E} A:=b /usr/bin/apt-get ‹$X› 2>(file) | 1/2 ;` */
function toldCommand(command: ShellCommand): string {
  const { within, depth, words, prefixes, assignments, redirects, pipeline } = command;
  const first = words[0]?.literal ? words[0].value : '';
  return [
    within === 'top' ? '' : `${within}:${depth}`,
    shown(command.before),
    command.name === first ? '' : `[${command.name}]`,
    prefixes.length > 0 ? `{${prefixes.map(toldWord).join(' ')}}` : '',
    ...assignments.map(({ name, value }) => `${name}:=${value ? toldWord(value) : ''}`),
    ...words.map(toldWord),
    ...redirects.map(toldRedirect),
    pipeline.length > 1 ? `${pipeline.index + 1}/${pipeline.length}` : '',
    shown(command.after),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function toldRedirect({ fd, operator, target, heredoc }: ShellRedirect): string {
  const body = heredoc === undefined ? '' : JSON.stringify(heredoc);
  return `${fd ?? ''}${operator}(${target ? toldWord(target) : ''}${body})`;
}

const shown = (joint: ShellCommand['before']): string => (joint === '\n' ? '↵' : joint);

const toldWord = ({ value, literal }: ShellWord): string => {
  const text = /^[^\s"'‹›]+$/.test(value) ? value : JSON.stringify(value);
  return literal ? text : `‹${text}›`;
};
