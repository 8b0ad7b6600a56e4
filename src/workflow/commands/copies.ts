import type { Field } from '../../core/site.ts';
import type { ShellCommand, ShellWord } from '../../shell/types.ts';
import type { Act } from '../types.ts';
import { Arguments, type CommandPlace, type CommandReader, doing, names } from './place.ts';

/** Programs that put images into registries without building them. */
export const crane: CommandReader = (command, words, place) => {
  const [verb, ...rest] = words;
  const given = new Arguments(
    rest,
    {
      values: 'tfopubjme',
      longs: names(
        'tag new_tag new_layer platform output base image-refs manifest annotation label entrypoint env user workdir set-platform jobs username password',
      ),
    },
    place,
  );
  const tagged = given.values('--tag', '-t', '--new_tag');
  switch (verb?.value) {
    case 'copy':
    case 'cp':
      return pushing('crane copy', command, place, given.operands.slice(1, 2), 'copy');
    case 'push':
      return pushing('crane push', command, place, given.operands.slice(1, 2), 'push');
    case 'append':
    case 'mutate':
      return pushing(`crane ${verb.value}`, command, place, tagged, 'push');
    case 'index':
      return pushing('crane index', command, place, tagged, 'index');
    case 'tag':
      return pushing('crane tag', command, place, given.operands.slice(0, 1), 'copy');
    case 'auth':
      return login('crane auth login', command, rest.slice(1), place);
    default:
      return [];
  }
};

export const skopeo: CommandReader = (command, words, place) => {
  const given = new Arguments(
    words,
    {
      values: 'af',
      longs: names(
        'format authfile src-creds dest-creds src-authfile dest-authfile multi-arch sign-by retry-times digestfile additional-tag override-os override-arch override-variant policy registries.d command-timeout tmpdir src dest',
      ),
    },
    place,
  );
  const [verb, , destination] = given.operands;
  if (verb?.value === 'login') return login('skopeo login', command, words.slice(1), place);
  if (verb?.value !== 'copy' || !destination?.value.startsWith('docker://')) return [];
  return pushing(
    'skopeo copy',
    command,
    place,
    [{ ...destination, value: destination.value.slice('docker://'.length) }],
    'copy',
  );
};

export const regctl: CommandReader = (command, words, place) => {
  const { operands } = new Arguments(words, { values: 'v', longs: names('platform format') }, place);
  const [group, verb, , destination] = operands;
  return group?.value === 'image' && verb?.value === 'copy' && destination
    ? pushing('regctl image copy', command, place, [destination], 'copy')
    : [];
};

function pushing(
  tool: string,
  command: ShellCommand,
  place: CommandPlace,
  images: readonly Field<string>[],
  how: 'push' | 'copy' | 'index',
): Act[] {
  return [{ ...doing(tool, command, place), does: 'push', images, how }];
}

/** `login REGISTRY -u USER -p PASSWORD`, as most of them have it. */
export function login(
  tool: string,
  command: ShellCommand,
  words: readonly ShellWord[],
  place: CommandPlace,
): Act[] {
  const given = new Arguments(words, { values: 'pu', longs: names('username password authfile') }, place);
  const password = given.value('--password', '-p');
  const username = given.value('--username', '-u');
  const [registry] = given.operands;
  return [
    {
      ...doing(tool, command, place),
      does: 'login',
      ...(registry ? { registry } : {}),
      ...(username ? { username } : {}),
      ...(password ? { password } : {}),
      onCommandLine: password !== undefined,
    },
  ];
}
