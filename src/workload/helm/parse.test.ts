import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Source } from '../../core/source.ts';
import { parseTemplate } from './parse.ts';
import type { Operand, Pipe, TemplateNode } from './types.ts';

const parse = (text: string) => parseTemplate(new Source('a.yaml', text));

/** A template as one line that says how it was understood. */
const shown = (nodes: readonly TemplateNode[], text: string): string =>
  nodes
    .map((node) => {
      switch (node.kind) {
        case 'text':
          return JSON.stringify(text.slice(node.span.start, node.span.end));
        case 'output':
          return `<${pipe(node.pipe)}>`;
        case 'assign':
          return `<$${node.name} ${node.declares ? ':=' : '='} ${pipe(node.pipe)}>`;
        case 'call':
          return `<template ${node.name} ${pipe(node.pipe ?? [])}>`;
        default: {
          const names = [node.key, node.value].flatMap((name) => (name === undefined ? [] : [`$${name}`]));
          const otherwise = node.otherwise.length > 0 ? ` else [${shown(node.otherwise, text)}]` : '';
          return `${node.kind}(${[...names, pipe(node.pipe)].join(', ')}) [${shown(node.body, text)}]${otherwise}`;
        }
      }
    })
    .join(' ');

const pipe = (commands: Pipe): string => commands.map((words) => words.map(word).join(' ')).join(' | ');

function word(operand: Operand): string {
  const keys = 'keys' in operand ? operand.keys.map((key) => `.${key}`).join('') : '';
  switch (operand.kind) {
    case 'field':
      return keys || '.';
    case 'variable':
      return `$${operand.name}${keys}`;
    case 'function':
      return operand.name;
    case 'text':
      return JSON.stringify(operand.value);
    case 'group':
      return `(${pipe(operand.pipe)})${keys}`;
    default:
      return operand.value;
  }
}

const told = (text: string): string => shown(parse(text).body, text);

describe('reading Go templates', () => {
  for (const [text, expected] of [
    ['a: {{ .Values.a.b | default "x" | quote }}\n', '"a: " <.Values.a.b | default "x" | quote> "\\n"'],
    ['{{- $x := (index .Values "a-b").c -}}', '<$x := (index .Values "a-b").c>'],
    ['{{ $x = $.Values.y }}{{ $ }}{{ $x.a }}', '<$x = $.Values.y> <$> <$x.a>'],
    [
      '{{ if and .a (not .b) }}1{{ else if eq .c "}}" }}2{{ else }}3{{ end }}4',
      'if(and .a (not .b)) ["1"] else [if(eq .c "}}") ["2"] else ["3"]] "4"',
    ],
    [
      '{{ range $k, $v := .Values.m }}{{ $k }}{{ else }}-{{ end }}',
      'range($k, $v, .Values.m) [<$k>] else ["-"]',
    ],
    ['{{ range $v := .l }}{{ $v }}{{ break }}{{ end }}', 'range($v, .l) [<$v>]'],
    [
      '{{ with .Values.a }}{{ . }}{{ else with .b }}{{ .c }}{{ end }}',
      'with(.Values.a) [<.>] else [with(.b) [<.c>]]',
    ],
    ['{{/* {{ not this }} */}}{{- /* "nor this */ -}}x', '"x"'],
    ['{{ template "a.b" . }}{{ block "c" .x }}y{{ end }}', '<template a.b .> <template c .x>'],
    ['{{ `raw "}}" text` }}{{ "a\\"}}b\\n" }}', '<"raw \\"}}\\" text"> <"a\\"}}b\\n">'],
    ["{{ 'x' }}{{ -1.5e3 }}{{ true }}{{ nil }}", "<'x'> <-1.5e3> <true> <nil>"],
    ['{{ printf "%s"\n  .a\n  | nindent 4 }}', '<printf "%s" .a | nindent 4>'],
    ['{{ include "x" (dict "a" (list 1 .b) "c" $) }}', '<include "x" (dict "a" (list 1 .b) "c" $)>'],
    ['plain { } text', '"plain { } text"'],
    ['open {{ .a', '"open {{ .a"'],
    ['{{ end }}{{ else }}a{{ if .b }}c', '"a" if(.b) ["c"]'],
  ] as const)
    it(`understands ${JSON.stringify(text)}`, () => assert.equal(told(text), expected));

  it('keeps named templates apart, whatever they stand in', () => {
    const text =
      '{{ define "a" }}1{{ if .x }}{{ define "b" }}2{{ end }}{{ end }}{{ end }}3{{ block "c" . }}4{{ end }}';
    const { body, defines } = parse(text);
    assert.equal(shown(body, text), '"3" <template c .>');
    assert.deepEqual(
      defines.map(({ name, body }) => [name, shown(body, text)]),
      [
        ['b', '"2"'],
        ['a', '"1" if(.x) []'],
        ['c', '"4"'],
      ],
    );
    assert.equal(text.slice(defines[0]!.span.start, defines[0]!.span.end), '{{ define "b" }}2{{ end }}');
  });

  it('knows where blanks are taken away', () => {
    const { parts } = parse('a {{- .b -}} c {{-3}} {{ "x" -}}');
    assert.deepEqual(
      parts.map(({ kind, trimsLeft, trimsRight }) => [kind, trimsLeft, trimsRight]),
      [
        ['text', false, false],
        ['action', true, true],
        ['text', false, false],
        ['action', false, false],
        ['text', false, false],
        ['action', false, true],
      ],
    );
  });

  it('goes as deep as anybody writes, and is not brought down by what goes deeper', () => {
    const deep = 5000;
    for (const text of [
      `{{ ${'('.repeat(deep)}.a${')'.repeat(deep)} }}`,
      '{{ if .a }}'.repeat(deep) + '{{ end }}'.repeat(deep),
      '{{ if .a }}{{ else if .b }}'.repeat(deep),
      '{{ define "x" }}'.repeat(deep),
      '{{'.repeat(deep),
      `{{ ${'"'.repeat(deep)}`,
    ])
      parse(text);
  });

  it('never throws, and its parts are the whole text', () => {
    const piece = fc.constantFrom(
      ...[
        '{{',
        '}}',
        '{{-',
        '-}}',
        ' ',
        '\n',
        'if ',
        'else',
        'end',
        'range ',
        'with ',
        'define ',
        '"a"',
        '"',
        '`',
      ],
      ...['/*', '*/', '.a', '$x', ':=', '=', '|', '(', ')', 'include', 'a: b', "'", '\\', ',', '{', '}'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const { parts } = parse(text);
        assert.equal(parts.map(({ span }) => text.slice(span.start, span.end)).join(''), text);
      }),
      { numRuns: 500 },
    );
  });
});
