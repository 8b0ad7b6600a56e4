import { posix } from 'node:path';
import type { ShellCommand, ShellScript } from '../../shell/types.ts';
import type { Act, Unseen } from '../types.ts';
import { buildctl, jib, kaniko, ko, pack } from './builders.ts';
import { crane, login, regctl, skopeo } from './copies.ts';
import { engine } from './docker.ts';
import { cloud, download, gh, git, go, helm, kubectl, trying } from './others.ts';
import type { CommandPlace, CommandReader } from './place.ts';
import { dockle, grype, hadolint, strictScanner, syft, trivy } from './scanners.ts';
import { cosign, notation } from './signers.ts';

/** What the commands of a script do to images, and what cannot be seen from here. */
export function readCommands(
  { commands, functions }: ShellScript,
  place: CommandPlace,
): { readonly acts: readonly Act[]; readonly unseen: readonly Unseen[] } {
  const acts: Act[] = [];
  const unseen: Unseen[] = [];
  const folders = new Folders(place.step?.workdir);
  for (const command of commands) {
    folders.pass(command);
    const done = readerOf(command)?.(command, command.words.slice(1), place) ?? [];
    if (done.length > 0) acts.push(...done.map((act) => folders.placed(act, command)));
    else {
      const what = functions.has(command.name) ? undefined : unseenIn(command);
      if (what !== undefined)
        unseen.push({
          what,
          at: { source: place.source, span: command.span },
          ...(place.step ? { step: place.step } : {}),
        });
    }
  }
  return { acts, unseen };
}

/** Where a script is as it goes: `cd` holds for what follows, within a compound for its own list. */
class Folders {
  #here: string | undefined;
  #inner: { readonly chain: number; readonly folder: string | undefined } | undefined;

  constructor(start: string | undefined) {
    this.#here = start;
  }

  pass({ name, words, depth, chain }: ShellCommand): void {
    const target = words[1];
    if ((name !== 'cd' && name !== 'pushd') || !target) return;
    const folder =
      target.literal && !target.value.startsWith('/') ? posix.join(this.#here ?? '.', target.value) : '$';
    if (depth === 0) this.#here = folder;
    else this.#inner = { chain, folder };
  }

  placed(act: Act, { chain, depth }: ShellCommand): Act {
    if (act.does !== 'build' || act.workdir !== undefined) return act;
    const folder = depth > 0 && this.#inner?.chain === chain ? this.#inner.folder : this.#here;
    return folder === undefined ? act : { ...act, workdir: folder };
  }
}

function readerOf({ name, words }: ShellCommand): CommandReader | undefined {
  if (Object.hasOwn(readers, name)) return readers[name];
  // `$DOCKER build`, `${CONTAINER_TOOL:-docker} push`: the engine is a choice.
  const first = words[0]?.value ?? '';
  if (/^\$[({]?\w*(?:docker|container|podman|engine|oci)\w*(?::?-\w+)?[)}]?$/i.test(first)) return engine;
  return undefined;
}

/** A script of the repository, or a program whose work is written elsewhere. */
function unseenIn({ name, words }: ShellCommand): string | undefined {
  const first = words[0]?.value ?? '';
  const composed = words.findIndex(({ value }) => value === 'compose' || value === 'docker-compose');
  if (composed !== -1 && words.slice(composed).some(({ value }) => /^(?:build|push|bake)$/.test(value)))
    return 'docker compose';
  if (words.some(({ value }) => value === 'bake') && /^docker(?:-buildx)?$/.test(name))
    return 'docker buildx bake';
  if (elsewhere.has(name))
    return words
      .slice(0, 3)
      .map(({ value }) => value)
      .join(' ');
  if (/^(?:ba|da|z)?sh$/.test(name) || name === 'source' || name === '.') {
    const script = words.slice(1).find(({ value }) => !value.startsWith('-'));
    return script && /\.(?:ba)?sh$|\//.test(script.value) ? script.value : undefined;
  }
  if (/^(?:python[\d.]*|node|ruby|perl|pwsh|deno)$/.test(name)) {
    const script = words.slice(1).find(({ value }) => !value.startsWith('-'));
    return script && /\.\w+$|\//.test(script.value) ? `${name} ${script.value}` : undefined;
  }
  return /\.(?:sh|bash|py|ps1)$/.test(first) || /^\.{1,2}\/./.test(first) ? first : undefined;
}

/** Runners of targets, tasks and builds of their own. */
const elsewhere: ReadonlySet<string> = new Set(
  `make gmake task just mage earthly bazel bazelisk goreleaser npm yarn pnpm bun nix dagger skaffold tilt ant rake invoke
  tox nox gradle gradlew mvn mvnw melange apko tox cargo-make moon nx turbo lerna pants please scons ansible-playbook
  concourse drone act docker-compose werf garden buildpacks img s2i`.split(/\s+/),
);

const compose: CommandReader = (command, words, place) =>
  engine(command, [{ ...command.words[0]!, value: 'compose' }, ...words], place);

const readers: Readonly<Record<string, CommandReader>> = {
  docker: engine,
  podman: engine,
  buildah: engine,
  nerdctl: engine,
  'docker-compose': compose,
  'docker-buildx': (command, words, place) =>
    engine(command, [{ ...command.words[0]!, value: 'buildx' }, ...words], place),
  executor: kaniko,
  'kaniko-executor': kaniko,
  buildctl,
  'buildctl-daemonless.sh': buildctl,
  ko,
  pack,
  mvn: jib,
  mvnw: jib,
  gradle: jib,
  gradlew: jib,
  cosign,
  notation,
  trivy,
  grype,
  syft,
  hadolint,
  dockle,
  snyk: strictScanner(
    'snyk container',
    (words) => words[0]?.value === 'container' && words[1]?.value === 'test',
  ),
  crane,
  gcrane: crane,
  skopeo,
  regctl,
  helm,
  kubectl,
  oc: kubectl,
  gcloud: cloud,
  az: cloud,
  flyctl: cloud,
  fly: cloud,
  aws: cloud,
  oras: (command, words, place) =>
    words[0]?.value === 'login' ? login('oras login', command, words.slice(1), place) : [],
  kind: trying((words) => words[0] === 'load'),
  k3d: trying((words) => words[0] === 'image' && words[1] === 'import'),
  minikube: trying((words) => words[0] === 'image' && words[1] === 'load'),
  'container-structure-test': trying((words) => words[0] === 'test'),
  dgoss: trying((words) => words[0] === 'run'),
  gh,
  git,
  go,
  curl: download,
  wget: download,
};
