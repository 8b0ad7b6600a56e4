import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Source } from '../core/source.ts';
import { readGithub } from './github.ts';
import { builtImages, isPushed, legsOf, tagsOf } from './images.ts';
import { runsIn, scenarios } from './scenario.ts';
import type { Act, ImageBuild, Workflow } from './types.ts';

const read = (text: string, files: Readonly<Record<string, string>> = {}): Workflow =>
  readGithub(new Source('.github/workflows/publish.yaml', text), (path) =>
    files[path] === undefined ? undefined : new Source(path, files[path]),
  );

/** Acts as text: what is in them, without places. */
const told = (workflow: Workflow): string[] =>
  workflow.jobs.flatMap(({ acts }) => acts.map((act) => `${act.does} ${act.tool}${detail(act)}`));

const values = (fields: readonly { readonly value: string }[]): string =>
  fields.map(({ value }) => value).join(' ');

function detail(act: Act): string {
  if (act.does === 'build')
    return ` ${act.context?.value ?? '-'} ${act.dockerfile?.value ?? '-'} ${act.target?.value ?? '-'} [${values(act.tags)}] ${values(act.platforms)} push=${act.push?.value ?? '-'}`;
  if (act.does === 'sign')
    return ` ${act.of} ${act.how} [${values(act.subjects)}]${act.keyless ? ' keyless' : ''}`;
  if (act.does === 'push') return ` ${act.how} [${values(act.images)}]`;
  if (act.does === 'scan') return ` ${act.of} ${act.gate} [${values(act.subjects)}]`;
  if (act.does === 'sbom')
    return ` ${act.how} [${values(act.subjects)}]${act.platform ? ` ${act.platform.value}` : ''}`;
  if (act.does === 'run') return ` [${values(act.images)}]${act.trivial ? ' trivial' : ''}`;
  if (act.does === 'login')
    return ` ${act.registry?.value ?? '-'}${act.onCommandLine ? ' on command line' : ''}`;
  if (act.does === 'deploy') return ` [${values(act.images)}]`;
  if (act.does === 'install')
    return ` ${act.what} ${act.version?.value ?? '-'}${act.floating ? ' floating' : ''}`;
  if (act.does === 'checkout') return ` ${act.ref?.value ?? '-'}`;
  if (act.does === 'tag') return ` ${act.from.value} ${act.to.value}`;
  return '';
}

const script = (run: string, head = ''): string =>
  `on: push\n${head}jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n${run
    .split('\n')
    .map((line) => `          ${line}\n`)
    .join('')}`;

describe('commands in scripts', () => {
  const cases: readonly [script: string, ...acts: string[]][] = [
    [
      'docker build -t acme/app:1 -f build/Dockerfile --target prod . && docker push acme/app:1',
      'build docker build . build/Dockerfile prod [acme/app:1]  push=-',
      'push docker push push [acme/app:1]',
    ],
    [
      'IMAGE=ghcr.io/acme/app\ndocker --context remote buildx build --platform=linux/amd64,linux/arm64 \\\n  --tag "$IMAGE:${TAG}" --push --build-arg A=1 ./app',
      'build docker buildx build ./app - - [ghcr.io/acme/app:${TAG}] linux/amd64 linux/arm64 push=true',
    ],
    [
      'docker buildx build --output=type=image,name=ghcr.io/acme/app,push-by-digest=true,push=true .',
      'build docker buildx build . - - [ghcr.io/acme/app]  push=true',
    ],
    [
      'podman build -t x .\nbuildah bud -t y .',
      'build podman build . - - [x]  push=-',
      'build buildah bud . - - [y]  push=-',
    ],
    [
      '${CONTAINER_TOOL:-docker} build -t x .',
      'build ${CONTAINER_TOOL:-docker} build . - - [x]  push=-'.replace(
        '${CONTAINER_TOOL:-docker} build',
        'build',
      ),
    ],
    [
      'docker tag a b\ndocker image push --all-tags b',
      'tag docker tag a b',
      'push docker image push push [b]',
    ],
    [
      'docker buildx imagetools create -t acme/app:1 acme/app@sha256:1\ndocker manifest push acme/app:2',
      'push docker buildx imagetools create index [acme/app:1]',
      'push docker manifest push index [acme/app:2]',
    ],
    [
      'docker login -u me -p secret ghcr.io\necho x | docker login --username me --password-stdin',
      'login docker login ghcr.io on command line',
      'login docker login -',
    ],
    [
      'docker run --rm acme/app:1 --version\ndocker run -d -p 80:80 acme/app:1\ndocker run --rm acme/app:1 serve --help-me',
      'run docker run [acme/app:1] trivial',
      'run docker run [acme/app:1]',
      'run docker run [acme/app:1]',
    ],
    [
      'docker run --rm --privileged tonistiigi/binfmt --install all',
      'run docker run [tonistiigi/binfmt]',
      'emulate docker run',
    ],
    [
      'docker run --rm aquasec/trivy:0.50.0 image --exit-code 1 acme/app:1',
      'run docker run [aquasec/trivy:0.50.0]',
      'scan trivy image image stops [acme/app:1]',
    ],
    [
      'trivy image --severity HIGH acme/app:1\ntrivy image --exit-code 1 x || true\ntrivy fs --format sarif -o r.sarif .\ntrivy image --format cyclonedx x',
      'scan trivy image image never [acme/app:1]',
      'scan trivy image image never [x]',
      'scan trivy fs files report [.]',
      'sbom trivy image made [x]',
    ],
    [
      'grype acme/app:1 --fail-on high\ngrype sbom:x.json',
      'scan grype image stops [acme/app:1]',
      'scan grype files never [sbom:x.json]',
    ],
    [
      'syft scan acme/app:1 -o spdx-json --platform linux/arm64\nsyft dir:.',
      'sbom syft made [acme/app:1] linux/arm64',
    ],
    [
      'cosign sign --yes acme/app@${DIGEST}\necho $TAGS | xargs -I {} cosign sign --yes {}@$DIGEST\ncosign sign --key k.pem x\ncosign sign -key k.pem y\ncosign sign-blob f',
      'sign cosign sign image sign [acme/app@${DIGEST}] keyless',
      'sign cosign sign image sign [{}@$DIGEST] keyless',
      'sign cosign sign image sign [x]',
      'sign cosign sign image sign [y]',
      'sign cosign sign-blob file sign [] keyless',
    ],
    [
      'cosign attest --yes --type cyclonedx --predicate b.json acme/app@sha256:1',
      'sign cosign attest image attest [acme/app@sha256:1] keyless',
      'sbom cosign attest statement [acme/app@sha256:1]',
    ],
    [
      '/kaniko/executor --context . --dockerfile d/Dockerfile --destination acme/app:1',
      'build kaniko . d/Dockerfile - [acme/app:1]  push=true',
    ],
    [
      'buildctl build --frontend dockerfile.v0 --local context=app --local dockerfile=d --opt filename=D --opt target=t --output type=image,name=acme/app,push=true',
      'build buildctl build app d/D t [acme/app]  push=true',
    ],
    ['ko build ./cmd/app --bare', 'build ko build - - - []  push=true', 'sbom ko build made [./cmd/app]'],
    ['pack build acme/app --publish', 'build pack build - - - [acme/app]  push=true'],
    [
      'crane copy a b\nskopeo copy docker://a docker://b\nskopeo copy docker://a dir:x',
      'push crane copy copy [b]',
      'push skopeo copy copy [b]',
    ],
    [
      'kubectl set image deploy/x app=acme/app:1 -n y\nhelm upgrade x ./c --set image.tag=1',
      'deploy kubectl set image [acme/app:1]',
      'deploy helm upgrade [:1]',
    ],
    [
      'curl -sSfL https://example.com/anchore/syft/main/install.sh | sh -s -- -b /bin\ncurl -L https://example.com/grype/install.sh | bash -s v0.74.0\ngo install github.com/google/ko@latest',
      'install curl syft - floating',
      'install curl grype v0.74.0',
      'install go install github.com/google/ko latest floating',
    ],
    [
      'git fetch origin pull/${{ github.event.number }}/head\ngit checkout main',
      'checkout git fetch pull/${{ github.event.number }}/head',
    ],
    ['echo docker build . ; docker images ; docker compose up -d', 'run docker compose up []'],
  ];
  for (const [text, ...acts] of cases) {
    it(text.split('\n')[0]!, () => assert.deepEqual(told(read(script(text))), acts));
  }

  it('tells what it cannot see', () => {
    const { jobs } = read(
      script(
        'make docker-push\n./hack/publish.sh v1\nbash -c "make x"\nnpm ci\ndocker compose build\ndocker buildx bake\npython3 tools/sign.py\nls -l',
      ),
    );
    assert.deepEqual(
      jobs[0]!.unseen.map(({ what }) => what),
      [
        'make docker-push',
        './hack/publish.sh',
        'make x',
        'npm ci',
        'docker compose',
        'docker buildx bake',
        'python3 tools/sign.py',
      ],
    );
  });

  it('fills in variables of the script, the step, the job and the workflow, and no others', () => {
    const text = script(
      'A=1\nif x; then B=2; fi\nfor D in 1 2; do :; done\ndocker build -t "$A/$B/${C}/$D/${E:-5}/$GITHUB_REF_NAME/$F" .',
      'env:\n  C: 3\n  F: ${{ github.repository }}\n',
    );
    assert.match(
      told(read(text))[0]!,
      /\[1\/\$B\/3\/\$D\/5\/\$\{\{ github\.ref_name \}\}\/\$\{\{ github\.repository \}\}\]/,
    );
  });
});

describe('actions', () => {
  it('reads docker/build-push-action with every place', () => {
    const text = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          context: app
          file: app/Dockerfile
          target: prod
          push: true
          tags: |
            acme/app:1
            acme/app:2,"acme/app:3"
          platforms: linux/amd64, linux/arm64
          build-args: |
            A=1
            B=\${{ format('{0},{1}', 'x', 'y') }}
          outputs: type=image,name=acme/other,push=true
          provenance: mode=max
          attests: type=sbom
          cache-to: type=gha,mode=max
`;
    const [build] = read(text).builds as [ImageBuild];
    assert.equal(
      told(read(text))[0],
      'build docker/build-push-action app app/Dockerfile prod [acme/app:1 acme/app:2 acme/app:3 acme/other] linux/amd64 linux/arm64 push=true',
    );
    const slice = ({ at }: { at: { span: { start: number; end: number } } }) =>
      text.slice(at.span.start, at.span.end);
    assert.equal(slice(build.tags[2]!), 'acme/app:3');
    assert.deepEqual(
      build.args.map(({ name, value }) => [name, value]),
      [
        ['A', '1'],
        ['B', "${{ format('{0},{1}', 'x', 'y') }}"],
      ],
    );
    assert.equal(slice(build.args[1]!), "B=${{ format('{0},{1}', 'x', 'y') }}");
    assert.deepEqual(
      [build.provenance?.value, build.sbom?.value, build.cacheTo[0]!.value],
      ['mode=max', 'type=sbom', 'type=gha,mode=max'],
    );
  });

  it('reads the others', () => {
    const steps: readonly [uses: string, inputs: Readonly<Record<string, string>>, ...acts: string[]][] = [
      ['docker/login-action@v3', { registry: 'ghcr.io' }, 'login docker/login-action ghcr.io'],
      ['docker/setup-qemu-action@v3', {}, 'emulate docker/setup-qemu-action'],
      ['docker/setup-buildx-action@v3', {}, 'builder docker/setup-buildx-action'],
      ['actions/checkout@v4', { ref: 'x' }, 'checkout actions/checkout x'],
      [
        'aquasecurity/trivy-action@0.1',
        { 'image-ref': 'a', 'exit-code': "'1'" },
        'scan aquasecurity/trivy-action image stops [a]',
      ],
      [
        'aquasecurity/trivy-action@0.1',
        { 'image-ref': 'a', format: 'sarif' },
        'scan aquasecurity/trivy-action image report [a]',
      ],
      [
        'aquasecurity/trivy-action@0.1',
        { 'scan-type': 'fs' },
        'scan aquasecurity/trivy-action files never []',
      ],
      [
        'aquasecurity/trivy-action@0.1',
        { 'image-ref': 'a', format: 'spdx-json' },
        'sbom aquasecurity/trivy-action made [a]',
      ],
      [
        'anchore/scan-action@v3',
        { image: 'a', 'fail-build': 'false' },
        'scan anchore/scan-action image report [a]',
      ],
      ['anchore/sbom-action@v0', { image: 'a' }, 'sbom anchore/sbom-action made [a]'],
      ['anchore/sbom-action@v0', { path: '.' }],
      [
        'sigstore/cosign-installer@v3',
        { 'cosign-release': 'latest' },
        'install sigstore/cosign-installer cosign latest floating',
      ],
      [
        'actions/attest-build-provenance@v2',
        { 'subject-name': 'a', 'subject-digest': 'sha256:1' },
        'sign actions/attest-build-provenance image attest [a] keyless',
        'provenance actions/attest-build-provenance',
      ],
      [
        'actions/attest-sbom@v2',
        { 'subject-path': 'a', 'sbom-path': 's' },
        'sign actions/attest-sbom file attest [] keyless',
        'sbom actions/attest-sbom statement []',
      ],
      [
        'redhat-actions/push-to-registry@v2',
        { image: 'a', tags: '1 2', registry: 'quay.io/x' },
        'push redhat-actions/push-to-registry push [quay.io/x/a:1 quay.io/x/a:2]',
      ],
      ['actions/setup-node@v4', {}],
    ];
    for (const [uses, inputs, ...acts] of steps) {
      const given = Object.entries(inputs).map(([key, value]) => `          ${key}: ${value}\n`);
      const text = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ${uses}\n${given.length > 0 ? `        with:\n${given.join('')}` : ''}`;
      const workflow = read(text);
      assert.deepEqual(told(workflow), acts, uses);
      assert.deepEqual(workflow.jobs[0]!.unseen, [], uses);
    }
    assert.deepEqual(
      read('on: push\njobs:\n  a:\n    steps:\n      - uses: acme/publish@v1\n').jobs[0]!.unseen.map(
        ({ what }) => what,
      ),
      ['acme/publish@v1'],
    );
  });
});

describe('what is followed', () => {
  it('reads the steps of composite actions as if they stood there, and points at where they are written', () => {
    const workflow = read(
      'on: push\njobs:\n  a:\n    steps:\n      - uses: ./.github/actions/publish\n        with:\n          image: acme/app\n',
      {
        '.github/actions/publish/action.yaml':
          'inputs:\n  image: {}\nruns:\n  using: composite\n  steps:\n    - run: docker build -t "$IMAGE:1" . && docker push "$IMAGE:1"\n      shell: bash\n      env:\n        IMAGE: ${{ inputs.image }}\n    - uses: docker/build-push-action@v6\n      with:\n        tags: ${{ inputs.image }}:2\n        push: true\n',
      },
    );
    const builds = workflow.jobs[0]!.acts.flatMap((act) => (act.does === 'build' ? [act] : []));
    assert.deepEqual(
      builds.map((build) => [values(tagsOf(build)), isPushed(build), build.at.source.path]),
      [
        ['acme/app:1', true, '.github/actions/publish/action.yaml'],
        ['acme/app:2', true, '.github/actions/publish/action.yaml'],
      ],
    );
    assert.deepEqual(workflow.builds, []);
  });

  it('follows reusable workflows and bake files, and tells what it does not find', () => {
    const workflow = read(
      `on: push
jobs:
  a:
    uses: ./.github/workflows/build.yml
    secrets: inherit
  b:
    steps:
      - uses: docker/bake-action@v6
        with:
          targets: app
          push: true
          set: |
            *.platform=linux/arm64
            app.args.X=1
  c:
    uses: ./.github/workflows/gone.yml
  d:
    steps:
      - run: docker buildx bake --push other
`,
      {
        '.github/workflows/build.yml':
          'on: workflow_call\njobs:\n  x:\n    steps:\n      - run: docker push a\n',
        'docker-bake.hcl':
          'target "app" { tags = ["acme/app:1"] }\ntarget "other" { tags = ["acme/other:1"] }\n',
      },
    );
    assert.deepEqual(told(workflow), [
      'build docker/bake-action - - - [acme/app:1] linux/arm64 push=true',
      'build docker buildx bake - - - [acme/other:1]  push=true',
    ]);
    assert.deepEqual(told(workflow.jobs[0]!.call!.workflow!), ['push docker push push [a]']);
    assert.deepEqual(
      workflow.gaps.map(({ path, reason }) => `${path}: ${reason.replace(/\d+/, 'N')}`),
      [
        '.github/workflows/publish.yaml: line N, column 11: it uses ./.github/workflows/gone.yml, which is not in this repository',
      ],
    );
  });

  it('tells a missing action once, where it is named first', () => {
    const uses = '      - uses: ./gone\n';
    const { gaps } = read(`on: push\njobs:\n  a:\n    steps:\n${uses}${uses}`, {});
    assert.deepEqual(gaps, [
      {
        path: '.github/workflows/publish.yaml',
        reason: 'line 5, column 15: it uses ./gone, which is not in this repository',
        kind: 'info',
      },
    ]);
  });

  it('says so when it is no workflow', () => {
    const told = (text: string) => read(text).problems.map(({ message }) => message);
    assert.deepEqual(told('- a\n'), ['a workflow has to be a map']);
    assert.deepEqual(told('on: push\njobs: 3\n'), ['jobs have to be a map']);
    for (const empty of ['', '# nothing\n'])
      assert.deepEqual(told(empty), ['it is no workflow: it holds no keys']);
    assert.deepEqual(told('on: push\n'), []);
  });

  it('comes to an end in a circle', () => {
    const circle = 'on: workflow_call\njobs:\n  x:\n    uses: ./.github/workflows/a.yml\n';
    assert.equal(read(circle, { '.github/workflows/a.yml': circle }).jobs.length, 1);
  });
});

describe('scenarios and matrices', () => {
  const text = `on:
  push:
    branches: [main]
    tags: ['v*']
  pull_request:
env:
  NAME: ghcr.io/acme/app
jobs:
  build:
    if: github.event_name != 'schedule'
    strategy:
      matrix:
        base: [alpine, debian]
        include:
          - { base: alpine, short: a }
          - { base: scratch, short: s }
    steps:
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: \${{ env.NAME }}
          flavor: |
            latest=auto
            suffix=-\${{ matrix.base }},onlatest=true
          tags: |
            type=ref,event=branch
            type=ref,event=pr
            type=semver,pattern={{major}}.{{minor}}
      - uses: docker/build-push-action@v6
        with:
          push: \${{ github.event_name != 'pull_request' }}
          tags: \${{ steps.meta.outputs.tags }}
  after:
    needs: build
    if: startsWith(github.ref, 'refs/tags/')
    steps:
      - run: docker push x
`;
  const workflow = read(text);
  const [build] = workflow.builds as [ImageBuild];

  it('makes the legs of a matrix', () => {
    assert.deepEqual(
      legsOf(workflow.jobs[0]!).map((leg) => Object.fromEntries(leg!)),
      [{ base: 'alpine', short: 'a' }, { base: 'debian' }, { base: 'scratch', short: 's' }],
    );
  });

  it('tells what would run, be named and be pushed', () => {
    const leg = new Map([['base', 'alpine']]);
    const seen = Object.entries(scenarios).map(([name, scenario]) => [
      name,
      runsIn(build.step!, scenario),
      runsIn(workflow.jobs[1]!, scenario),
      isPushed(build, { scenario }),
      values(tagsOf(build, { scenario, leg })),
    ]);
    assert.deepEqual(seen, [
      ['mainBranch', true, false, true, 'ghcr.io/acme/app:main-alpine'],
      ['otherBranch', false, false, true, 'ghcr.io/acme/app:feature-alpine'],
      ['tag', true, true, true, 'ghcr.io/acme/app:1.2-alpine ghcr.io/acme/app:latest-alpine'],
      ['pullRequest', true, false, false, 'ghcr.io/acme/app:pr-1-alpine'],
      ['pullRequestTarget', false, false, true, 'ghcr.io/acme/app:pr-1-alpine'],
      ['release', false, false, true, 'ghcr.io/acme/app:1.2-alpine ghcr.io/acme/app:latest-alpine'],
      ['schedule', false, false, true, 'ghcr.io/acme/app:main-alpine'],
      ['dispatch', false, false, true, 'ghcr.io/acme/app:main-alpine'],
    ]);
  });

  it('names every image of every leg, what hangs on the event as it is written', () => {
    const name = 'ghcr.io/acme/app:${{ steps.meta.outputs.version }}';
    assert.deepEqual(
      builtImages(workflow).map(({ names }) => names),
      [[name], [name], [name]],
    );
    const plain = read(
      'on: push\njobs:\n  a:\n    strategy: { matrix: { x: [a, b] } }\n    steps:\n      - run: docker build -t acme/${{ matrix.x }}:${{ github.sha }} ${{ matrix.x }}; docker tag acme/${{ matrix.x }}:${{ github.sha }} other\n',
    );
    assert.deepEqual(
      builtImages(plain).map(({ names, context }) => [context, ...names]),
      [
        ['a', 'acme/a:${{ github.sha }}', 'other'],
        ['b', 'acme/b:${{ github.sha }}', 'other'],
      ],
    );
  });
});

describe('bad input', () => {
  it('tells what is no workflow, and never throws', () => {
    assert.deepEqual(read('').jobs, []);
    assert.deepEqual(
      read('on: push\njobs:\n  a: 1\n  b:\n    steps: 2\n  c:\n    steps: [x]\n').problems.map(
        ({ message }) => message,
      ),
      ['the job a has to be a map', 'steps have to be a list', 'a step has to be a map'],
    );
    assert.equal(read('on: [\n').problems.length, 1);
    const word = fc.constantFrom(
      ...[
        'on:',
        'push',
        'jobs:',
        '\n',
        '  a:',
        '    steps:',
        '      - run: |',
        '          docker build ${{',
        '}}',
        '-t',
        'x',
        '- uses:',
        'docker/build-push-action@v1',
        '        with:',
        '          tags: |',
        ' matrix:',
        '[',
        ']',
        '"',
        "'",
        '    strategy:',
        '      include:',
        '${{ fromJSON(',
        'github.event.x',
        ')',
        '!',
        '&&',
      ],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 80 }), (words) => {
        const text = words.join(words.length % 2 ? ' ' : '\n');
        const workflow = read(text);
        builtImages(workflow);
        for (const { acts } of workflow.jobs)
          for (const { at } of acts)
            assert.ok(at.span.start >= 0 && at.span.start <= at.span.end && at.span.end <= text.length);
      }),
      { numRuns: 1500 },
    );
  });
});
