import type { Fix } from '../../core/edit.ts';
import type { Problem } from '../../core/finding.ts';
import type { Span } from '../../core/span.ts';
import type { Build, Stage, Word } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { type CopyUse, copiesOf } from '../support/copies.ts';
import { replace } from '../support/edits.ts';
import {
  type Home,
  Homes,
  type PathVersion,
  textOf,
  versionAt,
  versionIn,
} from '../support/language-paths.ts';
import { productName } from '../support/releases.ts';
import { Environments } from '../support/virtual-environments.ts';

/** A path that names a language's version is right until the base moves on. */
export const copiedLanguageVersion = dockerfileRule({
  name: 'copied-language-version',
  title: 'Copy language packages between stages of one version',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'give both stages the same version of the language, and write it once, in an ARG',
  fixable: true,

  *check(build) {
    const copies = copiesOf(build).filter(({ instruction }) => instruction.from);
    if (copies.length === 0) return;
    const homes = new Homes(build);
    const environments = new Environments(build);
    const home: HomeOf = (stage) => homes.of(stage);
    for (const copy of copies) {
      if (copy.from?.kind !== 'stage' && copy.from?.kind !== 'image') continue;
      const from: Home = copy.from.kind === 'stage' ? home(copy.from.stage) : imageHome(copy.from.base);
      for (const { word, text } of copy.sources) {
        const problem =
          missing(build, copy, word, text, from, home) ??
          unread(build, copy, word, home) ??
          foreign(environments, copy, word, text, from, home);
        if (problem) yield problem;
      }
    }
  },
});

const imageHome = (base: Home['base']): Home =>
  base ? { base, packages: [], ...(base.system ? { system: base.system } : {}) } : {};

type HomeOf = (stage: Stage) => Home;

/** The path is not there, for the source has another version. */
function missing(
  build: Build,
  copy: CopyUse,
  word: Word,
  text: string,
  from: Home,
  home: HomeOf,
): Problem | undefined {
  const path = versionIn(text);
  const there = path && versionAt(from, path);
  if (!path || !there || there === path.version || isMade(build, copy, path)) return undefined;
  const name = `${productName(path.language)} ${there}`;
  const fix = fixOf(copy, word, path, there, home);
  return {
    at: placeOf(word, path),
    message: `${text} is not there: ${copy.instruction.from?.value?.text ?? 'the source'} has ${name}, so the build fails`,
    ...(fix ? { fix } : {}),
  };
}

/** The packages are put where the target's version does not look. */
function unread(build: Build, copy: CopyUse, word: Word, home: HomeOf): Problem | undefined {
  const path = copy.destination === undefined ? undefined : versionIn(copy.destination);
  const there = path && versionAt(home(copy.stage), path);
  if (!path || !there || there === path.version || isOnPath(build, copy)) return undefined;
  return {
    at: copy.instruction.destination?.span ?? word.span,
    message: `nothing looks into ${copy.destination}: ${copy.stage.name ?? 'the base'} has ${productName(path.language)} ${there}`,
  };
}

/** A virtual environment or bundle works with the version only that it was made with. */
function foreign(
  environments: Environments,
  copy: CopyUse,
  word: Word,
  text: string,
  from: Home,
  home: HomeOf,
): Problem | undefined {
  const language = copy.from?.kind === 'stage' ? environments.at(copy.from.stage, text) : undefined;
  if (!language) return undefined;
  const path: PathVersion = { language, version: '', text: '', start: 0, ofSystem: false };
  const here = versionAt(from, path);
  const there = versionAt(home(copy.stage), path);
  if (!here || !there || here === there) return undefined;
  return {
    at: word.span,
    message: `${text} was made with ${productName(language)} ${here}, and does not work with ${there}`,
  };
}

/** Something of the source stage speaks of that very version. */
function isMade(build: Build, { from }: CopyUse, path: PathVersion): boolean {
  for (let stage = from?.kind === 'stage' ? from.stage : undefined; stage; stage = stage.parent) {
    const inside = { start: stage.from?.span.end ?? stage.span.start, end: stage.span.end };
    if (build.source.slice(inside).includes(path.text)) return true;
  }
  return false;
}

/** A variable of the target says to look there. */
function isOnPath(build: Build, { stage, destination }: CopyUse): boolean {
  const { environment } = build.facts(stage);
  const folder = destination?.replace(/\/$/, '') ?? '';
  const variables = environment.known === 'unknown' ? {} : environment.value;
  return ['PYTHONPATH', 'GEM_PATH', 'GEM_HOME', 'BUNDLE_PATH'].some((name) =>
    variables[name]?.includes(folder),
  );
}

/** The version within the word, where the word stands in one piece. */
function placeOf(word: Word, path: PathVersion): Span {
  const at = word.text.indexOf(path.text, Math.max(0, path.start - 1));
  if (at === -1 || word.span.end - word.span.start !== word.text.length) return word.span;
  return { start: word.span.start + at, end: word.span.start + at + path.text.length };
}

/** Writes the source's version into both paths, where the target has that version, too. */
function fixOf(copy: CopyUse, word: Word, path: PathVersion, there: string, home: HomeOf): Fix | undefined {
  const text = textOf(path, there);
  const target = copy.destination === undefined ? undefined : versionIn(copy.destination);
  const to = copy.instruction.destination;
  if (text === undefined || !to || (target && versionAt(home(copy.stage), target) !== there))
    return undefined;
  const places = [placeOf(word, path), ...(target ? [placeOf(to, target)] : [])];
  if (places.some((place) => place === word.span || place === to.span)) return undefined;
  return {
    title: `write ${text} for ${path.text}`,
    safe: false,
    edits: places.map((place) => replace(place, text)),
    changes: ['files'],
  };
}
