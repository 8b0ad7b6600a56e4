import type { Field, Site } from '../core/site.ts';
import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import { readYaml } from '../yaml/read.ts';
import type { YamlNode } from '../yaml/types.ts';
import { parted } from './commands/place.ts';
import { readHcl, readTemplate } from './hcl/read.ts';
import type { HclBody, HclExpression } from './hcl/types.ts';
import { type HclValue, textOfValue, valueOf } from './hcl/value.ts';
import type { BuildArg, ImageBuild, Workflow, WorkflowProblem } from './types.ts';

/** Bake files as one, later ones over earlier ones. */
export interface BakeFile {
  readonly targets: ReadonlyMap<string, ImageBuild>;
  readonly groups: ReadonlyMap<string, readonly Field<string>[]>;
  /** The targets that names stand for, groups taken apart; those of `default` when there are none. */
  resolve(names: readonly string[]): readonly ImageBuild[];
  /** What is built at once when a name is asked for: of groups, and of targets with a matrix. */
  readonly together: ReadonlyMap<string, readonly ImageBuild[]>;
  readonly problems: readonly WorkflowProblem[];
}

/**
 * Reads `docker-bake.hcl` and `docker-bake.json` files. Variables have the values that `overrides` (the environment)
 * gives them, else their defaults. What cannot be worked out stays in a text as it is written. Never throws.
 * Source: Docker documentation, “Bake file reference”.
 */
export function readBake(
  sources: readonly Source[],
  overrides: ReadonlyMap<string, string> = new Map(),
): BakeFile {
  const reader = new BakeReader(overrides);
  for (const source of sources) reader.add(source);
  return reader.finish();
}

/** A bake file as a workflow: nothing but builds. */
export function bakeWorkflow(sources: readonly Source[]): Workflow {
  const bake = readBake(sources);
  return {
    format: 'bake',
    source: sources[0]!,
    triggers: [],
    env: new Map(),
    jobs: [],
    builds: [...bake.targets.values()],
    together: bake.together,
    problems: bake.problems,
    gaps: [],
  };
}

interface Draft {
  readonly source: Source;
  readonly span: Span;
  readonly name: string;
  readonly attributes: Map<string, { readonly value: HclExpression; readonly source: Source }>;
}

type Known = Map<string, { readonly value: HclValue; readonly source: Source }>;

class BakeReader {
  readonly #overrides: ReadonlyMap<string, string>;
  readonly #problems: WorkflowProblem[] = [];
  readonly #targets = new Map<string, Draft>();
  readonly #groups = new Map<string, Draft>();
  readonly #globals = new Map<string, { value: HclExpression }>();
  readonly #resolved = new Map<string, HclValue | undefined>();
  readonly #inherited = new Map<string, Known>();

  constructor(overrides: ReadonlyMap<string, string>) {
    this.#overrides = overrides;
  }

  add(source: Source): void {
    const body = /^\s*\{/.test(source.text.replace(/^\uFEFF/, '')) ? this.#json(source) : this.#hcl(source);
    if (body) this.#take(body, source);
  }

  finish(): BakeFile {
    const targets = new Map<string, ImageBuild>();
    const groups = new Map<string, Field<string>[]>();
    const families = new Map<string, string[]>();
    for (const draft of this.#targets.values()) {
      const made = this.#legs(draft).map((leg, index) => {
        const build = this.#build(draft, leg);
        // A name that cannot be worked out is the same for every leg.
        return targets.has(build.name!) || (index > 0 && build.name!.includes('${'))
          ? { ...build, name: `${build.name}#${index}` }
          : build;
      });
      for (const build of made) targets.set(build.name!, build);
      families.set(
        draft.name,
        made.map(({ name }) => name!),
      );
    }
    for (const draft of this.#groups.values()) {
      const value = draft.attributes.get('targets');
      const known = value && this.#value(value.value, new Map());
      groups.set(draft.name, known ? texts(known, value.source) : []);
    }
    const resolve = (names: readonly string[]): ImageBuild[] => {
      const found = new Set<ImageBuild>();
      const seen = new Set<string>();
      const visit = (name: string): void => {
        if (seen.has(name)) return;
        seen.add(name);
        for (const { value } of groups.get(name) ?? []) visit(value);
        for (const each of families.get(name) ?? [name]) {
          const build = targets.get(each);
          if (build) found.add(build);
        }
      };
      for (const name of names.length === 0 ? ['default'] : names) visit(name);
      return [...found];
    };
    const many = [...families].flatMap(([name, legs]) => (legs.length > 1 ? [name] : []));
    const together = new Map([...groups.keys(), ...many].map((name) => [name, resolve([name])]));
    return { targets, groups, resolve, together, problems: this.#problems };
  }

  #hcl(source: Source): HclBody {
    const { body, problems } = readHcl(source);
    for (const { at, message } of problems) this.#problems.push({ at: { source, span: at }, message });
    return body;
  }

  #json(source: Source): HclBody | undefined {
    const { documents, problems } = readYaml(source);
    for (const { at, message } of problems) this.#problems.push({ at: { source, span: at }, message });
    const root = documents[0]?.root;
    return root?.kind === 'map' ? bodyOfJson(root) : undefined;
  }

  #take({ attributes, blocks }: HclBody, source: Source): void {
    for (const { name, value } of attributes) this.#globals.set(name, { value });
    for (const { type, labels, body, span } of blocks) {
      const [label] = labels;
      if (!label) continue;
      if (type === 'variable') {
        const value = body.attributes.find(({ name }) => name === 'default')?.value;
        this.#globals.set(label.text, { value: value ?? { kind: 'unknown', span } });
      } else if (type === 'target' || type === 'group') {
        const known = type === 'target' ? this.#targets : this.#groups;
        const draft = known.get(label.text) ?? {
          source,
          span: label.span,
          name: label.text,
          attributes: new Map(),
        };
        for (const { name, value } of body.attributes) draft.attributes.set(name, { value, source });
        known.set(label.text, draft);
      }
    }
  }

  #value(expression: HclExpression, leg: ReadonlyMap<string, HclValue>): HclValue {
    return valueOf(expression, { variable: (name) => leg.get(name) ?? this.#global(name) });
  }

  #global(name: string): HclValue | undefined {
    if (this.#resolved.has(name)) return this.#resolved.get(name);
    // A circle of variables finds nothing here.
    this.#resolved.set(name, undefined);
    const global = this.#globals.get(name);
    const given = this.#overrides.get(name);
    let value: HclValue | undefined;
    if (given !== undefined)
      value = { kind: 'text', text: given, span: global?.value.span ?? nowhere, whole: true };
    else if (global) value = this.#value(global.value, new Map());
    if (value?.kind === 'unknown') value = undefined;
    this.#resolved.set(name, value);
    return value;
  }

  /** The legs of a target's matrix; one that is empty for a target without. */
  #legs(draft: Draft): ReadonlyMap<string, HclValue>[] {
    const matrix = draft.attributes.get('matrix');
    const value = matrix && this.#value(matrix.value, new Map());
    if (value?.kind !== 'map') return [new Map()];
    let legs: Map<string, HclValue>[] = [new Map()];
    for (const [axis, values] of value.entries) {
      const items = values.kind === 'list' ? values.items : [];
      if (items.length === 0 || legs.length * items.length > mostLegs) return [new Map()];
      legs = legs.flatMap((leg) => items.map((item) => new Map([...leg, [axis, item]])));
    }
    return legs;
  }

  /** A target's attributes with those that it inherits, the last parent over the first, its own over all. */
  #attributes(draft: Draft, leg: ReadonlyMap<string, HclValue>, open: ReadonlySet<string>): Known {
    const known: Known = new Map();
    const own = draft.attributes.get('inherits');
    const parents = own ? texts(this.#value(own.value, leg), own.source) : [];
    for (const { value: name } of parents) {
      const parent = this.#targets.get(name);
      if (!parent || open.has(name) || open.size > mostParents) continue;
      // Each parent is worked out once: targets that all inherit two that inherit two would be too many.
      let inherited = this.#inherited.get(name);
      if (!inherited) {
        inherited = this.#attributes(parent, new Map(), new Set([...open, name]));
        this.#inherited.set(name, inherited);
      }
      for (const [key, value] of inherited) known.set(key, merged(key, known.get(key), value));
    }
    for (const [key, { value, source }] of draft.attributes) {
      if (key !== 'inherits')
        known.set(key, merged(key, known.get(key), { value: this.#value(value, leg), source }));
    }
    return known;
  }

  #build(draft: Draft, leg: ReadonlyMap<string, HclValue>): ImageBuild {
    const known = this.#attributes(draft, leg, new Set([draft.name]));
    const one = (key: string): Field<string> | undefined => {
      const found = known.get(key);
      const text = found && textOfValue(found.value);
      return text === undefined
        ? undefined
        : { value: text, at: { source: found!.source, span: found!.value.span } };
    };
    const many = (key: string): Field<string>[] => {
      const found = known.get(key);
      return found ? texts(found.value, found.source) : [];
    };
    const attests = many('attest');
    const attested = (type: string): Field<string> | undefined => {
      const field = attests.find(({ value }) => value.includes(`type=${type}`));
      return field && { value: field.value.includes('disabled=true') ? 'false' : field.value, at: field.at };
    };
    const outputs = [...many('output'), ...many('outputs')];
    const pushes = outputs.find(({ value }) => /(?:^|,)(?:type=registry|push=true)/.test(value));
    const context = one('context');
    const dockerfile = one('dockerfile');
    const inline = one('dockerfile-inline');
    const target = one('target');
    const provenance = attested('provenance');
    const sbom = attested('sbom');
    return {
      does: 'build',
      tool: 'docker buildx bake',
      at: { source: draft.source, span: draft.span },
      name: one('name')?.value ?? draft.name,
      ...(context ? { context } : {}),
      ...(dockerfile ? { dockerfile } : {}),
      dockerfileFrom: 'context',
      ...(inline ? { inline } : {}),
      ...(target ? { target } : {}),
      tags: many('tags'),
      platforms: many('platforms').flatMap(parted),
      args: argsOf(known.get('args')),
      push: pushes && { value: 'true', at: pushes.at },
      outputs,
      ...(provenance ? { provenance } : {}),
      ...(sbom ? { sbom } : {}),
      secrets: many('secret'),
      cacheFrom: many('cache-from'),
      cacheTo: many('cache-to'),
      builder: 'buildkit',
    };
  }
}

const mostLegs = 256;
const mostParents = 50;
const nowhere: Span = { start: 0, end: 0 };

type KnownValue = { readonly value: HclValue; readonly source: Source };

/** Maps are merged by key; everything else is replaced. */
function merged(key: string, before: KnownValue | undefined, after: KnownValue): KnownValue {
  if (
    before?.value.kind !== 'map' ||
    after.value.kind !== 'map' ||
    !/^(?:args|labels|contexts|annotations)$/.test(key)
  )
    return after;
  return {
    source: after.source,
    value: { ...after.value, entries: new Map([...before.value.entries, ...after.value.entries]) },
  };
}

/** The texts of a list, or a text alone; a map in a list is written as `key=value,…`. */
function texts(value: HclValue, source: Source): Field<string>[] {
  const items = value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) => {
    const text =
      item.kind === 'map'
        ? [...item.entries].map(([key, each]) => `${key}=${textOfValue(each) ?? ''}`).join(',')
        : textOfValue(item);
    const at: Site = { source, span: item.span };
    return text === undefined ? [] : [{ value: text, at }];
  });
}

function argsOf(found: KnownValue | undefined): BuildArg[] {
  if (found?.value.kind !== 'map') return [];
  return [...found.value.entries].map(([name, value]) => {
    const text = textOfValue(value);
    return {
      name,
      ...(text === undefined ? {} : { value: text }),
      at: { source: found.source, span: value.span },
    };
  });
}

/** JSON: the members of `target`, `group` and `variable` are blocks, and texts are templates. */
function bodyOfJson(root: Extract<YamlNode, { kind: 'map' }>): HclBody {
  const attributes = [];
  const blocks = [];
  for (const { key, keySpan, value } of root.entries) {
    if (!/^(?:target|group|variable|function)$/.test(key)) {
      attributes.push({ name: key, nameSpan: keySpan, value: expressionOf(value) });
      continue;
    }
    if (value.kind !== 'map') continue;
    for (const block of value.entries) {
      const members = block.value.kind === 'map' ? block.value.entries : [];
      blocks.push({
        type: key,
        labels: [{ text: block.key, span: block.keySpan }],
        span: block.keySpan,
        body: {
          blocks: [],
          attributes: members.map((member) => ({
            name: member.key,
            nameSpan: member.keySpan,
            value: expressionOf(member.value),
          })),
        },
      });
    }
  }
  return { attributes, blocks };
}

function expressionOf(node: YamlNode): HclExpression {
  const { span } = node;
  if (node.kind === 'list') return { kind: 'list', items: node.items.map(expressionOf), span };
  if (node.kind === 'map')
    return {
      kind: 'map',
      span,
      entries: node.entries.map(({ key, keySpan, value }) => ({
        key: { kind: 'literal', value: key, span: keySpan },
        value: expressionOf(value),
      })),
    };
  return typeof node.value === 'string'
    ? readTemplate(node.value, span)
    : { kind: 'literal', value: node.value, span };
}
