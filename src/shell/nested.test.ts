import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Logical } from '../dockerfile/logical.ts';
import type { JsonWord } from '../dockerfile/tree.ts';
import { readExec, readShell } from './read.ts';

/** What stands in the source at the spans of the words of the command with that name. */
function placesOf(text: string, name: string): string[] {
  const { commands } = readShell(Logical.of(text, 0));
  const command = commands.find((each) => each.name === name);
  return (command?.words ?? []).map(({ span }) => text.slice(span.start, span.end));
}

/** A JSON form as the Dockerfile's reader gives it. */
function jsonWords(text: string): JsonWord[] {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)].map((match) => ({
    text: match[0],
    value: JSON.parse(match[0]) as string,
    span: { start: match.index, end: match.index + match[0].length },
  }));
}

describe('scripts in strings', () => {
  it('have their places in the source', () => {
    assert.deepEqual(placesOf("sh -c 'cd /x && npm install -g y'", 'npm'), ['npm', 'install', '-g', 'y']);
    assert.deepEqual(placesOf('bash -c "a; apt-get update"', 'apt-get'), ['apt-get', 'update']);
    assert.deepEqual(placesOf('eval echo a "&&" rm x', 'rm'), ['rm', 'x']);
    assert.deepEqual(placesOf('sh -c \'a\'" && rm x"', 'rm'), ['rm', 'x']);
  });

  it('have escape sequences whole in the places of their words', () => {
    assert.deepEqual(placesOf('sh -c "echo \\"a b\\" c"', 'echo'), ['echo', '\\"a b\\"', 'c']);
    assert.deepEqual(placesOf("sh -c $'echo \\'a b\\''", 'echo'), ['echo', "\\'a b\\'"]);
    assert.deepEqual(placesOf('sh -c "sh -c \\"rm \\\\\\"x y\\\\\\"\\""', 'rm'), ['rm', '\\\\\\"x y\\\\\\"']);
  });

  it('keep the words of backquotes in place', () => {
    assert.deepEqual(placesOf('a `b \\`rm -f x\\``', 'rm'), ['rm', '-f', 'x']);
  });

  it('know what the outer shell replaces from what is theirs', () => {
    const text = `sh -c "echo $A '$B' \\$C"`;
    const { commands, reads } = readShell(Logical.of(text, 0));
    const words = commands.at(-1)!.words;
    assert.deepEqual(
      words.map(({ value, literal, variables }) => [value, literal, ...variables]),
      [
        ['echo', true],
        ['$A', false, 'A'],
        ['$B', false, 'B'],
        ['$C', false, 'C'],
      ],
    );
    assert.deepEqual(
      reads.map(({ name, span }) => [name, text.slice(span.start, span.end)]),
      [
        ['A', '$A'],
        ['B', '$B'],
        ['C', '\\$C'],
      ],
    );
  });

  it('tell what the outer shell runs only once', () => {
    const { commands } = readShell(Logical.of('sh -c "echo $(apt-get update; rm x) `id -u`"', 0));
    assert.deepEqual(
      commands.map(({ name, within }) => [name, within]),
      [
        ['sh', 'top'],
        ['echo', 'nested'],
        ['apt-get', 'substitution'],
        ['rm', 'substitution'],
        ['id', 'substitution'],
      ],
    );
  });

  it('cannot be ended by what the outer shell replaces', () => {
    const { commands, problems } = readShell(Logical.of(`sh -c "a '$(b "'" ')')' && c # $(d\n)" && e`, 0));
    assert.deepEqual(
      commands.map(({ name }) => name),
      ['sh', 'a', 'b', 'c', 'd', 'e'],
    );
    assert.deepEqual(problems, []);
  });
});

describe('lists and pipelines', () => {
  it('number chains by their and-or lists', () => {
    const { commands } = readShell(Logical.of('a && b || c; d | e && f\n g & h', 0));
    const chains = commands.map(({ chain }) => chain);
    const [a, , , d, , , g, h] = chains;
    assert.deepEqual(chains, [a, a, a, d, d, d, g, h]);
    assert.equal(new Set(chains).size, 4);
  });

  it('number pipelines, a compound counting as one of their commands', () => {
    const { commands } = readShell(Logical.of('a | { b; c; } | d; e', 0));
    const [a, b, c, d, e] = commands.map(({ pipeline }) => pipeline);
    assert.deepEqual([a?.index, a?.length, d?.index, d?.length], [0, 3, 2, 3]);
    assert.equal(a?.id, d?.id);
    assert.equal(new Set([a, b, c, e].map((each) => each?.id)).size, 4);
  });

  it('span a command from its first assignment to its last redirect', () => {
    const text = 'x; A=1 sudo -u b rm -f c >/dev/null 2>&1 ; y';
    const { span } = readShell(Logical.of(text, 0)).commands[1]!;
    assert.equal(text.slice(span.start, span.end), 'A=1 sudo -u b rm -f c >/dev/null 2>&1');
  });

  it('know quoted words and their variables', () => {
    const { words } = readShell(Logical.of(`a 'b' "$C"d e\\ f \${G:-$H}`, 0)).commands[0]!;
    assert.deepEqual(
      words.map(({ quoted }) => quoted),
      [false, true, true, false, false],
    );
    assert.deepEqual(
      words.map(({ variables }) => variables),
      [[], [], ['C'], [], ['G', 'H']],
    );
  });
});

describe('readExec', () => {
  it('reads one command that no shell runs', () => {
    const { commands } = readExec(jsonWords('["/usr/bin/apt-get", "install", "-y", "$PKG && x"]'));
    assert.equal(commands.length, 1);
    const [command] = commands;
    assert.equal(command?.name, 'apt-get');
    assert.deepEqual(
      command?.words.map(({ value, literal }) => [value, literal]),
      [
        ['/usr/bin/apt-get', true],
        ['install', true],
        ['-y', true],
        ['$PKG && x', true],
      ],
    );
    assert.deepEqual(command?.span, { start: 1, end: 49 });
  });

  it('reads prefixes and assignments', () => {
    const { commands } = readExec(jsonWords('["env", "A=b c", "/sbin/tini", "--", "node", "x.js"]'));
    assert.equal(commands[0]?.name, 'node');
    assert.deepEqual(
      commands[0]?.prefixes.map(({ value }) => value),
      ['env', 'A=b c', '/sbin/tini', '--'],
    );
    assert.deepEqual(
      commands[0]?.assignments.map(({ name, value }) => [name, value?.value]),
      [['A', 'b c']],
    );
  });

  it('reads the script of a shell, with its places', () => {
    const text = '["bash", "-lc", "echo \\"a\\\\tb\\" \\u0026& apt-get update"]';
    const { commands } = readExec(jsonWords(text));
    assert.deepEqual(
      commands.map(({ name, within }) => [name, within]),
      [
        ['bash', 'top'],
        ['echo', 'nested'],
        ['apt-get', 'nested'],
      ],
    );
    const places = commands
      .slice(1)
      .flatMap(({ words }) => words.map(({ span }) => text.slice(span.start, span.end)));
    assert.deepEqual(places, ['echo', '\\"a\\\\tb\\"', 'apt-get', 'update']);
  });

  it('tells the whole string where it does not stand in one piece', () => {
    const args = [
      { text: '"sh"', value: 'sh', span: { start: 0, end: 4 } },
      { text: '"-c"', value: '-c', span: { start: 6, end: 10 } },
      { text: '"a && b"', value: 'a && b', span: { start: 12, end: 24 } },
    ];
    const { commands } = readExec(args);
    assert.deepEqual(
      commands.slice(1).map(({ name, span }) => [name, span.start, span.end]),
      [
        ['a', 12, 24],
        ['b', 12, 24],
      ],
    );
  });

  it('reads nothing from an empty list', () => {
    assert.deepEqual(readExec([]).commands, []);
  });
});
