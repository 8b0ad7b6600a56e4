import { dirname, join, resolve } from 'node:path';
import { nearestOf } from '../core/distance.ts';
import { whyNotText } from '../core/encoding.ts';
import { PlimsollError } from '../core/errors.ts';
import { type PodSecurityLevel, podSecurityLevels } from '../core/pod-security.ts';
import { type Baseline, baselineName, parseBaseline } from './baseline.ts';
import { type Config, findConfig, lines, readConfig, repositoryRoot } from './config.ts';
import { decide } from './decide.ts';
import { anyGlob } from './glob.ts';
import { type RuleIds, ruleIds } from './ids.ts';
import { fileIo } from './io.ts';
import { noPeers, type Peers, readPeers } from './peers.ts';
import { readShells } from './pragmas.ts';
import { unknownRule } from './rule-entries.ts';
import { policyRules } from './rules.ts';
import { type CheckedFlags, settingsBook } from './settings.ts';
import type { Line, Policy, PolicyFlags, PolicyInput, PolicyIo, RuleSet } from './types.ts';
import { configWaivers, fromRoot } from './waivers.ts';

export { baselineName, type Recorded, recordBaseline } from './baseline.ts';
export type { ConfigHelm, ConfigLink, ConfigWaiver } from './config.ts';
export { configNames, configSchema } from './config.ts';
export { appendWaiver } from './edit-config.ts';
export { type RuleIds, ruleIds } from './ids.ts';
export { fileIo } from './io.ts';
export { type DecisionRecord, type RecordDetails, recordFor } from './record.ts';
export { policyRules } from './rules.ts';
export type * from './types.ts';

/**
 * Reads where the line lies: the configuration, the peers' files, the baseline, and what the command line says.
 * @throws PlimsollError `config` for a broken file (every complaint as `file:line:column: …`), `usage` for flags that
 * name nothing.
 */
export const loadPolicy = async (input: PolicyInput): Promise<Policy> => {
  const { cwd, io = fileIo, flags = {} } = input;
  const rules = [...input.rules, ...policyRules];
  const ids = ruleIds(rules);
  const show = (path: string): string => fromRoot(path, cwd, cwd);
  const checked = checkFlags(flags, cwd, ids);
  const configPath = input.noConfig
    ? undefined
    : input.configPath
      ? resolve(cwd, input.configPath)
      : findConfig(input.from ?? cwd, io, cwd);
  const config =
    configPath === undefined ? undefined : await readConfig(configPath, show(configPath), ids, io);
  const root = configPath !== undefined && !input.configPath ? dirname(configPath) : rootOf(input, io);
  const usePeers = config?.peers ?? true;
  const peers =
    usePeers && !input.noConfig ? await readPeers({ folders: [cwd, root], show, io, ids }) : noPeers;
  const place = baselinePlace(input, config, root);
  const baseline = readBaseline(input, place, show, io);
  const waivers = [...(config ? configWaivers(config, root, show, io) : []), ...peers.waivers];
  const settings = settingsBook({
    rules,
    ids,
    ...(config ? { config } : {}),
    root,
    fromRoot: (path) => fromRoot(path, cwd, root),
    flags: checked,
    peers,
  });
  const line = checked.line ?? config?.failOn ?? peers.line ?? 'high';
  const excluded = config && config.exclude.length > 0 ? anyGlob(config.exclude) : () => false;
  const deciding = {
    cwd,
    line,
    failOnGaps: gapLimit(flags.failOnGaps ?? config?.failOnGaps),
    ids,
    waivers,
    ...(baseline ? { baseline } : {}),
    pragmas: { hadolint: usePeers && peers.hadolintPragmas, others: usePeers },
    narrowed:
      checked.profile?.alone === true ||
      [checked.targets, checked.only, checked.skip].some((some) => some.length > 0),
    settings,
  };
  return {
    line,
    root,
    baseline: place.path,
    ...(configPath === undefined ? {} : { config: { path: show(configPath), absolute: configPath } }),
    sources: sourcesOf(config, peers, baseline),
    rules,
    waivers,
    links: config?.links ?? [],
    podTemplates: config?.podTemplates ?? [],
    compose: config?.compose ?? [],
    helm: config?.helm ?? { values: [], set: {} },
    excludes: (path) => excluded(fromRoot(path, cwd, root)),
    settingsFor: settings,
    shellsOf: (file) => (usePeers ? readShells(file) : []),
    decide: (run) => decide(run, deciding),
  };
};

/** Whether a configuration file is found from a folder upwards. */
export const hasConfig = (from: string, cwd: string, io: PolicyIo = fileIo): boolean =>
  findConfig(from, io, cwd) !== undefined;

/** Globs and records of a configuration that was named, or is not there, are relative to the repository or `cwd`. */
const rootOf = ({ cwd, from = cwd, configPath }: PolicyInput, io: PolicyIo): string =>
  configPath ? cwd : (repositoryRoot(from, io) ?? cwd);

const sourcesOf = (config: Config | undefined, peers: Peers, baseline: Baseline | undefined): string[] => [
  ...(config ? [config.source.path] : []),
  ...peers.sources,
  ...(baseline ? [baseline.path] : []),
];

const checkFlags = (flags: PolicyFlags, cwd: string, ids: RuleIds): CheckedFlags => ({
  ...(flags.set === undefined ? {} : { set: word<RuleSet>('--rules', flags.set, ['recommended', 'strict']) }),
  only: knownIds('--rule', flags.only ?? [], ids),
  skip: knownIds('--skip', flags.skip ?? [], ids),
  ...(flags.profile ? { profile: flags.profile } : {}),
  ...(flags.failOn === undefined ? {} : { line: word<Line>('--fail-on', flags.failOn, lines) }),
  ...(flags.level === undefined
    ? {}
    : { level: word<PodSecurityLevel>('--level', flags.level, podSecurityLevels) }),
  targets: flags.targets ?? [],
  buildArgs: flags.buildArgs ?? {},
  ...(flags.context === undefined ? {} : { context: resolve(cwd, flags.context) }),
});

const word = <W extends string>(flag: string, given: string, known: readonly W[]): W => {
  const found = known.find((one) => one === given);
  if (found) return found;
  const nearest = nearestOf(given, known);
  const instead = nearest ? `did you mean “${nearest}”?` : `known: ${known.join(', ')}`;
  throw new PlimsollError('usage', `${flag}: “${given}” is not known; ${instead}`);
};

const knownIds = (flag: string, given: readonly string[], ids: RuleIds): readonly string[] => {
  const unknown = given.find((id) => ids.resolve(id).length === 0);
  if (unknown === undefined) return given;
  throw new PlimsollError('usage', `${flag}: ${unknownRule(unknown, ids.nearest(unknown))}`);
};

const gapLimit = (given: boolean | number | undefined): number =>
  given === true ? 1 : typeof given === 'number' ? given : Number.POSITIVE_INFINITY;

/** The baseline that is named, else the one beside the configuration when there is one. */
const readBaseline = (
  { flags = {}, noConfig }: PolicyInput,
  { path, named }: BaselinePlace,
  show: (path: string) => string,
  io: PolicyIo,
): Baseline | undefined => {
  if (flags.baseline === false || (noConfig && flags.baseline === undefined)) return undefined;
  if (io.size(path) === undefined && io.exists(path))
    throw new PlimsollError('config', `${show(path)} is no baseline: it is not a plain file`);
  const text = io.read(path);
  const why = text === undefined ? undefined : whyNotText(text);
  if (why) throw new PlimsollError('config', `${show(path)} is no baseline: ${why}`);
  if (text !== undefined) return parseBaseline(text, show(path), dirname(path));
  if (io.size(path) !== undefined)
    throw new PlimsollError(
      'config',
      `${show(path)} cannot be read: check its permissions, or leave it out with --no-baseline`,
    );
  if (!named) return undefined;
  const code = flags.baseline === undefined ? 'config' : 'usage';
  throw new PlimsollError(code, `${show(path)}: there is no such baseline; “plimsoll baseline” writes one`);
};

interface BaselinePlace {
  /** Absolute. */
  readonly path: string;
  /** Somebody named it, so that it has to be there. */
  readonly named: boolean;
}

const baselinePlace = (
  { cwd, flags = {} }: PolicyInput,
  config: Config | undefined,
  root: string,
): BaselinePlace => {
  if (typeof flags.baseline === 'string') return { path: resolve(cwd, flags.baseline), named: true };
  if (config?.baseline) return { path: resolve(root, config.baseline), named: true };
  return { path: join(root, baselineName), named: false };
};
