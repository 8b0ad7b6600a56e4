import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readFiles } from '../../testing/compose.ts';
import { hostileComposeFamilies } from '../../testing/hostile-compose.ts';
import type { YamlNode } from '../../yaml/types.ts';
import type { ProjectRead } from './types.ts';

/** Every place that the outcome names lies in its text. */
function checkPlaces({ project, problems }: ProjectRead): void {
  const sites = [
    ...problems.flatMap(({ at, also = [] }) => [at, ...also]),
    ...[...project.unset.values()].flat(),
    ...project.services.flatMap(({ at, containers }) => [
      at,
      ...containers.flatMap((container) => [
        ...container.environment.map((use) => use.at),
        ...container.ports.map((port) => port.at),
        ...container.mounts.map((mount) => mount.at),
        ...(container.command?.words ?? []).map((word) => word.at),
      ]),
    ]),
  ];
  for (const { source, span } of sites)
    assert.ok(span.start >= 0 && span.start <= span.end && span.end <= source.text.length);
  walk(project.root);
}

function walk(node: YamlNode): void {
  assert.ok(node.span.start >= 0 && node.span.end <= node.source.text.length);
  if (node.kind === 'list') for (const item of node.items) walk(item);
  if (node.kind === 'map')
    for (const { keySpan, source, value } of node.entries) {
      assert.ok(keySpan.start >= 0 && keySpan.end <= source.text.length);
      walk(value);
    }
}

describe('Compose projects that nobody means', () => {
  for (const [name, make] of Object.entries(hostileComposeFamilies)) {
    it(name, () => {
      for (const n of [1, 7, 300]) checkPlaces(readFiles(make(n)));
    });
  }

  it('are never silently clean', () => {
    const bomb = readFiles(hostileComposeFamilies['aliases of aliases']!(40));
    assert.match(bomb.problems[0]!.message, /aliases make it more than/);
    assert.equal(bomb.gaps.length, 1);
    const deep = readFiles(hostileComposeFamilies.brackets!(5000));
    assert.deepEqual([deep.problems[0]!.kind, deep.gaps.length], ['limit', 1]);
    const large = readFiles(`services: {a: {image: x}}\n#${' '.repeat(21 * 1024 * 1024)}\n`);
    assert.match(large.gaps[0]!.reason, /larger than 20 MiB/);
    const many = readFiles(hostileComposeFamilies['includes that include the next twice']!(30));
    assert.match(many.gaps[0]!.reason, /more than 1000 files are included/);
    const chain = Array.from(
      { length: 2500 },
      (_, i) => `  s${i}:\n    image: x\n${i > 0 ? `    extends: s${i - 1}\n` : ''}    ports: ["${i}:80"]\n`,
    );
    assert.match(readFiles(`services:\n${chain.join('')}`).gaps[0]!.reason, /merging makes more than/);
  });

  const word = fc.constantFrom(
    ...[
      'services:',
      '\n',
      '\n  ',
      '\n    ',
      '\n      ',
      'a:',
      ' image:',
      ' x',
      '- ',
      ' {',
      '}',
      ' [',
      ']',
      ',',
    ],
    ...[
      ' "',
      '"',
      "'",
      ' ${A',
      '${A:-b}',
      '}',
      ' &x',
      ' *x',
      ' <<: *x',
      ' !reset',
      ' !override',
      ' ports:',
      ' 80:80',
    ],
    ...[
      ' volumes:',
      ' extends:',
      ' include:',
      ' b.yaml',
      ' environment:',
      ' A=1',
      ' command:',
      ' depends_on:',
      '\n---\n',
    ],
    ...[' build:', ' deploy:', ' null', ' 1', ' env_file:', ' networks:', 'x-y:', '\t', '#', ' secrets:'],
  );
  const text = fc.array(word, { maxLength: 50 }).map((words) => words.join(''));

  it('never throw, and every place lies in its text', () => {
    fc.assert(
      fc.property(text, text, text, (first, second, variables) => {
        const files = { 'compose.yaml': `services:\n  a:${first}`, 'b.yaml': second, '.env': variables };
        checkPlaces(readFiles(files, { use: ['compose.yaml', 'b.yaml'] }));
        checkPlaces(readFiles({ ...files, 'compose.yaml': first }));
      }),
      { numRuns: 2000 },
    );
  });

  const data = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(
        null,
        true,
        1,
        1.5,
        -1,
        '',
        'a',
        'a=b',
        './a:/b',
        '80:80',
        '${A}',
        '${A:-1}',
        'base',
        '5s',
        '1g',
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          ...[
            'image',
            'ports',
            'volumes',
            'environment',
            'build',
            'context',
            'args',
            'target',
            'source',
            'type',
            'limits',
          ],
          ...[
            'deploy',
            'resources',
            'healthcheck',
            'test',
            'networks',
            'secrets',
            'extends',
            'service',
            'file',
            'a',
            'x-a',
          ],
          ...[
            'command',
            'depends_on',
            'condition',
            'develop',
            'watch',
            'pre_start',
            'gpus',
            'ulimits',
            'logging',
            'path',
          ],
        ),
        tie('value'),
        { maxKeys: 4, noNullPrototype: true },
      ),
    ),
  })).value;

  it('never throw, whatever stands at a key', () => {
    const file = fc.record({
      services: fc.record({ a: data, base: data }),
      networks: data,
      volumes: data,
      include: data,
    });
    fc.assert(
      fc.property(file, file, (first, second) => {
        const files = { 'compose.yaml': JSON.stringify(first), 'over.yaml': JSON.stringify(second) };
        checkPlaces(readFiles(files, { use: ['compose.yaml', 'over.yaml'], profiles: ['*'] }));
      }),
      { numRuns: 2000 },
    );
  });
});
