import type { Field } from '../../core/site.ts';
import type { OptionGrammar } from '../../shell/options.ts';
import type { ShellCommand, ShellWord } from '../../shell/types.ts';
import type { Act, BuildArg, ImageBuild } from '../types.ts';
import { login } from './copies.ts';
import { knownImage } from './images.ts';
import { Arguments, type CommandPlace, type CommandReader, doing, names, parted } from './place.ts';
import { platformOf } from './scanners.ts';

/** `docker`, `podman`, `nerdctl`, `buildah`: one command line, more or less. */
export const engine: CommandReader = (command, words, place) => {
  const { name } = command;
  const rest = behindGlobals(words);
  const verb = rest[0]?.value ?? '';
  const group = groups.has(verb) ? verb : '';
  const action = group ? (rest[1]?.value ?? '') : verb;
  const behind = rest.slice(group ? 2 : 1);
  const tool = [name, group, action].filter(Boolean).join(' ');
  if (group === 'compose') return compose(command, tool, action, place);
  if (group === 'scout') return scout(command, tool, action, behind, place);
  const read = Object.hasOwn(verbs, action) ? verbs[action] : undefined;
  if (group === 'manifest' || group === 'imagetools' || (group === 'buildx' && action === 'imagetools'))
    return group === 'buildx'
      ? index(command, tool, behind, place)
      : index(command, `${name} ${group}`, rest.slice(1), place);
  if (group === 'buildx' && action === 'bake') return bake(command, tool, behind, place);
  if (group === 'buildx' && !/^(?:b|build|create|use)$/.test(action)) return [];
  return read ? read({ command, tool, words: behind, place, group }) : [];
};

interface Call {
  readonly command: ShellCommand;
  readonly tool: string;
  readonly words: readonly ShellWord[];
  readonly place: CommandPlace;
  readonly group: string;
}

const groups = names('image container buildx builder manifest compose scout system imagetools');

/** Options of `docker` itself. */
function behindGlobals(words: readonly ShellWord[]): readonly ShellWord[] {
  let at = 0;
  while (words[at]?.value.startsWith('-')) {
    const { value } = words[at]!;
    const takes =
      /^(?:-[cHl]|--(?:config|context|host|log-level|tlscacert|tlscert|tlskey|root|storage-driver|namespace))$/.test(
        value,
      );
    at += takes ? 2 : 1;
  }
  return words.slice(at);
}

const buildGrammar: OptionGrammar = {
  values: 'tfmco',
  longs:
    names(`tag file target build-arg platform output label secret ssh cache-from cache-to build-context network
    progress add-host allow annotation attest cgroup-parent metadata-file no-cache-filter shm-size ulimit builder iidfile
    provenance sbom isolation security-opt cpu-period cpu-quota cpu-shares cpuset-cpus cpuset-mems memory memory-swap
    format manifest authfile creds layers jobs arch os variant volume env ignorefile runtime from retry`),
};

function build({ command, tool, words, place, group }: Call): Act[] {
  const given = new Arguments(words, buildGrammar, place);
  const outputs = given.values('--output', '-o');
  const isBuildx = group === 'buildx' || group === 'builder';
  const engineName = command.name;
  const push = given.value('--push');
  const pushes = outputs.find(({ value }) => /(?:^|,)(?:type=registry|push=true)/.test(value));
  const attested = (type: string): Field<string> | undefined => {
    const attest = given.values('--attest').find(({ value }) => value.includes(`type=${type}`));
    return (
      given.value(`--${type}`) ??
      (attest && { value: attest.value.replace(/^type=\w+,?/, '') || 'true', at: attest.at })
    );
  };
  const provenance = attested('provenance');
  const sbom = attested('sbom');
  const [context] = given.operands;
  const dockerfile = given.value('--file', '-f');
  const target = given.value('--target');
  const pushed =
    push ??
    (given.has('--push')
      ? { value: 'true', at: { source: place.source, span: command.span } }
      : pushes && { ...pushes, value: 'true' });
  return [
    {
      ...doing(tool, command, place),
      does: 'build',
      ...(context ? { context } : {}),
      ...(dockerfile ? { dockerfile } : {}),
      dockerfileFrom: 'workdir',
      ...(target ? { target } : {}),
      tags: [...given.values('--tag', '-t'), ...namesOfOutputs(outputs)],
      platforms: given.values('--platform').flatMap(parted),
      args: given.values('--build-arg').map(buildArg),
      push: pushed,
      outputs,
      ...(provenance ? { provenance } : {}),
      ...(sbom ? { sbom } : {}),
      secrets: given.values('--secret'),
      cacheFrom: given.values('--cache-from'),
      cacheTo: given.values('--cache-to'),
      builder:
        engineName === 'buildah' || engineName === 'podman' ? 'buildah' : isBuildx ? 'buildkit' : 'docker',
    } satisfies ImageBuild,
  ];
}

/** `docker buildx bake`: the targets of its files. */
function bake(command: ShellCommand, tool: string, words: readonly ShellWord[], place: CommandPlace): Act[] {
  const given = new Arguments(
    words,
    {
      values: 'f',
      longs: names('file set builder progress metadata-file provenance sbom allow call list var'),
    },
    place,
  );
  const builds = place.bake?.(
    given.values('--file', '-f').map(({ value }) => value),
    given.operands.map(({ value }) => value),
  );
  const provenance = given.value('--provenance');
  const sbom = given.value('--sbom');
  return (builds ?? []).map((build) => ({
    ...build,
    ...doing(tool, command, place),
    push: given.value('--push') ?? (given.has('--push') ? { value: 'true', at: build.at } : build.push),
    ...(provenance ? { provenance } : {}),
    ...(sbom ? { sbom } : {}),
  }));
}

/** `NAME=value`, or `NAME` alone, whose value is that of the environment. */
export function buildArg({ value, at }: Field<string>): BuildArg {
  const equals = value.indexOf('=');
  return equals === -1
    ? { name: value, at }
    : { name: value.slice(0, equals), value: value.slice(equals + 1), at };
}

/** `--output type=image,name=…`. */
const namesOfOutputs = (outputs: readonly Field<string>[]): Field<string>[] =>
  outputs.flatMap(({ value, at }) => {
    const name = /(?:^|,)"?name=([^",]+)/.exec(value)?.[1];
    return name === undefined ? [] : [{ value: name, at }];
  });

const runGrammar: OptionGrammar = {
  values: 'aceuhlmpvw',
  stops: true,
  longs:
    names(`add-host annotation attach blkio-weight cap-add cap-drop cgroup-parent cgroupns cidfile cpu-period cpu-quota
    cpu-shares cpus cpuset-cpus cpuset-mems detach-keys device dns dns-option dns-search domainname entrypoint env env-file
    expose gpus group-add health-cmd health-interval health-retries health-start-period health-timeout hostname ip ip6 ipc
    isolation label label-file link log-driver log-opt mac-address memory memory-reservation memory-swap mount name net
    network network-alias oom-score-adj pid pids-limit platform publish pull restart runtime security-opt shm-size
    stop-signal stop-timeout storage-opt sysctl tmpfs ulimit user userns uts volume volume-driver volumes-from workdir`),
};

function run({ command, tool, words, place }: Call): readonly Act[] {
  const given = new Arguments(words, runGrammar, place);
  const [image, ...args] = given.operands;
  if (!image) return [];
  const act = doing(tool, command, place);
  const entrypoint = given.value('--entrypoint');
  const platform = given.value('--platform');
  const known = knownImage(image.value);
  const running: Act = {
    ...act,
    does: 'run',
    images: [image],
    trivial:
      !given.has('-d', '--detach', '-p', '--publish') &&
      isTrivial(
        entrypoint?.value,
        args.map(({ value }) => value),
      ),
    ...(platform ? { platform } : {}),
  };
  if (!known) return [running];
  if (known === 'qemu') return [running, { ...act, does: 'emulate' }];
  return [running, ...known(command, given.words.slice(1), place)];
}

/** Asks for a version or help, or prints a word. */
function isTrivial(entrypoint: string | undefined, args: readonly string[]): boolean {
  const words = entrypoint === undefined ? args : [entrypoint, ...args];
  if (words.length === 0) return false;
  const last = words.at(-1)!;
  if (words.length <= 3 && /^(?:-v|-V|-h|--version|--help|version|help|-version)$/.test(last)) return true;
  return /(?:^|\/)(?:true|echo|ls|pwd|id|uname)$/.test(words[0]!);
}

const push = ({ command, tool, words, place }: Call): Act[] => {
  const { operands } = new Arguments(
    words,
    { values: '', longs: names('platform authfile creds cert-dir format digestfile sign-by') },
    place,
  );
  return operands.length === 0
    ? []
    : [{ ...doing(tool, command, place), does: 'push', images: operands, how: 'push' }];
};

/** `docker manifest push`, `docker buildx imagetools create`: several images under one name. */
function index(command: ShellCommand, tool: string, words: readonly ShellWord[], place: CommandPlace): Act[] {
  const [verb, ...rest] = words;
  const act = doing(`${tool} ${verb?.value ?? ''}`, command, place);
  const given = new Arguments(
    rest,
    {
      values: 'tf',
      longs: names('tag file annotation builder progress os arch variant os-version os-features'),
    },
    place,
  );
  if (verb?.value === 'create' && /imagetools/.test(tool))
    return [{ ...act, does: 'push', images: given.values('--tag', '-t'), how: 'index' }];
  if (verb?.value === 'push') return [{ ...act, does: 'push', images: given.operands, how: 'index' }];
  return [];
}

const tag = ({ command, tool, words, place }: Call): Act[] => {
  const { operands } = new Arguments(words, { values: '', longs: new Set() }, place);
  const [from, ...to] = operands;
  return from ? to.map((to): Act => ({ ...doing(tool, command, place), does: 'tag', from, to })) : [];
};

function builder({ command, tool, words, place }: Call): Act[] {
  const given = new Arguments(
    words,
    {
      values: '',
      longs: names('name driver driver-opt platform config buildkitd-config buildkitd-flags node'),
    },
    place,
  );
  const driver = given.value('--driver');
  return [{ ...doing(tool, command, place), does: 'builder', ...(driver ? { driver } : {}) }];
}

function compose(command: ShellCommand, tool: string, action: string, place: CommandPlace): Act[] {
  return action === 'up' || action === 'run'
    ? [{ ...doing(tool, command, place), does: 'run', images: [], trivial: false }]
    : [];
}

function scout(
  command: ShellCommand,
  tool: string,
  action: string,
  words: readonly ShellWord[],
  place: CommandPlace,
): Act[] {
  const given = new Arguments(
    words,
    {
      values: 'ofe',
      longs: names('output format platform only-severity org ref to to-env type vex-location'),
    },
    place,
  );
  const act = doing(tool, command, place);
  if (action === 'sbom')
    return [{ ...act, does: 'sbom', how: 'made', subjects: given.operands, ...platformOf(given) }];
  if (!/^(?:cves|quickview|qv|compare|recommendations|policy)$/.test(action)) return [];
  const gate = given.has('--exit-code', '-e') ? 'stops' : given.has('--output', '-o') ? 'report' : 'never';
  return [{ ...act, does: 'scan', of: 'image', subjects: given.operands, gate }];
}

const sbom = ({ command, tool, words, place }: Call): Act[] => {
  const given = new Arguments(words, { values: 'o', longs: names('format output platform layers') }, place);
  return [
    {
      ...doing(tool, command, place),
      does: 'sbom',
      how: 'made',
      subjects: given.operands,
      ...platformOf(given),
    },
  ];
};

const verbs: Readonly<Record<string, (call: Call) => readonly Act[]>> = {
  b: build,
  build,
  bud: build,
  run,
  push,
  tag,
  login: ({ command, tool, words, place }) => login(tool, command, words, place),
  create: (call) =>
    call.group === 'buildx'
      ? builder(call)
      : call.group === '' || call.group === 'container'
        ? run(call)
        : [],
  sbom,
};
