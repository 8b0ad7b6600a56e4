import type { Fix } from '../../../core/edit.ts';
import type { Build, OfKeyword } from '../../../dockerfile/build-types.ts';
import type { KeyValue } from '../../../dockerfile/tree.ts';
import { part } from '../../support/parts.ts';
import { type Declared, declaredNames, placesOfVariables } from '../../support/variables.ts';

/** The values of one ENV are made from what was set before it. */
export const envSelfReference = part({
  severity: 'medium',
  aliases: ['DL3044', 'UndefinedVar'],
  help: 'set it in an ENV of its own, before',

  *check(build) {
    for (const env of build.all('ENV')) {
      if (env.keyword !== 'ENV' || env.entries.length < 2 || env.onbuild) continue;
      const before = declaredNames(build, env);
      const keys = new Map(env.entries.map(({ key }, i) => [key.text, i]));
      const repeats = keys.size < env.entries.length;
      for (const [i, entry] of env.entries.entries()) {
        if (!entry.value?.text.includes('$')) continue;
        const expansion = build.expand(entry.value, env);
        for (const name of new Set(expansion.used)) {
          const setter = keys.get(name);
          if (setter === undefined || name === 'PATH' || before.has(name)) continue;
          if (setter === i && !(repeats && countOf(name, env) > 1)) continue;
          const fix = setter < i ? split(env, i, before, build) : undefined;
          yield {
            at: placesOfVariables(entry.value)(name),
            also: [env.entries[setter]!.key.span],
            message: `${name} is set only when this whole ENV is done: here it is still empty`,
            aliases: expansion.undeclared.includes(name) ? ['DL3044', 'UndefinedVar'] : ['DL3044'],
            ...(fix ? { fix } : {}),
          };
        }
      }
    }
  },
});

type Env = OfKeyword<'ENV'>;

const countOf = (name: string, { entries }: Env): number =>
  entries.filter(({ key }) => key.text === name).length;

/** Begins a second ENV at entry `at`, unless that would give other entries another value than they have. */
function split(env: Env, at: number, before: Declared, build: Build): Fix | undefined {
  if (env.entries.length > MAX_ENTRIES) return undefined;
  const end = env.entries[at - 1]!.span.end;
  const { start } = env.entries[at]!.span;
  if (build.source.text.slice(end, start).includes('#')) return undefined;
  const first = new Set(env.entries.slice(0, at).map(({ key }) => key.text));
  const changed = (entry: KeyValue) =>
    build
      .expand(entry.value?.text ?? '', env)
      .used.some((name) => first.has(name) && (name === 'PATH' || before.has(name)));
  if (env.entries.slice(at).some(changed)) return undefined;
  return {
    title: 'begin a second ENV here',
    safe: false,
    edits: [{ span: { start: end, end: start }, text: `${build.source.eol}${env.name.text} ` }],
    changes: ['environment'],
  };
}

/** Beyond, nobody wrote it by hand. */
const MAX_ENTRIES = 200;
