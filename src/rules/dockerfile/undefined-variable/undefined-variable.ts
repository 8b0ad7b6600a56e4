import type { Fix } from '../../../core/edit.ts';
import { factNames } from '../../../core/facts.ts';
import type { Problem } from '../../../core/finding.ts';
import type { Span } from '../../../core/span.ts';
import type { Build, Instruction, Word } from '../../../dockerfile/build-types.ts';
import { expansionSites, type Site } from '../../../dockerfile/expansion-sites.ts';
import { platformArguments, predefinedArguments } from '../../../dockerfile/scopes.ts';
import { heredocVariables } from '../../support/heredoc-variables.ts';
import { nearest } from '../../support/nearest.ts';
import { part } from '../../support/parts.ts';
import { declaredNames, globalNames, placesOfVariables } from '../../support/variables.ts';

/** A variable that nothing sets is empty, without a word. */
export const undefinedVariable = part({
  severity: 'medium',
  aliases: ['UndefinedVar'],
  help: 'declare it in this stage with ARG or ENV, or correct the name',

  *check(build) {
    const globals = globalNames(build);
    /** Where each missing ARG would be declared: before its first use in the stage. */
    const places = new Map<string, number>();
    for (const instruction of build.dockerfile.instructions) {
      if (instruction.keyword === 'FROM' || !build.source.slice(instruction.span).includes('$')) continue;
      const uses = usesOf(instruction, build);
      if (uses.length === 0) continue;
      const keys = keysOf(instruction);
      for (const use of uses) {
        const found = judge(use, { instruction, build, globals, places, keys });
        if (found) yield found;
      }
    }
  },
});

interface Use {
  readonly name: string;
  readonly at: Span;
  /** `${NAME:-value}`, `${NAME+value}`: that it may be unset has been thought of. */
  readonly guarded: boolean;
  readonly site?: Site;
}

function usesOf(instruction: Instruction, build: Build): Use[] {
  const sites = expansionSites(instruction).filter(({ word }) => word.text.includes('$'));
  const words = sites.flatMap((site) => {
    const { used } = build.expand(plain(site.word), instruction);
    const places = placesOfVariables(site.word);
    const guarded = guardedIn(site.word.text);
    return [...new Set(used)].map((name) => ({ name, at: places(name), guarded: guarded.has(name), site }));
  });
  return [
    ...words,
    ...heredocVariables(instruction).map(({ name, word }) => ({ name, at: word.span, guarded: false })),
  ];
}

/** The element of a JSON form stands for its value. */
const plain = (word: Word): string => ('value' in word ? (word.value as string) : word.text);

interface Scene {
  readonly instruction: Instruction;
  readonly build: Build;
  readonly globals: ReadonlySet<string>;
  readonly places: Map<string, number>;
  readonly keys: ReadonlyMap<string, number>;
}

function judge({ name, at, site, guarded }: Use, scene: Scene): Problem | undefined {
  const { instruction, build, globals, keys } = scene;
  if (predefinedArguments.has(name) || build.variable(name, instruction) !== undefined) return undefined;
  const isGlobal = build.isGlobal(instruction);
  const declared = isGlobal ? undefined : declaredNames(build, instruction);
  if ((declared ?? globals).has(name) || (isGlobal && platformArguments.has(name))) return undefined;
  if ((keys.get(name) ?? 0) > (site?.entry?.key.text === name ? 1 : 0)) return undefined;
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
  if (guarded) return undefined;
  const near = nearest(name, declared ? declared.names() : globals);
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

const guardedIn = (text: string): Set<string> =>
  new Set([...text.matchAll(/\$\{([A-Za-z_]\w*):?[-+]/g)].map((match) => match[1]!));

/**
 * How often an ENV or ARG sets each name: another entry may be what sets it. For ENV that is told by the other part of
 * this rule; the entries of ARG hold one after the other.
 */
function keysOf(instruction: Instruction): Map<string, number> {
  const keys = new Map<string, number>();
  if (instruction.keyword !== 'ENV' && instruction.keyword !== 'ARG') return keys;
  for (const { key } of instruction.entries) keys.set(key.text, (keys.get(key.text) ?? 0) + 1);
  return keys;
}

/** Images of languages and services set variables like these; those of distributions do not. */
function mayComeFromBase(name: string, build: Build, instruction: Instruction): boolean {
  const { base } = build.stageOf(instruction);
  const isBare = base?.kind === 'distribution' || base?.kind === 'scratch' || base?.kind === 'distroless';
  return base !== undefined && !isBare && /^[A-Z0-9_]+$/.test(name);
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
    changes: factNames,
  };
}

const rename = (span: Span, near: string): Fix => ({
  title: `write ${near}`,
  safe: false,
  edits: [{ span, text: near }],
  changes: factNames,
});
