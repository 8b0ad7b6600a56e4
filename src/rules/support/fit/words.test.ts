import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partsOf } from '../../../testing/check-delivery-page.ts';
import { heapOf } from './heaps.ts';
import { bytesIn, shownBytes } from './quantity.ts';
import { inlineScript, launched, type StartWord, startOf, takesArguments, wordsOf } from './start.ts';
import { mentionsOf } from './variables.ts';

const words = (text: string, by: StartWord['by'] = 'manifest'): StartWord[] =>
  text.split(' ').map((value) => ({ value, by }));

/** The fit of the only container of a Compose service with a Dockerfile. */
function fitOf(dockerfile: string, service: string) {
  const [fit] = partsOf({
    Dockerfile: dockerfile,
    'compose.yaml': `services:\n  a:\n    build: .\n${service}`,
  }).fits;
  assert.ok(fit);
  return fit;
}

describe('what a container starts', () => {
  const started = (dockerfile: string, service: string) => {
    const start = startOf(fitOf(dockerfile, service));
    return start && wordsOf(start).map(({ value, by }) => `${value}${by === 'image' ? '' : '!'}`);
  };
  const image = 'FROM alpine:3.22\nENTRYPOINT ["a"]\nCMD ["b", "c"]\n';

  it('is the image’s, with what the manifest puts in its place', () => {
    assert.deepEqual(started(image, ''), ['a', 'b', 'c']);
    assert.deepEqual(started(image, '    command: [d]\n'), ['a', 'd!']);
    assert.deepEqual(started(image, '    entrypoint: [e]\n'), ['e!']);
    assert.deepEqual(started(image, '    entrypoint: [e]\n    command: [d]\n'), ['e!', 'd!']);
  });

  it('is not known where a part of it would be an unknown image’s', () => {
    const unknown = 'FROM example.com/nobody/knows:1\n';
    assert.equal(started(unknown, ''), undefined);
    assert.equal(started(unknown, '    command: [d]\n'), undefined);
    assert.deepEqual(started(unknown, '    entrypoint: [e]\n'), ['e!']);
  });

  it('is the program behind an init and an image’s entrypoint script', () => {
    const of = (list: StartWord[]) => launched(list).map(({ value }) => value);
    assert.deepEqual(of(words('tini -g -- node server.js')), ['node', 'server.js']);
    assert.deepEqual(of([...words('docker-entrypoint.sh', 'image'), ...words('redis-server')]), [
      'redis-server',
    ]);
    assert.deepEqual(of(words('docker-entrypoint.sh redis-server')), [
      'docker-entrypoint.sh',
      'redis-server',
    ]);
  });
});

describe('a shell’s script', () => {
  it('is what stands behind -c', () => {
    const found = inlineScript([...words('tini -- bash -euo pipefail -c'), ...words('x'), ...words('y z')]);
    assert.equal(found?.shell, 'bash');
    assert.equal(found.script.value, 'x');
    assert.equal(inlineScript(words('sh /entrypoint.sh -c x')), undefined);
    assert.equal(inlineScript(words('node -c x')), undefined);
    // Their languages are others.
    assert.equal(inlineScript(words('pwsh -c x')), undefined);
    assert.equal(inlineScript(words('fish -c x')), undefined);
  });

  it('takes arguments when it mentions one', () => {
    for (const text of ['exec a "$@"', 'a $*', 'a ${1:-b}', '[ $# -gt 0 ]', 'shift'])
      assert.ok(takesArguments(text), text);
    for (const text of ['exec a', 'a $HOME', 'a $$', 'a $?']) assert.ok(!takesArguments(text), text);
  });
});

it('variables are told in the form in which they are written', () => {
  const told = (text: string) => mentionsOf(text).map(({ form, text: written }) => `${form} ${written}`);
  assert.deepEqual(told('$(A) ${B} $C'), ['kubernetes $(A)', 'shell ${B}', 'shell $C']);
  assert.deepEqual(told('$$(A) $${B} $5 $(date +%s) a$'), []);
});

it('quantities are read as the format has them', () => {
  assert.equal(bytesIn('512Mi', 'kubernetes'), 512 * 1024 ** 2);
  assert.equal(bytesIn('1.5G', 'kubernetes'), 1.5e9);
  assert.equal(bytesIn('512m', 'kubernetes'), 0.512);
  assert.equal(bytesIn('512m', 'compose'), 512 * 1024 ** 2);
  for (const text of ['', 'much', '1Q', '-1Mi', '1 Mi'])
    assert.equal(bytesIn(text, 'kubernetes'), undefined, text);
  assert.deepEqual([1.5 * 1024 ** 3, 300 * 1024 ** 2, 1e9].map(shownBytes), [
    '1.5 GiB',
    '300 MiB',
    '954 MiB',
  ]);
});

describe('the heap', () => {
  const heap = (dockerfile: string, service: string) => {
    const found = heapOf(fitOf(dockerfile, service));
    return found && `${found.flag} ${found.place} ${found.by}`;
  };
  const java =
    'FROM eclipse-temurin:25-jre\nENV JAVA_OPTS="-Xms64m -Xmx1g"\nCMD ["java", "-jar", "/a.jar"]\n';

  it('is what words say before variables, and the manifest’s before the image’s', () => {
    assert.equal(heap(java, ''), '-Xmx1g JAVA_OPTS image');
    assert.equal(heap(java, '    environment: { JAVA_OPTS: -Xmx2g }\n'), '-Xmx2g JAVA_OPTS manifest');
    assert.equal(heap(java, '    environment: { JAVA_OPTS: "" }\n'), undefined);
    assert.equal(heap(java, '    command: java -Xmx3g -jar /a.jar\n'), '-Xmx3g its command manifest');
  });

  it('is that of the runtime which reads the flag', () => {
    assert.equal(heap('FROM node:24\nCMD ["node", "a.js", "-Xmx1g"]\n', ''), undefined);
    assert.equal(
      heap('FROM node:24\nCMD ["node", "--max-old-space-size=512", "a.js"]\n', ''),
      '--max-old-space-size=512 its command image',
    );
  });
});
