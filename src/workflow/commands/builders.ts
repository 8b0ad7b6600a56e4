import type { Field } from '../../core/site.ts';
import type { Act, ImageBuild } from '../types.ts';
import { buildArg } from './docker.ts';
import { Arguments, type CommandReader, doing, names, parted } from './place.ts';

/** What every build has, when nothing is said. */
const bare = {
  does: 'build',
  dockerfileFrom: 'workdir',
  tags: [],
  platforms: [],
  args: [],
  outputs: [],
  secrets: [],
  cacheFrom: [],
  cacheTo: [],
} as const;

/** `/kaniko/executor`. */
export const kaniko: CommandReader = (command, words, place) => {
  const given = new Arguments(
    words,
    {
      values: 'cdf',
      longs: names(
        'context dockerfile destination target build-arg cache-repo cache-dir cache-ttl digest-file image-name-with-digest-file image-name-tag-with-digest-file tarPath tar-path custom-platform customPlatform label registry-mirror registry-certificate verbosity snapshot-mode snapshotMode git ignore-path compression compression-level context-sub-path oci-layout-path image-fs-extract-retry push-retry',
      ),
    },
    place,
  );
  const context = given.value('--context', '-c');
  const dockerfile = given.value('--dockerfile', '-f');
  const target = given.value('--target');
  return [
    {
      ...bare,
      ...doing('kaniko', command, place),
      ...(context ? { context: { ...context, value: context.value.replace(/^dir:\/\//, '') } } : {}),
      ...(dockerfile ? { dockerfile } : {}),
      // Kaniko looks for it in the context first.
      dockerfileFrom: 'context',
      ...(target ? { target } : {}),
      tags: given.values('--destination', '-d'),
      platforms: given.values('--custom-platform', '--customPlatform'),
      args: given.values('--build-arg').map(buildArg),
      push: { value: String(!given.has('--no-push')), at: { source: place.source, span: command.span } },
      builder: 'kaniko',
    } satisfies ImageBuild,
  ];
};

/** `buildctl build`, and `buildctl-daemonless.sh`. */
export const buildctl: CommandReader = (command, words, place) => {
  const given = new Arguments(
    words,
    {
      values: 'o',
      longs: names(
        'opt local output frontend import-cache export-cache secret ssh addr progress metadata-file no-cache trace allow oci-layout tlscacert tlscert tlskey',
      ),
    },
    place,
  );
  if (given.operands[0]?.value !== 'build') return [];
  const options = given.values('--opt');
  const option = (key: string) =>
    options.filter(({ value }) => value.startsWith(`${key}=`)).map((field) => cut(field, key.length + 1));
  const local = (key: string) => given.values('--local').find(({ value }) => value.startsWith(`${key}=`));
  const outputs = given.values('--output', '-o');
  const context = local('context');
  const folder = local('dockerfile');
  const [target] = option('target');
  const [filename] = option('filename');
  const pushes = outputs.find(({ value }) => /(?:^|,)push=true/.test(value));
  const args = options.filter(({ value }) => value.startsWith('build-arg:'));
  const [provenance] = option('attest:provenance');
  const [sbom] = option('attest:sbom');
  return [
    {
      ...bare,
      ...doing('buildctl build', command, place),
      ...(context ? { context: cut(context, 'context='.length) } : {}),
      ...(filename && folder
        ? {
            dockerfile: {
              ...filename,
              value: `${folder.value.slice('dockerfile='.length)}/${filename.value}`,
            },
          }
        : filename
          ? { dockerfile: filename }
          : {}),
      ...(target ? { target } : {}),
      tags: outputs.flatMap((output) => {
        const name = /(?:^|,)"?name=([^",]+)/.exec(output.value)?.[1];
        return name === undefined ? [] : [{ value: name, at: output.at }];
      }),
      platforms: option('platform').flatMap(parted),
      args: args.map((field) => buildArg(cut(field, 'build-arg:'.length))),
      push: pushes && { value: 'true', at: pushes.at },
      outputs,
      ...(provenance ? { provenance } : {}),
      ...(sbom ? { sbom } : {}),
      secrets: given.values('--secret'),
      cacheFrom: given.values('--import-cache'),
      cacheTo: given.values('--export-cache'),
      builder: 'buildkit',
    } satisfies ImageBuild,
  ];
};

const cut = ({ value, at }: Field<string>, from: number): Field<string> => ({ value: value.slice(from), at });

/** `ko build` pushes, and writes a bill of materials unless told otherwise. */
export const ko: CommandReader = (command, words, place) => {
  const given = new Arguments(
    words,
    {
      values: 'tfjPBL',
      longs: names(
        'tags platform sbom sbom-dir image-refs image-label image-annotation jobs docker-repo tarball oci-layout-path filename selector image-user',
      ),
    },
    place,
  );
  const [verb, ...packages] = given.operands;
  if (!/^(?:build|publish|apply|resolve|create|run)$/.test(verb?.value ?? '')) return [];
  const act = doing(`ko ${verb!.value}`, command, place);
  const push = given.value('--push') ?? { value: String(!given.has('--local', '-L')), at: act.at };
  const building: Act = {
    ...bare,
    ...act,
    platforms: given.values('--platform').flatMap(parted),
    push,
    builder: 'ko',
  } satisfies ImageBuild;
  const made = given.value('--sbom')?.value !== 'none';
  return made ? [building, { ...act, does: 'sbom', how: 'made', subjects: packages }] : [building];
};

/** `pack build NAME --publish`. */
export const pack: CommandReader = (command, words, place) => {
  const given = new Arguments(
    words,
    {
      values: 'Bpbetdr',
      longs: names(
        'builder path buildpack env env-file tag descriptor run-image cache cache-image network platform volume pull-policy lifecycle-image sbom-output-dir previous-image workspace',
      ),
    },
    place,
  );
  const [verb, name] = given.operands;
  if (verb?.value !== 'build' || !name) return [];
  const act = doing('pack build', command, place);
  return [
    {
      ...bare,
      ...act,
      tags: [name, ...given.values('--tag', '-t')],
      push: { value: String(given.has('--publish')), at: act.at },
      builder: 'buildpacks',
    } satisfies ImageBuild,
  ];
};

/** Jib by Maven or Gradle. */
export const jib: CommandReader = (command, words, place) => {
  const goal = words.find(({ value }) =>
    /(?:^|:)jib(?::(?:build|dockerBuild|buildTar))?$|^jib(?:DockerBuild|BuildTar)?$/.test(value),
  );
  if (!goal) return [];
  const image = words.map(({ value }) => /^-D(?:jib\.to\.)?image=(.+)$/.exec(value)?.[1]).find(Boolean);
  const act = doing('jib', command, place);
  return [
    {
      ...bare,
      ...act,
      tags: image === undefined ? [] : [{ value: place.expand(image), at: act.at }],
      push: { value: String(!/docker|tar/i.test(goal.value)), at: act.at },
      builder: 'jib',
    } satisfies ImageBuild,
  ];
};
