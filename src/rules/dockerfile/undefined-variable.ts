import type { Fix } from '../../core/edit.ts';
import type { Problem } from '../../core/finding.ts';
import type { Span } from '../../core/span.ts';
import type { Build, Instruction, Word } from '../../dockerfile/build-types.ts';
import { platformArguments, predefinedArguments } from '../../dockerfile/scopes.ts';
import { dockerfileRule } from '../rule.ts';
import { everyFact } from '../support/every-fact.ts';
import { expansionSites, heredocVariables, type Site } from '../support/expansion-sites.ts';
import { nearest } from '../support/nearest.ts';
import { declaredNames, globalNames, placeOfVariable } from '../support/variables.ts';

/** A variable that nothing sets is empty, without a word. */
export const undefinedVariable = dockerfileRule({
  name: 'undefined-variable',
  title: 'Use variables that are set',
  severity: 'medium',
  set: 'recommended',
  aliases: ['UndefinedVar'],
  help: 'declare it in this stage with ARG or ENV, or correct the name',
  fixable: true,

  *check(build) {
    const globals = globalNames(build);
    /** Where each missing ARG would be declared: before its first use in the stage. */
    const places = new Map<string, number>();
    for (const instruction of build.dockerfile.instructions) {
      if (instruction.keyword === 'FROM') continue;
      for (const { name, at, site } of usesOf(instruction, build)) {
        const found = judge(name, at, site, { instruction, build, globals, places });
        if (found) yield found;
      }
    }
  },
});

interface Use {
  readonly name: string;
  readonly at: Span;
  readonly site?: Site;
}

function usesOf(instruction: Instruction, build: Build): Use[] {
  const sites = expansionSites(instruction).filter(({ word }) => word.text.includes('$'));
  const words = sites.flatMap((site) => {
    const { used } = build.expand(plain(site.word), instruction);
    return [...new Set(used)].map((name) => ({ name, at: placeOfVariable(site.word, name), site }));
  });
  return [...words, ...heredocVariables(instruction).map(({ name, word }) => ({ name, at: word.span }))];
}

/** The element of a JSON form stands for its value. */
const plain = (word: Word): string => ('value' in word ? (word.value as string) : word.text);

interface Scene {
  readonly instruction: Instruction;
  readonly build: Build;
  readonly globals: ReadonlySet<string>;
  readonly places: Map<string, number>;
}

function judge(name: string, at: Span, site: Site | undefined, scene: Scene): Problem | undefined {
  const { instruction, build, globals } = scene;
  if (predefinedArguments.has(name) || build.variable(name, instruction) !== undefined) return undefined;
  const isGlobal = build.isGlobal(instruction);
  const declared = isGlobal ? globals : declaredNames(build, instruction);
  if (declared.has(name) || (isGlobal && platformArguments.has(name))) return undefined;
  if (isSetBeside(name, site, instruction)) return undefined;
  const certain = build.expand(`\${${name}}`, instruction).undeclared.includes(name);
  if (!isGlobal && (globals.has(name) || platformArguments.has(name))) {
    const from = globals.has(name) ? 'stands before the first FROM' : 'is set by BuildKit';
    return {
      at,
      message: `${name} ${from}, but this stage does not see it without an ARG of its own`,
      help: `declare ARG ${name} in this stage`,
      fix: declare(name, scene),
    };
  }
  if (site && isGuarded(name, site.word.text)) return undefined;
  const near = nearest(name, declared);
  const sure = certain && !mayComeFromBase(name, build, instruction);
  if (!sure && near?.toLowerCase() !== name.toLowerCase()) return undefined;
  if (near !== undefined)
    return { at, message: `nothing sets ${name}; did you mean ${near}?`, fix: rename(at, near) };
  const appends = site?.entry?.key.text === name;
  return {
    at,
    message: appends
      ? `nothing sets ${name} before: an empty piece stands in its place`
      : `nothing sets ${name} in this stage or its base image: it is empty`,
    ...(appends ? { severity: 'low' as const } : {}),
  };
}

/** `${NAME:-value}`, `${NAME+value}`: that it may be unset has been thought of. */
const isGuarded = (name: string, text: string): boolean =>
  [':-', '-', ':+', '+'].some((operator) => text.includes(`\${${name}${operator}`));

/** Another entry of the same ENV sets it: the rule env-self-reference. */
const isSetBeside = (name: string, site: Site | undefined, instruction: Instruction): boolean =>
  instruction.keyword === 'ENV' &&
  instruction.entries.some((entry) => entry !== site?.entry && entry.key.text === name);

/** Images of languages and services set variables like these; those of distributions do not. */
function mayComeFromBase(name: string, build: Build, instruction: Instruction): boolean {
  const { base } = build.stageOf(instruction);
  return (
    base !== undefined &&
    base.kind !== 'distribution' &&
    /^[A-Z0-9]+_?(HOME|VERSION|PATH|ROOT|DIR)$/.test(name)
  );
}

/** All findings of a name in one stage share the place, so that it is declared once. */
function declare(name: string, { instruction, build, places }: Scene): Fix {
  const key = `${build.stageOf(instruction).index} ${name}`;
  const start = places.get(key) ?? instruction.span.start;
  places.set(key, start);
  return {
    title: `declare ARG ${name} in this stage`,
    safe: false,
    edits: [{ span: { start, end: start }, text: `ARG ${name}${build.source.eol}` }],
    changes: everyFact,
  };
}

const rename = (span: Span, near: string): Fix => ({
  title: `write ${near}`,
  safe: false,
  edits: [{ span, text: near }],
  changes: everyFact,
});
