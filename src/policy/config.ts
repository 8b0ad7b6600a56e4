import { dirname, join, resolve, sep } from 'node:path';
import { PlimsollError } from '../core/errors.ts';
import { type PodSecurityLevel, podSecurityLevels } from '../core/pod-security.ts';
import { severities } from '../core/severity.ts';
import { Source } from '../core/source.ts';
import type { RuleIds } from './ids.ts';
import {
  choice,
  day,
  flag,
  flagOrCount,
  isEmpty,
  type JsonSchema,
  type Kind,
  list,
  mostComplaints,
  nameOf,
  object,
  type Placed,
  type Read,
  Reader,
  type SchemaContext,
  text,
  textMap,
  texts,
} from './kinds.ts';
import { budgetSetting, type RuleEntry, type RulesSetting, ruleId, rulesSetting } from './rule-entries.ts';
import type { Line, PolicyIo, RuleInfo } from './types.ts';
import { mostBytes, readYaml, type Value } from './yaml.ts';

/** The names that a configuration file may have, in order of preference. */
export const configNames = ['plimsoll.yaml', 'plimsoll.yml', '.plimsoll.yaml'] as const;

export const lines: readonly Line[] = [...severities, 'none'];

/** A configuration file as read. */
export interface Config {
  readonly source: Source;
  readonly rules?: RulesSetting;
  readonly failOn?: Line;
  readonly failOnGaps?: boolean | number;
  readonly overrides: readonly Override[];
  readonly waivers: readonly Placed<ConfigWaiver>[];
  readonly exclude: readonly string[];
  readonly targets: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly context?: string;
  readonly baseline?: string;
  readonly level?: PodSecurityLevel;
  readonly links: readonly ConfigLink[];
  readonly helm: ConfigHelm;
  /** Compose files that are one project each, in the order in which they are merged; relative to the configuration. */
  readonly compose: readonly (readonly string[])[];
  readonly podTemplates: readonly ConfigPodTemplate[];
  /** Whether the peers' files and pragmas count. */
  readonly peers: boolean;
}

/** Which Dockerfile an image comes of, where that cannot be told from its name. Paths are relative to the configuration. */
export interface ConfigLink {
  readonly image: string;
  readonly dockerfile: string;
  readonly target?: string;
  readonly context?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
}

/** Where a kind of Kubernetes object, a custom resource, keeps a pod template. */
export interface ConfigPodTemplate {
  /** The API group, without the version; absent: whatever the group. */
  readonly group?: string;
  readonly kind: string;
  /** The keys that lead to the template, joined by dots; `*` is every value of a map or list. */
  readonly path: string;
}

/** What charts are rendered with. */
export interface ConfigHelm {
  /** Globs of values files, relative to the configuration. */
  readonly values: readonly string[];
  readonly set: Readonly<Record<string, string>>;
}

/** Settings for some files, or some targets of them. */
export interface Override {
  /** Globs; absent: every file. */
  readonly files?: readonly string[];
  readonly targets?: readonly string[];
  readonly failOn?: Line;
  readonly rules?: RulesSetting;
  readonly context?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly level?: PodSecurityLevel;
}

/** A waiver as written. */
export interface ConfigWaiver {
  readonly rules: readonly string[];
  readonly paths?: readonly string[];
  readonly target?: string;
  readonly line?: string;
  readonly package?: string;
  readonly reason: string;
  readonly owner?: string;
  readonly until?: string;
  readonly record?: string;
}

/** The folder that holds the repository that `cwd` is in; undefined when it is in none. */
export const repositoryRoot = (cwd: string, io: PolicyIo): string | undefined => {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (io.exists(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
};

/**
 * The configuration file in force, absolute: in `from` or the nearest folder above it up to the repository's root;
 * outside a repository up to `cwd`.
 * @throws PlimsollError `config`, when something of its name is no plain file.
 */
export const findConfig = (from: string, io: PolicyIo, cwd: string = from): string | undefined => {
  const root = repositoryRoot(from, io) ?? (from.startsWith(join(cwd, sep)) ? cwd : from);
  for (let folder = from; ; folder = dirname(folder)) {
    for (const name of configNames) {
      const path = join(folder, name);
      if (io.size(path) !== undefined) return path;
      if (io.exists(path))
        throw new PlimsollError('config', `${path}: it is not a plain file, so it is not read`);
    }
    if (folder === root || dirname(folder) === folder) return undefined;
  }
};

/**
 * Reads a configuration file.
 * @param path - absolute
 * @param shown - the path as people know it
 * @throws PlimsollError `config`, with every complaint as `file:line:column: …`.
 */
export const readConfig = async (
  path: string,
  shown: string,
  ids: RuleIds,
  io: PolicyIo,
): Promise<Config> => {
  const size = io.size(resolve(path));
  if (size !== undefined && size > mostBytes)
    throw new PlimsollError('config', `${shown}: larger than 1 MiB, so it is not read`);
  const content = io.read(resolve(path), mostBytes + 1);
  if (content === undefined)
    throw new PlimsollError('config', `${shown}: there is no such file, or it cannot be read`);
  return parseConfig(new Source(shown, content), ids);
};

/**
 * Reads a configuration from its text.
 * @throws PlimsollError as `readConfig`.
 */
export const parseConfig = async (source: Source, ids: RuleIds): Promise<Config> => {
  const value = await readYaml(source);
  const reader = new Reader(source, ids);
  const found = (value && config.read(value, reader)) ?? {};
  if (reader.problems.length > 0) throw new PlimsollError('config', summary(reader.problems));
  return {
    source,
    ...rulesOf(found),
    ...(found['fail-on'] ? { failOn: found['fail-on'] } : {}),
    ...(found['fail-on-gaps'] !== undefined ? { failOnGaps: found['fail-on-gaps'] } : {}),
    overrides: found.overrides ?? [],
    waivers: found.waivers ?? [],
    exclude: found.exclude ?? [],
    targets: found.targets ?? [],
    buildArgs: found['build-args'] ?? {},
    ...(found.context ? { context: found.context } : {}),
    ...(found.baseline ? { baseline: found.baseline } : {}),
    ...(found.level ? { level: found.level } : {}),
    links: (found.link ?? []).map(({ value }) => value),
    compose: (found.compose ?? []).map(({ value }) => value),
    helm: { values: found.helm?.values ?? [], set: found.helm?.set ?? {} },
    podTemplates: (found['pod-templates'] ?? []).map(({ value }) => value),
    peers: found.peers ?? true,
  };
};

/** The JSON Schema (2020-12) of the configuration, with every rule's name and options. */
export const configSchema = (rules: readonly RuleInfo[], options: SchemaContext['options']): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'plimsoll.yaml',
  ...config.schema({ rules, options }),
});

const failOn = choice<Line>(
  'severity',
  lines,
  'The line: findings of this severity and above fail the run. Default: high.',
);
const context = text('The build context, relative to the folder of this file.');
const buildArgs = textMap('Values of build arguments, as --build-arg gives them.');

const level = choice<PodSecurityLevel>(
  'level',
  podSecurityLevels,
  'What the Pod Security Standards ask for at this level is over the line.',
);

const linkShape = object(
  {
    image: text('The name of the image, without tag.'),
    dockerfile: text('The Dockerfile that it comes of, relative to the folder of this file.'),
    target: text('The stage that is built. Default: the last.'),
    context,
    'build-args': buildArgs,
  },
  { required: ['image', 'dockerfile'], description: 'Which Dockerfile an image comes of.' },
);

const link: Kind<ConfigLink> = {
  read: (value, reader) => {
    const found = linkShape.read(value, reader);
    if (found?.image === undefined || found.dockerfile === undefined) return undefined;
    const { image, dockerfile, 'build-args': args, ...rest } = found;
    return { ...rest, image, dockerfile, ...(args ? { buildArgs: args } : {}) };
  },
  schema: linkShape.schema,
};

const podTemplateShape = object(
  {
    group: text('The API group without the version: tekton.dev. Default: any.'),
    kind: text('The kind: Task.'),
    path: text(
      'The keys that lead to the pod template (metadata and spec), joined by dots; * is every value of a map or list.',
    ),
  },
  { required: ['kind', 'path'], description: 'Where a custom resource keeps a pod template.' },
);

const podTemplate: Kind<ConfigPodTemplate> = {
  read: (value, reader) => {
    const found = podTemplateShape.read(value, reader);
    if (found?.kind === undefined || found.path === undefined) return undefined;
    const { group, kind, path } = found;
    if (group?.includes('/'))
      return reader.fail(value.span, `“group” is the part before the slash: ${group.split('/')[0]}`);
    return { kind, path, ...(group === undefined ? {} : { group }) };
  },
  schema: podTemplateShape.schema,
};

const helm = object(
  {
    values: texts('Values files that charts are rendered with, relative to the folder of this file.'),
    set: textMap('Single values that charts are rendered with, as --set gives them.'),
  },
  { description: 'How charts are rendered.' },
);

const waiverShape = object(
  {
    rule: ruleId,
    path: texts(
      'Globs of the files that it holds for, relative to the folder of this file. Absent: every file.',
    ),
    stage: text('The stage that it holds for, by name or number.'),
    target: text('The build target that it holds for, by name or number.'),
    line: text('The text of the line that the finding begins on.'),
    package: text('The package that the finding names.'),
    reason: text('Why the finding is accepted.'),
    owner: text('Who decided it.'),
    until: day('The last day on which it holds, as 2027-01-31 (UTC).'),
    record: text('The Markdown file with the decision, relative to the folder of this file.'),
  },
  { required: ['rule', 'reason'], description: 'A decision to accept findings.' },
);

const waiver: Kind<ConfigWaiver> = {
  read: (value, reader) => {
    const found = waiverShape.read(value, reader);
    if (found?.rule === undefined || found.reason === undefined) return undefined;
    const { rule, path, stage, target = stage, reason, ...rest } = found;
    if (stage !== undefined && stage !== target)
      return reader.fail(value.span, '“stage” and “target” name two different stages');
    return { ...rest, reason, rules: rule, ...(path ? { paths: path } : {}), ...(target ? { target } : {}) };
  },
  schema: waiverShape.schema,
};

const overrideShape = {
  targets: texts('The stages that it holds for, by name or number.'),
  'fail-on': failOn,
  rules: rulesSetting,
  budget: budgetSetting,
  context,
  'build-args': buildArgs,
  level,
};
const compactOverride = object(overrideShape);
const fullOverride = object({ files: texts('Globs of the files that it holds for.'), ...overrideShape });

/** A list of overrides, or the compact form: a glob to what holds for its files. */
const overrides: Kind<readonly Override[]> = {
  read: (value, reader) => {
    if (isEmpty(value)) return [];
    if (value.kind === 'scalar')
      return reader.fail(value.span, `globs with settings, or a list, were expected, not ${nameOf(value)}`);
    if (value.kind === 'list')
      return value.items.flatMap((item) => readOverride(item, fullOverride.read(item, reader), reader));
    return value.entries.flatMap(({ key, value }) => {
      const found = compactOverride.read(value, reader);
      return readOverride(value, found && { ...found, files: [key] }, reader);
    });
  },
  schema: (schemaContext) => ({
    description: 'Settings for some files or targets; later ones win.',
    anyOf: [
      { type: 'array', items: fullOverride.schema(schemaContext) },
      { type: 'object', additionalProperties: compactOverride.schema(schemaContext) },
    ],
  }),
};

const config = object(
  {
    $schema: text('The schema of this file, for editors.'),
    rules: rulesSetting,
    'fail-on': failOn,
    'fail-on-gaps': flagOrCount(
      'Fail (exit code 4) when this many things could not be examined; true is 1. Default: false.',
    ),
    overrides,
    waivers: list(waiver, 'Decisions to accept findings.'),
    exclude: texts('Globs of files and folders that are not looked at.'),
    targets: texts('The stages to judge, where it is not those that are final or that no other stage uses.'),
    'build-args': buildArgs,
    context,
    baseline: text(
      'The baseline file, relative to the folder of this file. Default: plimsoll-baseline.json, when there is one.',
    ),
    level,
    budget: budgetSetting,
    link: list(link, 'Which Dockerfiles images come of, where their names do not tell.'),
    compose: list(
      texts(
        'One project: a file, or those that are merged in this order, relative to the folder of this file.',
      ),
      'Compose files that are read together, as docker compose -f does.',
    ),
    helm,
    'pod-templates': list(podTemplate, 'Where custom resources keep pod templates.'),
    peers: flag('Whether the ignore files and pragmas of hadolint, Trivy and BuildKit count. Default: true.'),
  },
  { description: 'Where the line lies: rules, severities, overrides and waivers of Plimsoll.' },
);

const readOverride = (
  value: Value,
  found: (Read<typeof overrideShape> & { files?: readonly string[] }) | undefined,
  reader: Reader,
): Override[] => {
  if (!found) return [];
  if (!found.files && !found.targets) reader.fail(value.span, 'an override needs “files” or “targets”');
  if (found.targets) refuseWholeFile(value, found, reader);
  return [
    {
      ...(found.files ? { files: found.files } : {}),
      ...(found.targets ? { targets: found.targets } : {}),
      ...(found['fail-on'] ? { failOn: found['fail-on'] } : {}),
      ...rulesOf(found),
      ...(found.context ? { context: found.context } : {}),
      ...(found['build-args'] ? { buildArgs: found['build-args'] } : {}),
      ...(found.level ? { level: found.level } : {}),
    },
  ];
};

/** The settings of rules; a budget is one of them, and what `rules` says of the same wins. */
const rulesOf = ({
  rules,
  budget = [],
}: {
  readonly rules?: RulesSetting;
  readonly budget?: readonly RuleEntry[];
}): { readonly rules?: RulesSetting } =>
  rules || budget.length > 0 ? { rules: { ...rules, entries: [...budget, ...(rules?.entries ?? [])] } } : {};

/** A rule judges a file as a whole, so what it is given cannot depend on the target. */
const refuseWholeFile = (value: Value, found: Read<typeof overrideShape>, reader: Reader): void => {
  const withOptions = [...(found.budget ?? []), ...(found.rules?.entries ?? [])].find(
    (entry) => entry.options,
  );
  const at = withOptions?.at ?? (found.context || found['build-args'] ? value.span : undefined);
  if (at)
    reader.fail(at, 'options of rules, “context” and “build-args” hold for whole files: leave “targets” out');
};

const summary = (problems: readonly string[]): string => {
  const left = problems.length - mostComplaints;
  return [...problems.slice(0, mostComplaints), ...(left > 0 ? [`… and ${left} more`] : [])].join('\n');
};
