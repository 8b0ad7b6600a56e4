import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { memoryContext } from '../../../testing/context.ts';
import { cgoNeeds } from './needs.ts';
import { readGoSource } from './source.ts';

const none = new Set<string>();
/** Written apart, so that what reads the imports of this file does not take them for its own. */
const word = 'import';

test('imports of a source file', () => {
  const text = `// Package a says ${word} "no".
package a

/*
${word} "neither"
*/
${word} "C"
${word} (
	"fmt" // "comment"
	net "net/http"
	_ \`os/user\`
)
${word} b "example.com/b"

var text = "import"
func f() { g("late") }
`;
  assert.deepEqual(readGoSource('a.go', text, none), {
    imports: ['C', 'fmt', 'net/http', 'os/user', 'example.com/b'],
    built: true,
  });
});

test('which files a build for Linux takes', () => {
  const built = (name: string, constraint?: string, tags = none) =>
    readGoSource(name, `${constraint === undefined ? '' : `//go:build ${constraint}\n\n`}package a\n`, tags)
      .built;
  assert.equal(built('a.go'), true);
  assert.equal(built('a_linux.go'), true);
  assert.equal(built('a_windows.go'), false);
  assert.equal(built('a_windows_amd64.go'), false);
  assert.equal(built('a_linux_amd64.go'), undefined);
  assert.equal(built('windows.go'), true);
  assert.equal(built('a.go', 'linux && !cgo'), false);
  assert.equal(built('a.go', 'cgo || windows'), true);
  assert.equal(built('a.go', 'ignore'), false);
  assert.equal(built('a.go', '!ignore'), true);
  assert.equal(built('a.go', 'sqlite', new Set(['sqlite'])), true);
  assert.equal(built('a.go', '!sqlite', new Set(['sqlite'])), false);
  assert.equal(built('a.go', 'arm64'), undefined);
  assert.equal(built('a.go', '(linux || darwin) && cgo'), undefined);
  assert.equal(built('a_darwin.go', 'cgo'), false);
});

test('what a program needs', () => {
  const needs = (files: Record<string, string>, tags = none, ignored: string[] = []) =>
    cgoNeeds(memoryContext({ 'go.mod': 'module shop\n', ...files }, ignored), '.', tags);
  const main = (...imports: string[]) =>
    `package main\n${imports.map((path) => `import "${path}"\n`).join('')}`;
  assert.deepEqual(needs({ 'main.go': main('fmt', 'net/url', 'net/netip') }), { needs: 'no' });
  const resolver = { needs: 'yes', by: 'resolver', because: 'main.go imports os/user, and cgo is on' };
  assert.deepEqual(needs({ 'main.go': main('os/user') }), resolver);
  assert.deepEqual(needs({ 'main.go': main('os/user', 'example.com/away') }), resolver);
  assert.deepEqual(needs({ 'main.go': main('os/user') }, new Set(['netgo', 'osusergo'])), { needs: 'no' });
  assert.equal(needs({ 'main.go': main('example.com/away') }), undefined);
  assert.equal(needs({ 'main.go': main('shop/missing') }), undefined);
  // C counts before anything else, however far away it is.
  const far = { 'main.go': main('net', 'shop/a'), 'a/a.go': main('shop/b'), 'b/b.go': main('C', 'shop/a') };
  assert.deepEqual(needs(far), { needs: 'yes', by: 'c', because: 'b/b.go calls C' });
  assert.deepEqual(needs(far, none, ['b']), resolverOf('net'));
  // What is for tests, other systems, or hidden, is not built.
  const aside = {
    'main_test.go': main('net'),
    'main_windows.go': main('net'),
    '_x.go': main('net'),
    'a/b.go': main('C'),
  };
  assert.deepEqual(needs({ 'main.go': main('fmt'), ...aside }), { needs: 'no' });
  assert.equal(needs({ 'main.go': main('fmt'), 'main_amd64.go': main('net') }), undefined);
  assert.equal(cgoNeeds(memoryContext({ 'main.go': main('fmt') }), '.', none), undefined);
});

const resolverOf = (path: string) => ({
  needs: 'yes',
  by: 'resolver',
  because: `main.go imports ${path}, and cgo is on`,
});

test('any source is read', () => {
  const part = fc.constantFrom(
    'import',
    '(',
    ')',
    '"net"',
    '/*',
    '*/',
    '//',
    '\n',
    '`',
    'package a',
    '//go:build ',
    '&&',
    '||',
    '!',
  );
  fc.assert(
    fc.property(
      fc.array(part).map((parts) => parts.join(' ')),
      (text) => {
        readGoSource('a.go', text, none);
      },
    ),
  );
});
