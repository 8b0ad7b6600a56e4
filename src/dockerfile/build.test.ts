import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildOf } from './build.ts';
import { parse } from './parse.ts';

const build = (text: string, options = {}) => buildOf(parse(text), options);

describe('stages', () => {
  it('links FROM, COPY --from and mounts, by name and number', () => {
    const { stages, references, targets } = build(
      [
        'FROM debian:12 AS Base',
        'FROM base AS build',
        'RUN --mount=type=bind,from=base,target=/b make',
        'FROM scratch',
        'COPY --from=build /a /a',
        'COPY --from=0 /b /b',
        'COPY --from=docker.io/library/busybox:1 /c /c',
        'COPY --from=2 /d /d',
        'COPY --from=9 /e /e',
        '',
      ].join('\n'),
    );
    assert.deepEqual(
      stages.map(({ label, parent, image }) => [label, parent?.label, image]),
      [
        ['base', undefined, 'debian:12'],
        ['build', 'base', 'debian:12'],
        ['2', undefined, 'scratch'],
      ],
    );
    assert.deepEqual(
      references.map(({ to }) =>
        to.kind === 'stage' ? to.stage.label : to.kind === 'image' ? to.reference : to.kind,
      ),
      ['base', 'build', 'base', 'docker.io/library/busybox:1', 'self', 'unknown'],
    );
    assert.deepEqual(
      targets.map(({ label }) => label),
      ['2'],
    );
  });

  it('takes every stage that no other consumes as a target', () => {
    const text = 'FROM a AS x\nFROM b AS y\nFROM c AS z\nCOPY --from=x /a /a\n';
    assert.deepEqual(
      build(text).targets.map(({ label }) => label),
      ['y', 'z'],
    );
    assert.deepEqual(
      build(text, { targets: ['X'] }).targets.map(({ label }) => label),
      ['x'],
    );
    assert.deepEqual(
      build(text, { targets: ['1'] }).targets.map(({ label }) => label),
      ['y'],
    );
  });

  it('resolves a name to the stage that stands before', () => {
    const { stages } = build('FROM a AS x\nFROM x AS x\nFROM x\n');
    assert.deepEqual(
      stages.map(({ parent }) => parent?.index),
      [undefined, 0, 1],
    );
  });

  it('values arguments in FROM', () => {
    const text = 'ARG V=12\nARG IMAGE=debian:$V\nFROM $IMAGE\nFROM ${NONE:-alpine}:3\nFROM $UNSET\n';
    assert.deepEqual(
      build(text).stages.map(({ image }) => image),
      ['debian:12', 'alpine:3', undefined],
    );
    assert.equal(build(text, { args: { V: '13' } }).stages[0]!.image, 'debian:13');
  });

  it('judges a fragment as one stage', () => {
    const { stages, targets } = build('RUN a\nUSER b\n');
    assert.deepEqual([stages.length, targets.length, stages[0]!.instructions.length], [1, 1, 2]);
    assert.equal(build('').stages.length, 1);
  });

  it('reads ten thousand stages, chained', () => {
    const text = Array.from(
      { length: 10_000 },
      (_, i) => `FROM ${i ? `s${i - 1}` : 'a'} AS s${i}\nENV V${i}=${i ? `$V${i - 1}` : 'x'}\nUSER $V${i}\n`,
    ).join('');
    const view = build(text);
    assert.equal(view.stages.length, 10_000);
    assert.equal(view.userAt(view.dockerfile.instructions.at(-1)!), 'x');
  });
});

describe('variables', () => {
  const at = (text: string, options = {}) => {
    const view = build(text, options);
    const last = view.dockerfile.instructions.at(-1)!;
    return { view, last, value: (name: string) => view.variable(name, last) };
  };

  it('hands global arguments to stages that declare them', () => {
    const { value } = at('ARG V=1\nARG W=2\nFROM a\nARG V\nRUN x\n');
    assert.deepEqual([value('V'), value('W')], ['1', undefined]);
  });

  it('lets ENV win over ARG, and the caller over defaults', () => {
    assert.equal(at('FROM a\nENV V=e\nARG V=a\nRUN x\n').value('V'), 'e');
    assert.equal(at('FROM a\nARG V=a\nRUN x\n', { args: { V: 'b' } }).value('V'), 'b');
  });

  it('sees a variable only behind the instruction that sets it', () => {
    const view = build('FROM a\nENV A=1\nENV A=2 B=$A\nRUN x\n');
    const [, first, second, run] = view.dockerfile.instructions;
    assert.equal(view.variable('A', first!), undefined);
    assert.equal(view.variable('A', second!), '1');
    assert.deepEqual([view.variable('A', run!), view.variable('B', run!)], ['2', '1']);
  });

  it('inherits from the parent stage', () => {
    assert.equal(at('FROM a AS x\nENV A=1\nARG B=2\nFROM x\nRUN y\n').value('A'), '1');
    assert.equal(at('FROM a AS x\nARG B=2\nFROM x\nRUN y\n').value('B'), '2');
  });

  it('does not call undeclared what an unknown base may set', () => {
    const known = at('FROM scratch\nWORKDIR $NOPE\n');
    assert.deepEqual(known.view.expand('$NOPE', known.last).undeclared, ['NOPE']);
    const unknown = at('FROM acme/base:1\nWORKDIR $NOPE\n');
    assert.deepEqual(unknown.view.expand('$NOPE', unknown.last).undeclared, []);
    assert.deepEqual(known.view.expand('$HTTP_PROXY', known.last).undeclared, []);
  });

  it('knows platform arguments in FROM, and in a stage that declares them', () => {
    const view = build('FROM --platform=$BUILDPLATFORM a\nARG TARGETARCH\nRUN x\n');
    const [from, , run] = view.dockerfile.instructions;
    assert.deepEqual(view.expand('$BUILDPLATFORM', from!).undeclared, []);
    assert.equal(view.expand('$TARGETARCH', run!).complete, false);
  });
});

describe('states', () => {
  it('follows USER, WORKDIR and SHELL through stages', () => {
    const view = build(
      'FROM scratch AS x\nUSER 1:1\nWORKDIR /a\nWORKDIR b/../c\nSHELL ["/bin/bash", "-c"]\nFROM x\nRUN y\nSHELL ["pwsh"]\nRUN z\n',
    );
    const runs = view.all('RUN');
    assert.deepEqual(
      runs.map((run) => [view.userAt(run), view.workdirAt(run), view.shellAt(run)[0], view.dialectAt(run)]),
      [
        ['1:1', '/a/c', '/bin/bash', 'bash'],
        ['1:1', '/a/c', 'pwsh', 'powershell'],
      ],
    );
  });

  it('does not know the user of a base that it does not know', () => {
    const view = build('FROM acme/base:1\nRUN x\nUSER $U\nRUN y\nUSER 5\nRUN z\n');
    assert.deepEqual(
      view.all('RUN').map((run) => view.userAt(run)),
      [undefined, undefined, '5'],
    );
  });

  it('reads commands for the shell that a comment names, and knows that another runs them', () => {
    const text = 'FROM scratch\nRUN a\n# hadolint shell=/bin/bash\nRUN b\nSHELL ["/bin/sh", "-c"]\nRUN c\n';
    const at = { start: text.indexOf('#'), end: text.indexOf('RUN b') - 1 };
    const view = build(text, { shells: [{ shell: '/bin/bash', at }] });
    assert.deepEqual(
      view.all('RUN').map((run) => view.dialectAt(run)),
      ['sh', 'bash', 'sh'],
    );
    assert.deepEqual(
      view.all('RUN').map((run) => view.shellAt(run)[0]),
      ['/bin/sh', '/bin/sh', '/bin/sh'],
    );
  });
});

describe('instructions by kind', () => {
  it('finds triggers of ONBUILD, too', () => {
    const view = build('FROM scratch\nONBUILD USER a\nUSER b\n');
    assert.deepEqual(
      view.all('USER').map(({ value, onbuild }) => [value?.text, onbuild]),
      [
        ['a', true],
        ['b', false],
      ],
    );
  });
});
