import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Source } from '../core/source.ts';
import { readGitlab } from './gitlab.ts';
import { evaluateCondition } from './gitlab-rules.ts';
import { isPushed, legsOf, tagsOf } from './images.ts';
import { readBuildScript, readMakefile } from './makefile.ts';
import { runsIn, scenarios } from './scenario.ts';

const read = (text: string, files: Readonly<Record<string, string>> = {}) =>
  readGitlab(new Source('.gitlab-ci.yml', text), (path) =>
    files[path] === undefined ? undefined : new Source(path, files[path]),
  );

describe('GitLab pipelines', () => {
  const text = `stages: [build]
default:
  image: docker:27.3.1
  services: [docker:27.3.1-dind]
variables:
  NAME: { value: registry.example.com/acme/app, description: x }
.login: &login
  - docker login -u "$CI_REGISTRY_USER" -p "$CI_REGISTRY_PASSWORD" "$CI_REGISTRY"
.base:
  before_script: *login
  variables: { TAG: base, OTHER: 1 }
  image: { name: alpine:3.20, entrypoint: [''] }
build:
  extends: .base
  stage: build
  variables: { TAG: $CI_COMMIT_SHORT_SHA }
  script:
    - docker build -t "$NAME:$TAG" --target prod app
    - !reference [.push, script]
  rules:
    - if: $CI_COMMIT_TAG
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE != "schedule"
      when: manual
.push:
  script:
    - docker push "$NAME:$TAG"
sign:
  image: bitnami/cosign
  id_tokens: { SIGSTORE_ID_TOKEN: { aud: sigstore } }
  needs: [{ job: build }]
  script: cosign sign "$NAME@$DIGEST"
  only: [tags]
  parallel:
    matrix:
      - { OS: [a, b], ARCH: x }
`;
  const workflow = read(text);
  const [build, sign] = workflow.jobs;

  it('reads jobs with what they extend, refer to and inherit', () => {
    assert.deepEqual(workflow.problems, []);
    assert.deepEqual(
      workflow.jobs.map(({ id }) => id),
      ['build', 'sign'],
    );
    assert.deepEqual(
      build!.acts.map(({ does, at }) => [does, text.slice(at.span.start, at.span.end)]),
      [
        ['login', 'docker login -u "$CI_REGISTRY_USER" -p "$CI_REGISTRY_PASSWORD" "$CI_REGISTRY"'],
        ['build', 'docker build -t "$NAME:$TAG" --target prod app'],
        ['push', 'docker push "$NAME:$TAG"'],
      ],
    );
    const [made] = workflow.builds;
    assert.deepEqual(
      tagsOf(made!).map(({ value }) => value),
      ['registry.example.com/acme/app:$CI_COMMIT_SHORT_SHA'],
    );
    assert.equal(isPushed(made!), true);
    assert.deepEqual(
      [build!.container!.image.value, build!.services[0]!.image.value],
      ['alpine:3.20', 'docker:27.3.1-dind'],
    );
    assert.deepEqual(
      [...build!.env].map(([key, { value }]) => [key, value]),
      [
        ['TAG', '$CI_COMMIT_SHORT_SHA'],
        ['OTHER', '1'],
      ],
    );
    assert.ok(sign!.identity && !build!.identity);
    assert.deepEqual(
      sign!.needs.map(({ value }) => value),
      ['build'],
    );
    assert.equal(legsOf(sign!).length, 2);
  });

  it('tells when jobs run', () => {
    const { mainBranch, otherBranch, tag, pullRequest, schedule } = scenarios;
    const when = (job: typeof build) =>
      [mainBranch, otherBranch, tag, pullRequest, schedule].map((scenario) => runsIn(job!, scenario));
    assert.deepEqual(when(build), [true, false, true, false, false]);
    assert.deepEqual(when(sign), [false, false, true, false, false]);
  });

  it('follows local files, and tells of the others', () => {
    const { jobs, gaps } = read(
      'include:\n  - local: /ci/base.yml\n  - project: a/b\n    file: x.yml\n  - component: example.com/c@1\nbuild:\n  extends: .base\n',
      {
        'ci/base.yml': '.base:\n  script: docker push a\nother:\n  script: docker push b\n',
      },
    );
    assert.deepEqual(
      jobs.map(({ id, acts }) => [id, acts.length]),
      [['build', 1]],
    );
    assert.deepEqual(
      gaps.map(({ reason }) => reason),
      [
        'line 3, column 5: it includes a/b, which is not at hand',
        'line 5, column 5: it includes example.com/c@1, which is not at hand',
      ],
    );
  });

  it('says so when it is no pipeline', () => {
    const told = (text: string) => read(text).problems.map(({ message }) => message);
    assert.deepEqual(told('- a\n'), ['a pipeline has to be a map']);
    for (const empty of ['', '# nothing\n'])
      assert.deepEqual(told(empty), ['it is no pipeline: it holds no keys']);
  });

  it('tells circles, and never throws', () => {
    assert.deepEqual(
      read('a: { extends: b }\nb: { extends: a }\n').problems.map(({ message }) => message),
      ['b extends itself'],
    );
    read('.a: { script: [!reference [.a, script]] }\nb: { script: [!reference [.a, script]] }\n');
    const word = fc.constantFrom(
      ...[
        'a:',
        '\n',
        ' ',
        '  extends: a',
        '  script:',
        '   - docker build .',
        '- !reference [a, script]',
        'include:',
        '{',
        '}',
        '*x',
        '&x',
        'rules:',
        ' - if: $A =~ /',
        '/',
      ],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 50 }), (words) => void read(words.join(''))),
      { numRuns: 1000 },
    );
  });
});

describe('conditions of GitLab', () => {
  const { tag, mainBranch, pullRequest } = scenarios;
  const cases: readonly [
    text: string,
    tag: boolean | undefined,
    main: boolean | undefined,
    request: boolean | undefined,
  ][] = [
    ['$CI_COMMIT_TAG', true, false, false],
    ['$CI_COMMIT_TAG == null', false, true, true],
    ['$CI_COMMIT_BRANCH == "main"', false, true, false],
    ['$CI_PIPELINE_SOURCE == "merge_request_event"', false, false, true],
    ['$CI_COMMIT_TAG =~ /^v\\d+/ || $CI_MERGE_REQUEST_IID', true, false, true],
    ['($X == "1" || $CI_COMMIT_TAG) && $CI_COMMIT_BRANCH', false, undefined, false],
    ['$X', undefined, undefined, undefined],
    ['$CI_COMMIT_TAG =~', undefined, undefined, undefined],
    ['$CI_COMMIT_TAG !~ /v1/i', false, true, true],
  ];
  for (const [text, ...expected] of cases)
    it(text, () =>
      assert.deepEqual(
        [tag, mainBranch, pullRequest].map((scenario) => evaluateCondition(text, scenario)),
        expected,
      ),
    );
});

describe('Makefiles and scripts', () => {
  it('finds builds, their variables filled in', () => {
    const text = `IMG ?= ghcr.io/acme/app
TAG := 1
export ENGINE = docker
BOTH = a
BOTH = b
docker:
\t@$(ENGINE) build -t $(IMG):$(TAG) \\
\t\t-f build/Dockerfile --target prod $(BOTH)
\tdocker tag $(IMG):$(TAG) other; echo $$HOME
`;
    const [build] = readMakefile(new Source('Makefile', text)).builds;
    assert.deepEqual(
      [build!.tags[0]!.value, build!.dockerfile!.value, build!.target!.value, build!.context!.value],
      ['ghcr.io/acme/app:1', 'build/Dockerfile', 'prod', '${BOTH}'],
    );
    assert.equal(text.slice(build!.at.span.start, build!.at.span.end).slice(0, 15), '$(ENGINE) build');
  });

  it('reads shell scripts', () => {
    const script = new Source(
      'hack/publish.sh',
      '#!/bin/sh\nset -e\nNAME=acme/app\nfor t in 1 2; do docker buildx build --push -t "$NAME:$t" .; done\n',
    );
    const { builds } = readBuildScript(script);
    assert.deepEqual(
      builds.map(({ tags, push }) => [tags[0]!.value, push?.value]),
      [['acme/app:$t', 'true']],
    );
  });
});
