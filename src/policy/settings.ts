import { resolve } from 'node:path';
import { safeParse } from 'valibot';
import { type PodSecurityLevel, podSecurityIds } from '../core/pod-security.ts';
import { atLeast, type Severity } from '../core/severity.ts';
import type { Config, Override } from './config.ts';
import { anyGlob } from './glob.ts';
import { idKey, type RuleIds } from './ids.ts';
import type { RuleEntry } from './rule-entries.ts';
import type { Line, PolicyFlags, RuleInfo, RuleSet, RuleSetting, Settings } from './types.ts';

/** What the command line says, checked. */
export interface CheckedFlags {
  readonly set?: RuleSet;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly profile?: PolicyFlags['profile'];
  readonly line?: Line;
  readonly targets: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly context?: string;
  readonly level?: PodSecurityLevel;
}

/** Settings that the peers' files give; ours win over them. */
export interface PeerSettings {
  readonly line?: Line;
  /** By the `idKey` of a peer's id. */
  readonly severities: ReadonlyMap<string, Severity>;
  /** Options of rules, by the rule's name. */
  readonly options: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

export interface SettingsInput {
  readonly rules: readonly RuleInfo[];
  readonly ids: RuleIds;
  readonly config?: Config;
  /** The folder that globs of the configuration are relative to, absolute. */
  readonly root: string;
  /** Makes a path, as it is given, relative to `root`. */
  fromRoot(path: string): string;
  readonly flags: CheckedFlags;
  readonly peers: PeerSettings;
}

/** What holds for one finding. */
export interface FindingState {
  readonly enabled: boolean;
  readonly severity: Severity;
  /** Our own configuration turns it on or gives its severity, so the peers' files have no say. */
  readonly own: boolean;
  /** The level of the Pod Security Standards asks for it: admission knows of nothing that would discharge it. */
  readonly asked: boolean;
}

export interface FileSettings extends Settings {
  /** @param keys - the `findingKeys` of the finding. */
  stateOf(finding: { rule: string; severity: Severity }, keys: ReadonlySet<string>): FindingState;
}

/**
 * Makes the look-up of what holds for a file.
 * @returns a function of a path, and a target.
 */
export const settingsBook = (input: SettingsInput): ((path: string, target?: string) => FileSettings) => {
  const overrides = (input.config?.overrides ?? []).map((override) => ({
    override,
    files: override.files && anyGlob(override.files),
    targets: override.targets && anyGlob(override.targets.map((target) => target.toLowerCase())),
  }));
  const rules = new Map(input.rules.map((rule) => [rule.name, rule]));
  const made = new Map<string, FileSettings>();
  const byPlace = new Map<string, FileSettings>();

  const make = (path: string, target?: string): FileSettings => {
    const here = overrides.filter(({ files }) => !files || files(path));
    const sure = here.filter(
      ({ targets }) => !targets || (target !== undefined && targets(target.toLowerCase())),
    );
    const maybe = target === undefined ? here.filter(({ targets }) => targets) : [];
    const key = [sure, maybe].map((some) => some.map((one) => overrides.indexOf(one)).join()).join('|');
    const known = made.get(key);
    if (known) return known;
    const settings = new LayeredSettings(input, rules, sure.map(only), maybe.map(only));
    made.set(key, settings);
    return settings;
  };

  const everywhere = overrides.length === 0 ? make('') : undefined;
  return (path, target) => {
    if (everywhere) return everywhere;
    const place = target === undefined ? path : `${path}\0${target}`;
    const settings = byPlace.get(place) ?? make(input.fromRoot(path), target);
    byPlace.set(place, settings);
    return settings;
  };
};

const only = ({ override }: { override: Override }): Override => override;

/** One layering of command line, overrides, configuration and peers. */
class LayeredSettings implements FileSettings {
  readonly line: Line;
  readonly targets: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly context?: string;
  readonly #input: SettingsInput;
  readonly #rules: ReadonlyMap<string, RuleInfo>;
  readonly #set: RuleSet;
  readonly #entries: readonly RuleEntry[];
  /** Entries that hold for some target of the file only. */
  readonly #maybe: readonly RuleEntry[];
  readonly #maybeStrict: boolean;
  readonly #only: readonly string[];
  readonly #skip: readonly string[];
  readonly #profile: ReadonlySet<string>;
  /** No rule runs that the profile does not name. */
  readonly #profileAlone: boolean;
  /** The `idKey` of what the level of the Pod Security Standards asks for. */
  readonly #level: ReadonlySet<string>;
  readonly #made = new Map<string, RuleSetting>();

  constructor(
    input: SettingsInput,
    rules: ReadonlyMap<string, RuleInfo>,
    sure: readonly Override[],
    maybe: readonly Override[],
  ) {
    const { config, flags, peers, root } = input;
    this.#input = input;
    this.#rules = rules;
    this.line = flags.line ?? last(sure.map((one) => one.failOn)) ?? config?.failOn ?? peers.line ?? 'high';
    this.targets = flags.targets.length > 0 ? flags.targets : (config?.targets ?? []);
    this.buildArgs = Object.assign(
      {},
      config?.buildArgs,
      ...sure.map((one) => one.buildArgs),
      flags.buildArgs,
    );
    const context = last(sure.map((one) => one.context)) ?? config?.context;
    if (flags.context !== undefined) this.context = flags.context;
    else if (context !== undefined) this.context = resolve(root, context);
    this.#set = flags.set ?? last(sure.map((one) => one.rules?.set)) ?? config?.rules?.set ?? 'recommended';
    this.#entries = [config?.rules, ...sure.map((one) => one.rules)].flatMap((one) => one?.entries ?? []);
    this.#maybe = maybe.flatMap((one) => one.rules?.entries ?? []);
    this.#maybeStrict = !flags.set && maybe.some((one) => one.rules?.set === 'strict');
    const level = flags.level ?? last(sure.map((one) => one.level)) ?? config?.level;
    this.#level = new Set(level ? podSecurityIds(level).map(idKey) : []);
    this.#only = flags.only.map(idKey);
    this.#skip = flags.skip.map(idKey);
    this.#profile = new Set(flags.profile?.rules);
    this.#profileAlone = flags.profile?.alone ?? false;
  }

  rule(name: string): RuleSetting {
    let setting = this.#made.get(name);
    if (!setting) {
      const rule = this.#rules.get(name);
      setting = rule
        ? { enabled: this.#runs(rule), options: this.#options(rule) }
        : { enabled: false, options: {} };
      this.#made.set(name, setting);
    }
    return setting;
  }

  stateOf(finding: { rule: string; severity: Severity }, keys: ReadonlySet<string>): FindingState {
    const rule = this.#rules.get(finding.rule);
    const isNamed = this.#profile.has(finding.rule);
    let enabled = !rule || rule.set === 'recommended' || this.#set === 'strict' || isNamed;
    let own = false;
    let severity = finding.severity;
    for (const key of keys) severity = this.#input.peers.severities.get(key) ?? severity;
    const asked = this.#asksFor(keys);
    if (asked) {
      enabled = true;
      if (!atLeast(severity, 'high')) severity = 'high';
    }
    for (const entry of this.#entries) {
      if (!keys.has(entry.key)) continue;
      enabled = entry.state === 'on';
      severity = entry.severity ?? severity;
      own = enabled && (own || entry.severity !== undefined || !entry.options);
    }
    if (this.#only.length > 0) enabled = this.#only.some((key) => keys.has(key));
    if (this.#profileAlone && !isNamed) enabled = false;
    if (this.#skip.some((key) => keys.has(key))) enabled = false;
    return { enabled, severity, own, asked };
  }

  /** Whether the level of the Pod Security Standards asks for something of these keys. */
  #asksFor(keys: Iterable<string>): boolean {
    for (const key of this.#level.size > 0 ? keys : []) if (this.#level.has(key)) return true;
    return false;
  }

  /** Whether a rule can yield a finding that counts: an id that only some of its findings carry turns it on, never off. */
  #runs(rule: RuleInfo): boolean {
    const name = idKey(rule.name);
    const isAll = (key: string): boolean => key === name || key === '*';
    const touches = (key: string): boolean => isAll(key) || this.#input.ids.resolve(key).includes(rule);
    if (this.#skip.some(isAll)) return false;
    if (this.#only.length > 0) return this.#only.some(touches);
    const isNamed = this.#profile.has(rule.name);
    if (this.#profileAlone && !isNamed) return false;
    let runs = rule.set === 'recommended' || this.#set === 'strict' || this.#maybeStrict || isNamed;
    runs ||= this.#level.size > 0 && this.#asksFor(rule.aliases.map(idKey));
    for (const { key, state } of this.#entries) {
      if (isAll(key)) runs = state === 'on';
      else if (state === 'on' && touches(key)) runs = true;
    }
    return runs || this.#maybe.some(({ key, state }) => state === 'on' && touches(key));
  }

  #options(rule: RuleInfo): unknown {
    if (!rule.options) return {};
    const { optionsOf = rule.name, name } = rule;
    const given = (of: string) =>
      this.#entries.flatMap(({ options }) => (options?.rule === of ? [options.values] : []));
    const shared = optionsOf === name ? [] : given(optionsOf);
    const peers = { ...this.#input.peers.options.get(optionsOf), ...this.#input.peers.options.get(name) };
    const own = [...shared, ...given(name)];
    const merged = safeParse(rule.options, Object.assign({}, peers, ...own));
    if (merged.success) return merged.output;
    // What our configuration says was checked when it was read; a peer's may not fit.
    const alone = safeParse(rule.options, Object.assign({}, ...own));
    return alone.success ? alone.output : {};
  }
}

const last = <T>(values: readonly (T | undefined)[]): T | undefined =>
  values.findLast((value) => value !== undefined);
