import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Edit } from '../core/edit.ts';
import type { Place } from '../core/finding.ts';
import { Source } from '../core/source.ts';
import { applyEdits, compatible } from './apply.ts';
import { Trace } from './trace.ts';

const placeIn = (source: Source, start: number): Place => ({
  path: source.path,
  span: { start, end: start + 1 },
  start: source.position(start),
  end: source.position(start + 1),
});

const edit = (length: number): fc.Arbitrary<Edit> =>
  fc
    .tuple(fc.nat(length), fc.nat(3), fc.string({ unit: fc.constantFrom('x', '\n'), maxLength: 4 }))
    .map(([start, size, text]) => ({ span: { start, end: Math.min(length, start + size) }, text }));

test('what stays is found where it was, whatever was put in or taken out', () => {
  const given = new Source('f', 'a\nb c\nd e f\ng');
  fc.assert(
    fc.property(fc.array(edit(given.text.length), { maxLength: 4 }), (edits) => {
      fc.pre(compatible(edits));
      const trace = new Trace(new Map([['f', given]]));
      trace.add([new Map([['f', edits]])]);
      const after = new Source('f', applyEdits(given.text, edits));
      for (const letter of 'abcdefg') {
        const [was, is] = [given.text.indexOf(letter), after.text.indexOf(letter)];
        if (is === -1) continue;
        assert.equal(trace.back(placeIn(after, is)).span.start, was);
      }
    }),
  );
});

test('step by step, as far as the text that it is in', () => {
  const given = new Source('f', 'a\nb\n');
  const trace = new Trace(new Map([['f', given]]));
  const line: Edit = { span: { start: 0, end: 0 }, text: 'new\n' };
  trace.add([new Map([['f', [line]]])]);
  trace.add([new Map([['f', [line]]])]);
  const once = new Source('f', 'new\na\nb\n');
  const twice = new Source('f', 'new\nnew\na\nb\n');
  assert.equal(trace.back(placeIn(once, once.text.indexOf('b')), 1).start.line, 2);
  assert.equal(trace.back(placeIn(twice, twice.text.indexOf('b'))).start.line, 2);
  const elsewhere = { ...placeIn(once, 0), path: 'other' };
  assert.equal(trace.back(elsewhere), elsewhere);
});
