import type { Random } from '../random.ts';
import { doubtful, sound } from './fragments.ts';

/** An invented project: its files by path, those that are merged, and what is asked for. */
export interface InventedProject {
  readonly files: Readonly<Record<string, string>>;
  readonly use: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly profiles: readonly string[];
}

const extras: Readonly<Record<string, string>> = {
  '.env': 'SET=from-env\nexport OTHER="o $SET"\n# no\nDOT: 1\n',
  'one.env': 'ONE=1\nA=file\nQUOTED="a\\nb"\nSINGLE=\'$SET\'\nREF=${SET}-x # c\n',
  'two.env': 'TWO=2\nONE=two\nexport EX=1\n',
  'labels.env': 'from.file=yes\n',
};

const top = `networks: {front: {driver: bridge, labels: {a: b}}, back: {internal: true}}
volumes: {named: , other: {driver: local, driver_opts: {type: none, o: bind, device: ./dev}}}
secrets: {s1: {file: ./s1.txt}, s2: {environment: SET}}
configs: {c1: {content: "x \${SET}"}}
`;

/** A project in one to three files, with what it extends and includes now and then. */
export function soundProject(random: Random): InventedProject {
  const files: Record<string, string> = { ...extras };
  const use = ['compose.yaml', 'over.yaml', 'last.yaml'].slice(0, random.pick([1, 1, 2, 2, 3]));
  const isExtended = random.chance(0.4);
  const isIncluded = random.chance(0.25);
  for (const [index, name] of use.entries()) {
    const services = ['a', 'b'].flatMap((service) => {
      if (index > 0 && random.chance(0.3)) return [];
      const own = keysOf(random, random.integer(1, 6), index > 0);
      const extended = isExtended && index === 0 && random.chance(0.6) ? [`extends: ${parent(random)}`] : [];
      return [`  ${service}: {${[...(index === 0 ? ['image: x:1'] : []), ...extended, ...own].join(', ')}}`];
    });
    const base =
      index === 0
        ? [
            `  base: {image: base, build: ., ${keysOf(random, 3, false, ['depends_on', 'links', 'pid', 'network_mode', 'build', 'profiles']).join(', ')}}`,
          ]
        : [];
    const include = isIncluded && index === 0 ? 'include: [inc/compose.yaml]\n' : '';
    const all = [...base, ...services];
    files[name] =
      `${include}${index === 0 ? top : ''}${all.length > 0 ? `services:\n${all.join('\n')}\n` : 'x-nothing: 1\n'}`;
  }
  if (isExtended) {
    files['lib/common.yaml'] = library(random);
    for (const [name, text] of Object.entries(extras)) files[`lib/${name}`] = text.replaceAll('1', '3');
  }
  if (isIncluded) files['inc/compose.yaml'] = included(random);
  return {
    files,
    use,
    env: random.chance(0.3) ? { SET: 'caller' } : {},
    profiles: random.pick([['*'], ['*'], [], ['dev']]),
  };
}

const parent = (random: Random): string =>
  random.pick([
    'base',
    '{service: base}',
    '{file: lib/common.yaml, service: common}',
    '{file: lib/common.yaml, service: derived}',
  ]);

const library = (random: Random): string =>
  `services:\n  common: {image: lib, ${keysOf(random, 4, false, ['depends_on', 'links', 'pid', 'network_mode', 'profiles']).join(', ')}}\n  derived: {extends: common, ${keysOf(random, 2, false, ['depends_on', 'links', 'pid', 'network_mode', 'profiles']).join(', ')}}\n`;

const included = (random: Random): string =>
  `services:\n  inc: {image: inc, build: ., ${keysOf(random, 3, false, ['build', 'depends_on', 'links', 'pid', 'network_mode', 'secrets', 'configs', 'networks', 'volumes', 'env_file', 'label_file']).join(', ')}, volumes: ["./v:/v"], env_file: [{path: own.env, required: false}]}\n`;

function keysOf(random: Random, count: number, isOver: boolean, without: readonly string[] = []): string[] {
  const keys = Object.keys(sound).filter((key) => !without.includes(key));
  return random
    .sample(keys, count)
    .filter((key, _, all) => !(key === 'networks' && all.includes('network_mode')))
    .map((key) => {
      const value = random.pick(sound[key]!);
      if (isOver && random.chance(0.08)) return `${key}: !reset null`;
      return isOver && /^[[{]/.test(value) && random.chance(0.08)
        ? `${key}: !override ${value}`
        : `${key}: ${value}`;
    });
}

/** A project with one doubtful value somewhere. */
export function doubtfulProject(random: Random): InventedProject {
  const key = random.pick(Object.keys(sound));
  const value = random.pick(doubtful);
  const inner = random.chance(0.3) ? innerKey(random, key, value) : `${key}: ${value}`;
  const text = `${top}services:\n  base: {image: base, build: .}\n  a: {image: x, ${inner}}\n`;
  return { files: { ...extras, 'compose.yaml': text }, use: ['compose.yaml'], env: {}, profiles: ['*'] };
}

/** The value in the place of one within a sound value. */
function innerKey(random: Random, key: string, value: string): string {
  const whole = random.pick(sound[key]!);
  const places = [...whole.matchAll(/(?<=[:=[,] ?)[A-Za-z0-9./"-]+(?=[,}\]])/g)];
  if (places.length === 0) return `${key}: ${value}`;
  const place = random.pick(places);
  return `${key}: ${whole.slice(0, place.index)}${value}${whole.slice(place.index + place[0].length)}`;
}

const pieces: Readonly<Record<'value' | 'command' | 'file' | 'port' | 'mount' | 'time', readonly string[]>> =
  {
    value: [
      '$',
      '$',
      '${',
      '}',
      '{',
      ':',
      '-',
      '+',
      '?',
      'A',
      'B',
      'C',
      '_',
      '1',
      ' ',
      '\n',
      ':-',
      ':+',
      '-',
      'x',
      '$$',
      '.',
    ],
    command: [
      'a',
      ' ',
      ' ',
      '"',
      "'",
      '\\',
      '`',
      '$$',
      '(',
      ')',
      ';',
      '&&',
      '|',
      '>',
      '2>',
      '<',
      '\n',
      '\t',
      '#',
      '=',
      'é',
    ],
    file: [
      'A',
      'B',
      'K',
      '=',
      '=',
      '\n',
      '\n',
      ' ',
      '"',
      "'",
      '#',
      ' #',
      ':',
      'export ',
      '\\',
      '\\n',
      '$A',
      '${B:-c}',
      '$',
      'x',
      '\t',
      '.',
      '-',
      '\r\n',
      '1',
      '0',
      '!',
      '\\0123',
    ],
    port: ['80', '8', '-', ':', ':', '/', 'tcp', 'udp', '127.0.0.1', '[::1]', '65536', 'x', '.', ' '],
    mount: ['/', 'a', '.', ':', ':', 'C', '\\', '~/', 'ro', ',', 'rw', 'é', '..', '$$'],
    time: ['1', '30', '.', 's', 'm', 'h', 'ms', 'd', 'w', '-', '+', ' ', 'x', '0', 'k', 'b', 'G', 'ib', 'e3'],
  };

/** A project whose texts are strewn with what a reader trips over: variables, quotes, escapes, colons. */
export function textProject(random: Random): InventedProject {
  const text = (kind: keyof typeof pieces, most: number): string =>
    Array.from({ length: random.integer(0, most) }, () => random.pick(pieces[kind])).join('');
  const kind = random.pick(['value', 'value', 'command', 'file', 'file', 'port', 'mount', 'time'] as const);
  const lines = {
    value: () => `environment: {V: ${JSON.stringify(text('value', 12))}}`,
    command: () => `command: ${JSON.stringify(text('command', 12))}`,
    file: () => 'env_file: [my.env], environment: {V: "${A-}|${B-}|${K-}"}',
    port: () => `ports: [${JSON.stringify(text('port', 7))}]`,
    mount: () => `volumes: [${JSON.stringify(text('mount', 8))}]`,
    time: () => {
      const key = random.pick(['stop_grace_period', 'mem_limit', 'shm_size']);
      return `${key}: ${JSON.stringify(text('time', 5))}`;
    },
  };
  return {
    files: {
      'compose.yaml': `services:\n  a: {image: x, ${lines[kind]()}}\nvolumes: {a: , aa: , C: , ro: , rw: }\n`,
      ...(kind === 'file' ? { '.env': text('file', 16), 'my.env': text('file', 16) } : {}),
    },
    use: ['compose.yaml'],
    env: kind === 'value' ? { A: 'a$B', B: '' } : {},
    profiles: ['*'],
  };
}
