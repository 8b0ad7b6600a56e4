import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Source } from '../core/source.ts';
import { readBake } from './bake.ts';

const bake = (text: string, name = 'docker-bake.hcl') => readBake([new Source(name, text)]);
const told = (text: string, name?: string) => {
  const { targets, problems } = bake(text, name);
  return {
    ...Object.fromEntries(
      [...targets.values()].map(({ name, context, dockerfile, target, tags, platforms, args }) => [
        name,
        [
          context?.value ?? '.',
          dockerfile?.value ?? 'Dockerfile',
          target?.value ?? '',
          tags.map(({ value }) => value).join(' '),
          platforms.map(({ value }) => value).join(' '),
          args.map(({ name, value }) => `${name}=${value}`).join(' '),
        ].join('|'),
      ]),
    ),
    ...(problems.length > 0 ? { problems: problems.map(({ message }) => message) } : {}),
  };
};

describe('bake files', () => {
  it('fills in variables, and leaves what is not known as it is written', () => {
    const text = `
# who publishes
variable "REGISTRY" { default = "ghcr.io/acme" }
variable "TAG" {}
variable "NAME" { default = "\${REGISTRY}/app" } // by another
target "app" {
  context = "./app"
  dockerfile = "build/Dockerfile"
  target = "prod"
  tags = ["\${NAME}:\${TAG}", "\${NAME}:v1" , REGISTRY]
  platforms = ["linux/amd64", "linux/arm64"]
  args = {
    VERSION = "1.2"
    "BUILD DATE" : timestamp()
    N = 3,
  }
}`;
    assert.deepEqual(told(text), {
      app: './app|build/Dockerfile|prod|ghcr.io/acme/app:${TAG} ghcr.io/acme/app:v1 ghcr.io/acme|linux/amd64 linux/arm64|VERSION=1.2 BUILD DATE=undefined N=3',
    });
    const given = readBake([new Source('docker-bake.hcl', text)], new Map([['TAG', 'v2']]));
    assert.equal(given.targets.get('app')!.tags[0]!.value, 'ghcr.io/acme/app:v2');
  });

  it('inherits in order, merges maps and replaces lists', () => {
    assert.deepEqual(
      told(`
target "_base" {
  context = "base"
  args = { A = "1", B = "1" }
  tags = ["base"]
}
target "_second" { args = { B = "2" } }
target "app" {
  inherits = ["_base", "_second"]
  args = { C = "3" }
  tags = ["app"]
}
target "self" { inherits = ["self", "gone"] }`).app,
      'base|Dockerfile||app||A=1 B=2 C=3',
    );
  });

  it('makes a target of every leg of a matrix', () => {
    assert.deepEqual(
      told(`
target "app" {
  name = "app-\${tgt}-\${v.id}"
  matrix = {
    tgt = ["web", "job"]
    v = [{ id = "a", base = "3.1" }, { id = "b", base = "3.2" }]
  }
  target = tgt
  args = { BASE = v.base }
  tags = ["acme/\${tgt}:\${v.id}"]
}`),
      {
        'app-web-a': '.|Dockerfile|web|acme/web:a||BASE=3.1',
        'app-web-b': '.|Dockerfile|web|acme/web:b||BASE=3.2',
        'app-job-a': '.|Dockerfile|job|acme/job:a||BASE=3.1',
        'app-job-b': '.|Dockerfile|job|acme/job:b||BASE=3.2',
      },
    );
  });

  it('works out conditions and the functions that lists of tags are made with', () => {
    const { app } = told(`
variable "TAG" { default = "dev" }
variable "EMPTY" { default = "" }
target "app" {
  tags = concat(
    ["acme/app:\${TAG}"],
    equal("dev", TAG) ? [] : ["acme/app:latest"],
    notequal("", EMPTY) ? ["acme/app:never"] : ["acme/app:\${upper(TAG)}"],
  )
  context = TAG == "dev" && !false ? "dev" : "prod"
  dockerfile = join("/", ["a", lower("B")])
}`);
    assert.equal(app, 'dev|a/b||acme/app:dev acme/app:DEV||');
  });

  it('reads heredocs, escapes, comments and what it cannot work out', () => {
    const { targets, problems } = bake(`
/* a
   b */
target "app" {
  dockerfile-inline = <<-EOT
    FROM scratch
      COPY \${SRC} /
  EOT
  tags = flatten([
    for t in ["a"] :
      concat(t == "a" ? ["b"] : [], ["x:\${t}"])
  ])
  labels = { "a\\"b" = "$\${literal}" }
  contexts = { for k, v in {} : k => v }
  context = sha1(foo({ a = [1] }))
}`);
    assert.deepEqual(problems, []);
    const app = targets.get('app')!;
    assert.equal(app.inline!.value, 'FROM scratch\n  COPY ${SRC} /\n');
    assert.deepEqual([app.tags, app.context], [[], undefined]);
  });

  it('follows groups, and takes default when nothing is asked for', () => {
    const file = bake(`
group "default" { targets = ["all", "nothing"] }
group "all" { targets = ["a", "all", "b"] }
target "a" {}
target "b" {}
target "c" {}`);
    const names = (asked: string[]) => file.resolve(asked).map(({ name }) => name);
    assert.deepEqual(
      [names([]), names(['c', 'a'])],
      [
        ['a', 'b'],
        ['c', 'a'],
      ],
    );
  });

  it('lets later files go before earlier ones', () => {
    const { targets } = readBake([
      new Source(
        'docker-bake.hcl',
        'variable "T" { default = "1" }\ntarget "app" {\n tags = ["x:${T}"]\n context = "c"\n}',
      ),
      new Source(
        'docker-bake.override.hcl',
        'variable "T" { default = "2" }\ntarget "app" { context = "d" }',
      ),
    ]);
    const app = targets.get('app')!;
    assert.deepEqual([app.tags[0]!.value, app.context!.value], ['x:2', 'd']);
    assert.equal(app.context!.at.source.path, 'docker-bake.override.hcl');
  });

  it('reads JSON', () => {
    assert.deepEqual(
      told(
        `{
  "variable": { "TAG": { "default": "1" } },
  "group": { "default": { "targets": ["app"] } },
  "target": { "app": { "tags": ["acme/app:\${TAG}", "acme/app:\${GONE}"], "args": { "A": "\${TAG}" }, "output": [{ "type": "registry" }] } }
}`,
        'docker-bake.json',
      ),
      { app: '.|Dockerfile||acme/app:1 acme/app:${GONE}||A=1' },
    );
  });

  it('points at what is written', () => {
    const text = 'target "app" {\n  tags = ["acme/app:1"]\n}\n';
    const app = bake(text).targets.get('app')!;
    const slice = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
    assert.equal(slice(app.tags[0]!.at.span), '"acme/app:1"');
    assert.equal(slice(app.at.span), '"app"');
  });

  it('tells what is wrong, and reads the rest', () => {
    assert.deepEqual(
      told('target "a" {\n  tags = [1,, ]\n  target = "x"\n}\n}\ntarget "b" { tags = ["y"] }\n'),
      {
        a: '.|Dockerfile|x|||',
        b: '.|Dockerfile||y||',
        problems: ['this value cannot be read', 'an attribute or a block belongs here'],
      },
    );
    assert.deepEqual(told('target "a" {\n tags = ["x\n')['problems' as never], [
      'this text has no closing quote',
      'target has no closing }',
    ]);
  });

  it('never throws, and stays within the text', () => {
    const word = fc.constantFrom(
      ...[
        'target',
        '"a"',
        '{',
        '}',
        '=',
        '[',
        ']',
        '"${',
        'x',
        '}"',
        '\n',
        '<<E\n',
        'E\n',
        '(',
        ')',
        '?',
        ':',
        ',',
        '!',
        '.',
        '#',
        '/*',
        'for',
        'inherits',
        'matrix',
      ],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const text = words.join(' ');
        const { targets, problems } = bake(text);
        const sites = [...[...targets.values()].map(({ at }) => at), ...problems.map(({ at }) => at)];
        for (const { span } of sites)
          assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
      }),
      { numRuns: 1500 },
    );
    for (const text of [
      '['.repeat(50_000),
      'target "a" {'.repeat(20_000),
      `a = "${'${'.repeat(50_000)}`,
      '!'.repeat(50_000),
    ])
      bake(text);
    const doubling = Array.from(
      { length: 40 },
      (_, i) => `variable "V${i}" { default = "\${V${i - 1}}\${V${i - 1}}" }`,
    );
    bake(`variable "V-1" { default = "x" }\n${doubling.join('\n')}\ntarget "a" { tags = [V39] }`);
  });
});
