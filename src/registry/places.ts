import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlimsollError } from '../core/errors.ts';
import type { RegistryOptions } from './options.ts';
import type { RegistryReference } from './reference.ts';
import { readToml, type Toml, type TomlTable } from './toml.ts';

/** A repository somewhere: a mirror's, or the registry's own. */
export interface Place {
  /** Host and port as they are named. */
  readonly registry: string;
  readonly repository: string;
  readonly insecure: boolean;
  readonly isMirror: boolean;
}

/**
 * Where a reference may be had, in the order to ask: mirrors of the options, mirrors of registries.conf, the registry.
 * @throws PlimsollError `denied` where registries.conf blocks it, `config`
 */
export function placesOf(reference: RegistryReference, options: RegistryOptions): readonly Place[] {
  const { registry, repository } = reference;
  const name = `${registry}/${repository}`;
  const configured = findRule(readRules(options), name);
  if (configured?.blocked)
    throw new PlimsollError(
      'denied',
      `${name} is blocked by ${configured.file} (prefix ${configured.prefix})`,
    );
  const byOption = options.mirrors?.[registry] ?? [];
  const mirrors = byOption.map((location) => placeAt(moved(location, repository), false, true));
  if (!configured) return [...mirrors, placeAt(name, false, false)];
  const { prefix, location, insecure } = configured;
  // Of `*.example.com` the whole host is the prefix.
  const covered = prefix.startsWith('*.') ? registry : prefix;
  const rest = name.slice(covered.length);
  const wanted = reference.digest === undefined ? 'tag-only' : 'digest-only';
  const listed = configured.mirrors
    .filter(({ pull }) => pull === 'all' || pull === wanted)
    .map((mirror) => placeAt(mirror.location + rest, mirror.insecure, true));
  return [...mirrors, ...listed, placeAt(location ? location + rest : name, insecure, false)];
}

interface Rule {
  readonly file: string;
  readonly prefix: string;
  readonly location: string;
  readonly insecure: boolean;
  readonly blocked: boolean;
  readonly mirrors: readonly {
    readonly location: string;
    readonly insecure: boolean;
    readonly pull: string;
  }[];
}

/** A mirror of a whole registry, which may have a path of its own. */
const moved = (location: string, repository: string): string =>
  `${location.replace(/^https?:\/\//, '').replace(/\/+$/, '')}/${repository}`;

function placeAt(name: string, insecure: boolean, isMirror: boolean): Place {
  const slash = name.indexOf('/');
  return { registry: name.slice(0, slash), repository: name.slice(slash + 1), insecure, isMirror };
}

/** The longest prefix counts; it ends where a part of the name ends. */
function findRule(rules: readonly Rule[], name: string): Rule | undefined {
  const host = name.slice(0, name.indexOf('/'));
  return rules
    .filter(({ prefix }) =>
      prefix.startsWith('*.')
        ? host.endsWith(prefix.slice(1))
        : name === prefix || name.startsWith(`${prefix}/`),
    )
    .reduce<Rule | undefined>(
      (best, one) => (best && best.prefix.length >= one.prefix.length ? best : one),
      undefined,
    );
}

/**
 * registries.conf(5), version 2: the user's file, else the machine's; then the files of the folders `registries.conf.d`,
 * a later rule for a prefix in place of an earlier. What it says of names without a registry is not asked: they are Docker's.
 */
function readRules({ env, etc = '/etc' }: RegistryOptions): readonly Rule[] {
  const named = env.CONTAINERS_REGISTRIES_CONF;
  const home = env.XDG_CONFIG_HOME || (env.HOME && join(env.HOME, '.config'));
  const own = home && join(home, 'containers/registries.conf');
  const machine = join(etc, 'containers/registries.conf');
  const first = named || (own && read(own) !== undefined ? own : machine);
  const folders = named ? [] : [`${machine}.d`, ...(own ? [`${own}.d`] : [])];
  const rules = new Map<string, Rule>();
  for (const path of [first, ...folders.flatMap(filesIn)]) {
    const text = read(path);
    if (text !== undefined) for (const rule of rulesOf(text, path)) rules.set(rule.prefix, rule);
  }
  return [...rules.values()];
}

const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.conf'))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
};

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new PlimsollError('config', `${path} cannot be read (${code})`);
  }
}

function rulesOf(text: string, file: string): Rule[] {
  let root: TomlTable;
  try {
    root = readToml(text);
  } catch (error) {
    throw new PlimsollError('config', `${file} cannot be read: ${(error as Error).message}`);
  }
  return tablesOf(root.registry).flatMap((one) => {
    const location = textOf(one.location);
    const prefix = textOf(one.prefix) || location;
    if (!prefix) return [];
    const byDigest = one['mirror-by-digest-only'] === true;
    const mirrors = tablesOf(one.mirror).flatMap((mirror) => {
      const its = textOf(mirror.location);
      const pull = textOf(mirror['pull-from-mirror']) || (byDigest ? 'digest-only' : 'all');
      return its ? [{ location: its, insecure: mirror.insecure === true, pull }] : [];
    });
    return [
      { file, prefix, location, mirrors, insecure: one.insecure === true, blocked: one.blocked === true },
    ];
  });
}

const tablesOf = (value: Toml | undefined): readonly TomlTable[] =>
  (Array.isArray(value) ? value : []).filter(
    (one): one is TomlTable => typeof one === 'object' && !Array.isArray(one),
  );

const textOf = (value: Toml | undefined): string =>
  typeof value === 'string' ? value.replace(/\/+$/, '') : '';
