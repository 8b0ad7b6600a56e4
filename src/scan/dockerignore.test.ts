import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readIgnoreFile } from './dockerignore.ts';

const table: [name: string, text: string, out: string[], kept: string[]][] = [
  ['a name is anchored at the context', 'foo', ['foo', 'foo/a', 'foo/a/b'], ['a/foo', 'foobar']],
  ['a leading slash means nothing', '/foo', ['foo', 'foo/a'], ['a/foo']],
  ['a trailing slash means nothing', 'foo/', ['foo', 'foo/a'], ['a/foo']],
  ['dots and doubled slashes are cleaned', './a//b/../c', ['a/c', 'a/c/d'], ['a/b']],
  ['a path is cleaned as well', 'a/b', ['./a/b', '/a/b', 'a//b', 'x/../a/b'], ['b']],
  ['* stays in its folder', '*.md', ['README.md'], ['docs/README.md']],
  ['* at a folder takes what is in it', 'tmp*', ['tmp', 'tmp1/a/b'], ['a/tmp']],
  ['*/name is one folder down', '*/temp*', ['a/temp', 'a/temporary.txt'], ['temp', 'a/b/temp']],
  [
    '**/name is anywhere',
    '**/node_modules',
    ['node_modules', 'a/node_modules/x', 'a/b/node_modules'],
    ['a_node_modules'],
  ],
  ['**name is any ending', '**secret', ['secret', 'a/mysecret', 'mysecret/x'], ['secrets']],
  ['**/*.ext', '**/*.pyc', ['a.pyc', 'a/b/c.pyc'], ['a.py']],
  ['name/** is what is in it, not itself', 'a/**', ['a/b', 'a/b/c'], ['a']],
  ['a/**/b', 'a/**/b', ['a/b', 'a/x/y/b'], ['b', 'x/a/b']],
  ['** is all', '**', ['a', 'a/b'], []],
  ['? is one character', 'a?.txt', ['ab.txt'], ['a.txt', 'abc.txt', 'a/.txt']],
  ['sets', 'v[0-9].[^x]', ['v1.y'], ['v1.x', 'va.y']],
  ['an escaped character', 'a\\*b', ['a*b'], ['acb']],
  ['regular expression characters are themselves', 'a.b+(c)', ['a.b+(c)'], ['aXb+(c)', 'a.bb(c)']],
  ['comments begin at the first column only', '#a\n #b', ['#b'], ['#a', 'a']],
  ['white space around is taken off, blank lines count for nothing', '  a  \n\n\t\nb\r\n', ['a', 'b'], ['c']],
  ['a byte-order mark is taken off', '\uFEFFa', ['a'], []],
  ['an exception', '*.md\n!README.md', ['a.md'], ['README.md']],
  ['the last match wins', '*.md\n!README*.md\nREADME-secret.md', ['README-secret.md', 'x.md'], ['README.md']],
  ['an exception before its pattern is lost', '!README.md\n*.md', ['README.md'], []],
  ['an exception reaches into a folder that is out', 'a\n!a/b', ['a', 'a/c'], ['a/b', 'a/b/c']],
  ['all but one folder', '*\n!src', ['a', 'b/c'], ['src', 'src/a/b']],
  ['all but one kind of file', '**\n!**/*.go', ['a', 'src/b.md'], ['a.go', 'src/b.go']],
  ['an exception with spaces', '*\n! src', ['a'], ['src']],
  ['an exception with a slash', '*\n!/src/', ['a'], ['src/x']],
  ['an exception that climbs out of the context is none, as moby cleans it', 'b\n!../../a', ['a', 'b'], []],
  ['an escaped exclamation mark', '\\!a', ['!a'], ['a']],
  ['a lone exclamation mark and a malformed pattern match nothing', '!\n[\na', ['a'], ['[', '!']],
  ['the context itself is never out', '*\n.\n/', [], ['.', '', '/']],
  ['a path cannot climb out of the context', 'a', ['../a', '../../a'], ['../b']],
];

for (const [name, text, out, kept] of table) {
  test(name, () => {
    const file = readIgnoreFile(text);
    for (const path of out) assert.equal(file.ignored(path), true, `${path} is out`);
    for (const path of kept) assert.equal(file.ignored(path), false, `${path} is kept`);
  });
}
