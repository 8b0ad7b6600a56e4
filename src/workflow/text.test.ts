import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Source } from '../core/source.ts';
import { at } from '../yaml/look.ts';
import { readYaml } from '../yaml/read.ts';
import type { YamlScalar } from '../yaml/types.ts';
import { placedText, withExpressions } from './text.ts';

const scalar = (text: string): YamlScalar | undefined => {
  const node = at(readYaml(new Source('a.yaml', text)).documents[0]?.root, 'a');
  return node?.kind === 'scalar' ? node : undefined;
};

describe('placedText', () => {
  const cases: readonly [title: string, yaml: string][] = [
    ['plain', 'a: docker push x\n'],
    ['plain, folded', 'a: docker build\n   -t x\n\n   push now\nb: 1\n'],
    ['single', "a: 'it''s push now' # c\n"],
    ['double', 'a: "tab\\there \\u0041 push \\"now\\" \\\n   rest"\n'],
    ['double, folded', 'a: "docker\n   push\n\n   x"\n'],
    ['literal', 'a: |\n  if x; then\n    push\n  fi\n\n  end\nb: 1\n'],
    ['literal, kept', 'a: |+\n  push\n\n\nb: 1\n'],
    ['literal, stripped, indented by number', 'a: |2-\n    push\n  x\nb: 1\n'],
    ['folded', 'a: >-\n  docker build\n  -t x .\n\n  push\n    more\n  end\n'],
    ['carriage returns', 'a: |\r\n  docker\r\n  push x\r\n'],
  ];
  for (const [title, yaml] of cases) {
    it(title, () => {
      const node = scalar(yaml)!;
      const placed = placedText(node);
      assert.equal(placed.text, node.value);
      const start = placed.text.indexOf('push');
      const span = start === -1 ? undefined : placed.span(start, start + 4);
      if (span) assert.equal(yaml.slice(span.start, span.end), 'push');
      else assert.fail('no push');
    });
  }

  it('tells every word by the place where it stands, and never by another', () => {
    const line = fc.stringMatching(/^ {0,3}[a-z"'\\:#-]{0,4} ?[a-z]{0,3}$/);
    fc.assert(
      fc.property(
        fc.constantFrom('|', '>', '|-', '>+', ''),
        fc.array(line, { maxLength: 6 }),
        (header, lines) => {
          const yaml = `a: ${header}\n${lines.map((text) => `  ${text}\n`).join('')}`;
          const node = scalar(yaml);
          if (!node || typeof node.value !== 'string') return;
          const placed = placedText(node);
          for (const match of placed.text.matchAll(/[a-z]+/g)) {
            const span = placed.span(match.index, match.index + match[0].length);
            assert.equal(yaml.slice(span.start, span.end), match[0]);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('withExpressions', () => {
  it('gives each expression its place', () => {
    const yaml = "a: |\n  docker push ${{ env.X }}:${{ format('}}{0}', github.sha) }}\n";
    const node = scalar(yaml)!;
    const { script, expressions } = withExpressions(placedText(node), node.source);
    assert.deepEqual(
      expressions.map(({ text }) => text),
      ['${{ env.X }}', "${{ format('}}{0}', github.sha) }}"],
    );
    for (const { text, at } of expressions) assert.equal(yaml.slice(at.span.start, at.span.end), text);
    assert.equal(script.opaque?.length, 2);
    assert.ok(!script.text.includes('{'));
    assert.equal(script.written, node.value);
  });
});
