import type { Field, Site } from '../core/site.ts';
import type { YamlNode } from '../yaml/types.ts';
import { buildArg } from './commands/docker.ts';
import { listed } from './text.ts';
import type { Act, ImageBuild, ScanAct, Step } from './types.ts';
import { actionName } from './uses.ts';

/** A step's inputs: values as text, and the node behind one for those that are lists. */
export interface Inputs {
  value(name: string): Field<string> | undefined;
  node(name: string): YamlNode | undefined;
}

/**
 * What a well-known action does to images with these inputs; undefined for one that is not known.
 * Sources: the actions' own documentation of their inputs.
 */
export function actsOfAction(step: Step, inputs: Inputs): readonly Act[] | undefined {
  const { uses } = step;
  if (uses?.kind !== 'repository') return undefined;
  const name = actionName(uses);
  const read = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (read) return read(new Call(step, inputs, name));
  return harmless.has(uses.name) || harmlessOwners.has(uses.name.split('/')[0]!) ? [] : undefined;
}

class Call {
  readonly act: { readonly tool: string; readonly at: Site; readonly step: Step };
  readonly #inputs: Inputs;

  constructor(step: Step, inputs: Inputs, tool: string) {
    this.act = { tool, at: step.uses!.at, step };
    this.#inputs = inputs;
  }

  value(name: string): Field<string> | undefined {
    return this.#inputs.value(name);
  }

  text(name: string): string {
    return this.#inputs.value(name)?.value ?? '';
  }

  /** `{name: field}` when the input is given. */
  optional<K extends string>(key: K, name: string): { readonly [key in K]?: Field<string> } {
    const field = this.#inputs.value(name);
    return field && field.value !== '' ? ({ [key]: field } as { readonly [key in K]?: Field<string> }) : {};
  }

  list(name: string, commas = false): Field<string>[] {
    return listed(this.#inputs.node(name), commas);
  }

  fixed(value: string): Field<string> {
    return { value, at: this.act.at };
  }
}

type ActionReader = (call: Call) => readonly Act[];

/** docker/build-push-action, and those that take its inputs. */
const buildPush: ActionReader = (call) => {
  const outputs = call.list('outputs');
  const attests = call.list('attests');
  const attested = (type: string): Field<string> | undefined => {
    const given = call.value(type);
    if (given && given.value !== '') return given;
    return attests.find(({ value }) => value.includes(`type=${type}`));
  };
  const provenance = attested('provenance');
  const sbom = attested('sbom');
  const pushes = outputs.find(({ value }) => /(?:^|,)(?:type=registry|push=(?:true|\$\{\{))/.test(value));
  const push =
    call.value('push') ??
    (pushes && { value: /push=(\$\{\{.*\}\})/.exec(pushes.value)?.[1] ?? 'true', at: pushes.at });
  return [
    {
      ...call.act,
      does: 'build',
      ...call.optional('context', 'context'),
      ...call.optional('dockerfile', 'file'),
      dockerfileFrom: 'workdir',
      ...call.optional('target', 'target'),
      tags: [...call.list('tags', true), ...namesIn(outputs)],
      platforms: call.list('platforms', true),
      args: call.list('build-args').map(buildArg),
      push,
      ...call.optional('load', 'load'),
      outputs,
      ...(provenance ? { provenance } : {}),
      ...(sbom ? { sbom } : {}),
      secrets: call.list('secrets'),
      cacheFrom: call.list('cache-from'),
      cacheTo: call.list('cache-to'),
      builder: 'buildkit',
    } satisfies ImageBuild,
  ];
};

const namesIn = (outputs: readonly Field<string>[]): Field<string>[] =>
  outputs.flatMap(({ value, at }) => {
    const name = /(?:^|,)"?name=([^",]+)/.exec(value)?.[1];
    return name === undefined ? [] : [{ value: name, at }];
  });

const login =
  (registry: string, username: string, password: string): ActionReader =>
  (call) => [
    {
      ...call.act,
      does: 'login',
      ...call.optional('registry', registry),
      ...call.optional('username', username),
      ...call.optional('password', password),
      onCommandLine: false,
    },
  ];

const trivy: ActionReader = (call) => {
  const type = call.text('scan-type') || 'image';
  const of = type === 'image' && call.text('image-ref') !== '' ? 'image' : 'files';
  const subjects = call.list('image-ref');
  if (/^(?:cyclonedx|spdx|spdx-json|github)$/.test(call.text('format')))
    return of === 'image' ? [{ ...call.act, does: 'sbom', how: 'made', subjects }] : [];
  const code = call.text('exit-code');
  const gate = code.includes('${{')
    ? 'unknown'
    : code !== '' && code !== '0'
      ? 'stops'
      : keeps(call, 'output', 'template');
  return [{ ...call.act, does: 'scan', of, subjects, gate, ...call.optional('version', 'version') }];
};

/** Not stopping the job, a scan is of use when its report is kept. */
const keeps = (call: Call, ...names: readonly string[]): ScanAct['gate'] =>
  names.some((name) => call.text(name) !== '') || call.text('format') === 'sarif' ? 'report' : 'never';

const scanning =
  (image: string, gate: (call: Call) => ScanAct['gate']): ActionReader =>
  (call) => {
    const subjects = call.list(image);
    return [
      { ...call.act, does: 'scan', of: subjects.length > 0 ? 'image' : 'files', subjects, gate: gate(call) },
    ];
  };

const flag = (call: Call, name: string, fallback: boolean): ScanAct['gate'] => {
  const text = call.text(name);
  if (text.includes('${{')) return 'unknown';
  return (text === '' ? fallback : text !== 'false') ? 'stops' : 'report';
};

const sbom =
  (...names: readonly string[]): ActionReader =>
  (call) => {
    const subjects = names.flatMap((name) => call.list(name));
    return subjects.length === 0 ? [] : [{ ...call.act, does: 'sbom', how: 'made', subjects }];
  };

/** actions/attest and its kin: keyless signatures on a statement. */
const attest =
  (what: 'provenance' | 'sbom' | 'other'): ActionReader =>
  (call) => {
    const subjects = call.list('subject-name');
    const isImage = call.text('subject-digest') !== '' || call.text('push-to-registry') !== '';
    const acts: Act[] = [
      {
        ...call.act,
        does: 'sign',
        of: isImage ? 'image' : 'file',
        how: 'attest',
        subjects,
        ...call.optional('digest', 'subject-digest'),
        keyless: true,
      },
    ];
    const isSbom = what === 'sbom' || call.text('sbom-path') !== '';
    if (isSbom) acts.push({ ...call.act, does: 'sbom', how: 'statement', subjects });
    // Without a predicate of its own, actions/attest makes provenance.
    else if (what === 'provenance' || (call.text('predicate') === '' && call.text('predicate-path') === ''))
      acts.push({ ...call.act, does: 'provenance', keyless: true });
    return isImage || what !== 'other' ? acts : acts.slice(0, 1);
  };

const install =
  (what: string, version: string): ActionReader =>
  (call) => {
    const field = call.value(version);
    const floating =
      field !== undefined && /^(?:latest|main|master|tip|)$/.test(field.value) && field.value !== '';
    return [{ ...call.act, does: 'install', what, ...(field ? { version: field } : {}), floating }];
  };

const nothing: ActionReader = () => [];

const checkout: ActionReader = (call) => [
  {
    ...call.act,
    does: 'checkout',
    ...call.optional('ref', 'ref'),
    ...call.optional('repository', 'repository'),
    keepsCredentials: call.text('persist-credentials') !== 'false',
  },
];

const deploy =
  (image: string): ActionReader =>
  (call) => {
    const images = call.list(image);
    return images.length === 0 ? [] : [{ ...call.act, does: 'deploy', images }];
  };

const upload =
  (what: 'sarif' | 'artifact' | 'release'): ActionReader =>
  (call) => [{ ...call.act, does: 'upload', what }];

const actions: Readonly<Record<string, ActionReader>> = {
  'actions/checkout': checkout,
  'actions/upload-artifact': upload('artifact'),
  'actions/attest-build-provenance': attest('provenance'),
  'actions/attest-sbom': attest('sbom'),
  'actions/attest': attest('other'),
  'github/codeql-action/upload-sarif': upload('sarif'),
  'softprops/action-gh-release': upload('release'),
  'ncipollo/release-action': upload('release'),
  'docker/build-push-action': buildPush,
  'depot/build-push-action': buildPush,
  'useblacksmith/build-push-action': buildPush,
  'docker/login-action': login('registry', 'username', 'password'),
  'azure/docker-login': login('login-server', 'username', 'password'),
  'redhat-actions/podman-login': login('registry', 'username', 'password'),
  'aws-actions/amazon-ecr-login': (call) => [{ ...call.act, does: 'login', onCommandLine: false }],
  'docker/metadata-action': nothing,
  'docker/setup-qemu-action': (call) => [{ ...call.act, does: 'emulate' }],
  'docker/setup-buildx-action': (call) => [
    { ...call.act, does: 'builder', ...call.optional('driver', 'driver') },
  ],
  'depot/setup-action': (call) => [{ ...call.act, does: 'builder' }],
  'useblacksmith/setup-docker-builder': (call) => [{ ...call.act, does: 'builder' }],
  'docker/setup-docker-action': nothing,
  'docker/setup-compose-action': nothing,
  'docker/scout-action': (call) => {
    const command = call.text('command');
    const subjects = call.list('image');
    if (command === 'sbom')
      return [{ ...call.act, does: 'sbom', how: 'made', subjects, ...call.optional('platform', 'platform') }];
    const gate = flag(call, 'exit-code', false);
    return [{ ...call.act, does: 'scan', of: 'image', subjects, gate }];
  },
  'sigstore/cosign-installer': install('cosign', 'cosign-release'),
  'anchore/sbom-action': sbom('image'),
  'anchore/sbom-action/download-syft': install('syft', 'syft-version'),
  'anchore/scan-action': (call) => scanning('image', () => flag(call, 'fail-build', true))(call),
  'anchore/scan-action/download-grype': install('grype', 'grype-version'),
  'aquasecurity/trivy-action': trivy,
  'aquasecurity/setup-trivy': install('trivy', 'version'),
  'snyk/actions/docker': scanning('image', () => 'stops'),
  'crazy-max/ghaction-container-scan': scanning('image', (call) =>
    call.text('severity_threshold') === '' ? 'never' : 'stops',
  ),
  'goodwithtech/dockle-action': scanning('image', (call) =>
    /^0?$/.test(call.text('exit-code')) ? 'never' : 'stops',
  ),
  'erzz/dockle-action': scanning('image', (call) =>
    /^0?$/.test(call.text('exit-code')) ? 'never' : 'stops',
  ),
  'hadolint/hadolint-action': (call) => [
    {
      ...call.act,
      does: 'scan',
      of: 'files',
      subjects: call.list('dockerfile'),
      gate: call.text('no-fail') === 'true' ? 'never' : 'stops',
    },
  ],
  'step-security/harden-runner': nothing,
  'imjasonh/setup-crane': install('crane', 'version'),
  'ko-build/setup-ko': install('ko', 'version'),
  'imjasonh/setup-ko': install('ko', 'version'),
  'redhat-actions/buildah-build': (call) => [
    {
      ...call.act,
      does: 'build',
      ...call.optional('context', 'context'),
      ...dockerfileOf(call),
      dockerfileFrom: 'workdir',
      ...call.optional('target', 'target'),
      tags: namedTags(call),
      platforms: call.list('platforms', true),
      args: call.list('build-args').map(buildArg),
      push: call.fixed('false'),
      outputs: [],
      secrets: [],
      cacheFrom: [],
      cacheTo: [],
      builder: 'buildah',
    } satisfies ImageBuild,
  ],
  'redhat-actions/push-to-registry': (call) => [
    { ...call.act, does: 'push', how: 'push', images: namedTags(call) },
  ],
  'elgohr/publish-docker-github-action': (call) => [
    {
      ...call.act,
      does: 'build',
      ...call.optional('context', 'context'),
      ...call.optional('dockerfile', 'dockerfile'),
      dockerfileFrom: 'workdir',
      tags: namedTags(call, 'name'),
      platforms: call.list('platforms', true),
      args: [],
      push: call.value('no_push') ? call.fixed('false') : call.fixed('true'),
      outputs: [],
      secrets: [],
      cacheFrom: [],
      cacheTo: [],
      builder: 'docker',
    } satisfies ImageBuild,
  ],
  'helm/kind-action': nothing,
  'google-github-actions/deploy-cloudrun': deploy('image'),
  'azure/k8s-deploy': deploy('images'),
  'azure/webapps-deploy': deploy('images'),
  'azure/container-apps-deploy-action': deploy('imageToDeploy'),
  'aws-actions/amazon-ecs-render-task-definition': deploy('image'),
};

const dockerfileOf = (call: Call): { readonly dockerfile?: Field<string> } => {
  const [file] = [...call.list('containerfiles'), ...call.list('dockerfiles')];
  return file ? { dockerfile: file } : {};
};

/** `image` (with `registry`) and `tags` apart. */
function namedTags(call: Call, name = 'image'): Field<string>[] {
  const image = call.value(name);
  if (!image) return call.list('tags', false);
  const registry = call.text('registry');
  const base = registry === '' ? image.value : `${registry}/${image.value}`;
  const tags = listed(call.value('tags') && undefined, true);
  const given = call
    .text('tags')
    .split(/[\s,]+/)
    .filter(Boolean);
  if (tags.length === 0 && given.length === 0) return [{ value: base, at: image.at }];
  return given.map((tag) => ({ value: tag.includes('/') ? tag : `${base}:${tag}`, at: image.at }));
}

/** Owners whose actions set machines up: they neither build, sign nor publish an image unseen. */
const harmlessOwners: ReadonlySet<string> = new Set([
  'actions',
  'github',
  'actions-rs',
  'dtolnay',
  'gradle',
  'pnpm',
]);

const harmless: ReadonlySet<string> = new Set(
  `astral-sh/setup-uv golangci/golangci-lint-action codecov/codecov-action azure/setup-helm azure/setup-kubectl azure/login
  google-github-actions/auth google-github-actions/setup-gcloud aws-actions/configure-aws-credentials jlumbroso/free-disk-space
  endbug/version-check peter-evans/dockerhub-description christian-korneck/update-container-description-action
  dorny/paths-filter tj-actions/changed-files easimon/maximize-build-space rlespinasse/github-slug-action slackapi/slack-github-action
  8398a7/action-slack hashicorp/setup-terraform oven-sh/setup-bun swatinem/rust-cache mikefarah/yq docker/metadata-action
  int128/create-ecr-repository-action arduino/setup-task extractions/setup-just jwalton/gh-docker-logs crazy-max/ghaction-github-runtime
  crazy-max/ghaction-docker-meta crazy-max/ghaction-setup-docker crazy-max/ghaction-docker-status ossf/scorecard-action
  stefanzweifel/git-auto-commit-action peter-evans/create-pull-request peter-evans/repository-dispatch
  tibdex/github-app-token getsentry/action-github-app-token metcalfc/changelog-generator mikepenz/release-changelog-builder-action
  benc-uk/workflow-dispatch fountainhead/action-wait-for-check lewagon/wait-on-check-action styfle/cancel-workflow-action
  frenck/action-addon-information frenck/action-addon-linter asottile/setup-python browser-actions/setup-chrome
  docker/setup-qemu-action haskell-actions/setup ruby/setup-ruby shivammathur/setup-php erlef/setup-beam julia-actions/setup-julia
  subosito/flutter-action hadolint/hadolint-action mxschmitt/action-tmate webfactory/ssh-agent appleboy/ssh-action`.split(
    /\s+/,
  ),
);
