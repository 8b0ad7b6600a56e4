import type { Field } from '../../core/site.ts';
import type { ShellCommand } from '../../shell/types.ts';
import type { Act } from '../types.ts';
import { Arguments, type CommandPlace, type CommandReader, doing, fieldOf, names } from './place.ts';

/** `kubectl set image`, `helm upgrade`, …: an image is put to use. */
export const kubectl: CommandReader = (command, words, place) => {
  const { operands } = new Arguments(
    words,
    { values: 'nfl', longs: names('namespace context kubeconfig cluster selector') },
    place,
  );
  if (operands[0]?.value !== 'set' || operands[1]?.value !== 'image') return [];
  const images = operands.slice(3).flatMap(({ value, at }) => {
    const equals = value.indexOf('=');
    return equals === -1 ? [] : [{ value: value.slice(equals + 1), at }];
  });
  return deploying('kubectl set image', command, place, images);
};

export const helm: CommandReader = (command, words, place) => {
  const given = new Arguments(
    words,
    {
      values: 'nf',
      longs: names(
        'namespace values set set-string set-file version repo kube-context kubeconfig timeout wait-for-jobs description',
      ),
    },
    place,
  );
  const verb = given.operands[0]?.value;
  if (verb !== 'upgrade' && verb !== 'install') return [];
  const images = [...given.values('--set'), ...given.values('--set-string')].flatMap(({ value, at }) =>
    value.split(',').flatMap((pair): Field<string>[] => {
      const match = /(?:^|\.)image\.(tag|digest)=(.+)$/.exec(pair) ?? /(?:^|\.)(image)=(.+)$/.exec(pair);
      if (!match) return [];
      const [, kind, text = ''] = match;
      return [{ value: kind === 'tag' ? `:${text}` : kind === 'digest' ? `@${text}` : text, at }];
    }),
  );
  return deploying(`helm ${verb}`, command, place, images);
};

/** `gcloud run deploy --image`, `az containerapp update --image`, `flyctl deploy --image`, `docker service update --image`. */
export const cloud: CommandReader = (command, words, place) => {
  const given = new Arguments(
    words,
    {
      values: 'gni',
      longs: names('image name resource-group region project service platform tag app config namespace'),
    },
    place,
  );
  const images = given.values(
    '--image',
    ...(command.name === 'flyctl' || command.name === 'fly' ? ['-i'] : []),
  );
  const deploys = given.operands.some(({ value }) =>
    /^(?:deploy|update|create|up|services|replace)$/.test(value),
  );
  return deploys && images.length > 0 ? deploying(command.name, command, place, images) : [];
};

function deploying(
  tool: string,
  command: ShellCommand,
  place: CommandPlace,
  images: readonly Field<string>[],
): Act[] {
  return images.length === 0 ? [] : [{ ...doing(tool, command, place), does: 'deploy', images }];
}

/** Test tools and local clusters that an image is loaded into: it is tried there. */
export const trying =
  (isTry: (words: readonly string[]) => boolean): CommandReader =>
  (command, words, place) => {
    const texts = words.map(({ value }) => value);
    return isTry(texts)
      ? [
          {
            ...doing(command.name, command, place),
            does: 'run',
            images: words.slice(-1).map((word) => fieldOf(word, place)),
            trivial: false,
          },
        ]
      : [];
  };

/** `gh pr checkout`, and git with a ref of a pull request. */
export const gh: CommandReader = (command, words, place) => {
  if (words[0]?.value === 'pr' && words[1]?.value === 'checkout')
    return [
      {
        ...doing('gh pr checkout', command, place),
        does: 'checkout',
        ref: { value: 'refs/pull/head', at: { source: place.source, span: command.span } },
        keepsCredentials: false,
      },
    ];
  return words[0]?.value === 'release' && /^(?:create|upload)$/.test(words[1]?.value ?? '')
    ? [{ ...doing('gh release', command, place), does: 'upload', what: 'release' }]
    : [];
};

export const git: CommandReader = (command, words, place) => {
  if (!/^(?:checkout|switch|fetch|merge|reset|pull)$/.test(words[0]?.value ?? '')) return [];
  const ref = words.find(({ value }) => isHeadRef(place.expand(value)));
  return ref
    ? [
        {
          ...doing(`git ${words[0]!.value}`, command, place),
          does: 'checkout',
          ref: fieldOf(ref, place),
          keepsCredentials: false,
        },
      ]
    : [];
};

/** What a pull request, of anyone's, brings along. */
export const isHeadRef = (ref: string): boolean =>
  /github\.event\.pull_request\.head\.(?:sha|ref)|github\.head_ref|(?:^|[\s:+/])pull\/.{0,200}\b(?:head|merge)\b|github\.event\.workflow_run\.head_(?:sha|branch|commit)|github\.event\.pull_request\.merge_commit_sha/.test(
    ref,
  );

/** `go install MODULE@VERSION` of the tools of this trade. */
export const go: CommandReader = (command, words, place) => {
  if (words[0]?.value !== 'install' && words[0]?.value !== 'run') return [];
  const module = words.find(({ value }) => trade.test(value) && value.includes('@'));
  if (!module) return [];
  const [what = '', version = ''] = module.value.split('@');
  return [
    {
      ...doing('go install', command, place),
      does: 'install',
      what,
      version: { value: version, at: { source: place.source, span: module.span } },
      floating: /^(?:latest|main|master)$/.test(version),
    },
  ];
};

/** `curl …/install.sh | sh`, and downloads of `latest`. */
export const download: CommandReader = (command, words, place) => {
  const url = words
    .map((word) => fieldOf(word, place))
    .find(({ value }) => /^https?:\/\//.test(value) && trade.test(value));
  if (!url) return [];
  const act = doing(command.name, command, place);
  const what = trade.exec(url.value)?.[0] ?? url.value;
  const shell = place.commands.find(
    ({ pipeline, name }) =>
      pipeline.id === command.pipeline.id &&
      pipeline.index > command.pipeline.index &&
      /^(?:ba|da|z)?sh$/.test(name),
  );
  if (shell) {
    const version = shell.words.find(({ value }) => /^v?\d+\.\d+|\$\{?\w*version/i.test(value));
    const install: Act = { ...act, does: 'install', what, floating: version === undefined };
    return [version ? { ...install, version: fieldOf(version, place) } : install];
  }
  return /\/releases\/latest\/|\/latest\//.test(url.value)
    ? [{ ...act, does: 'install', what, version: url, floating: true }]
    : [];
};

/** The tools that build, scan, sign and move images. */
const trade =
  /\b(?:cosign|syft|grype|trivy|crane|go-containerregistry|skopeo|buildx|hadolint|dockle|snyk|notation|oras|regctl|regclient|ko|kaniko|buildkit|docker-scout|scout-cli|container-structure-test|clair|checkov|semgrep|slsa-verifier|rekor|dive|goss)\b/i;
