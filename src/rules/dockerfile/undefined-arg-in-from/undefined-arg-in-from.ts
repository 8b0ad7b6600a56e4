import { parseReference } from '../../../bases/reference.ts';
import type { Fix } from '../../../core/edit.ts';
import { factNames } from '../../../core/facts.ts';
import type { Problem } from '../../../core/finding.ts';
import type { Span } from '../../../core/span.ts';
import type { Build, Expansion } from '../../../dockerfile/build-types.ts';
import { platformArguments, predefinedArguments } from '../../../dockerfile/scopes.ts';
import { nearest } from '../../support/nearest.ts';
import { part } from '../../support/parts.ts';
import { globalNames, placesOfVariables } from '../../support/variables.ts';

/** FROM sees only the ARGs before the first FROM. */
export const undefinedArgInFrom = part({
  severity: 'high',
  aliases: ['UndefinedArgInFrom', 'InvalidDefaultArgInFrom'],
  help: 'declare it with ARG before the first FROM',

  *check(build) {
    const owners = ownersOf(build);
    const known = new Set([...globalNames(build), ...platformArguments]);
    for (const from of build.all('FROM')) {
      for (const word of [from.image, from.platform?.value]) {
        if (!word?.text.includes('$')) continue;
        const expansion = build.expand(word, from);
        const places = placesOfVariables(word);
        for (const name of new Set(expansion.used)) {
          if (known.has(name)) continue;
          yield problem({
            name,
            at: places(name),
            isImage: word === from.image,
            expansion,
            known,
            owners,
            build,
          });
        }
      }
    }
  },
});

interface Use {
  readonly name: string;
  readonly at: Span;
  readonly isImage: boolean;
  readonly expansion: Expansion;
  readonly known: ReadonlySet<string>;
  /** Lines of the ARGs inside stages, by name. */
  readonly owners: ReadonlyMap<string, number>;
  readonly build: Build;
}

function problem({ name, at, isImage, expansion, known, owners, build }: Use): Problem {
  const invalid = isImage && parseReference(expansion.value) === undefined;
  const aliases = invalid ? ['UndefinedArgInFrom', 'InvalidDefaultArgInFrom'] : ['UndefinedArgInFrom'];
  if (!expansion.undeclared.includes(name) && !predefinedArguments.has(name)) {
    // `${NAME:-value}`: it builds, but no --build-arg reaches it.
    return {
      at,
      message: `no ARG before the first FROM declares ${name}: this is always “${expansion.value}”, whatever --build-arg says`,
      severity: 'low',
      aliases,
      fix: declare(name, build),
    };
  }
  const near = nearest(name, known);
  const own = owners.get(name);
  const why = own
    ? `: the ARG at line ${own} belongs to its stage`
    : near === undefined
      ? ', so nothing stands here'
      : `; did you mean ${near}?`;
  return {
    at,
    message: `no ARG before the first FROM declares ${name}${why}`,
    aliases,
    ...(near !== undefined && !own ? { fix: rename(at, near) } : {}),
  };
}

function ownersOf(build: Build): Map<string, number> {
  const owners = new Map<string, number>();
  for (const { entries, span } of build.all('ARG')) {
    for (const { key } of entries) owners.set(key.text, build.source.lineOf(span.start));
  }
  return owners;
}

function declare(name: string, build: Build): Fix {
  const { start } = build.all('FROM')[0]!.span;
  return {
    title: `declare ARG ${name} before the first FROM`,
    safe: true,
    edits: [{ span: { start, end: start }, text: `ARG ${name}${build.source.eol}` }],
  };
}

const rename = (span: Problem['at'], near: string): Fix => ({
  title: `write ${near}`,
  safe: false,
  edits: [{ span, text: near }],
  changes: factNames,
});
