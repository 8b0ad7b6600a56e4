import type { Fix } from '../../core/edit.ts';
import type { Build, Stage } from '../../dockerfile/build-types.ts';
import type { Env } from '../../dockerfile/tree.ts';
import { dockerfileRule } from '../rule.ts';
import { insertBefore, removeWord, replace } from '../support/edits.ts';
import { shippedStages } from '../support/shipped.ts';

/** ENV stays in the image, where a person may well want to be asked. */
export const debianFrontendEnv = dockerfileRule({
  name: 'debian-frontend-env',
  title: 'Set DEBIAN_FRONTEND for the build alone',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'use ARG, or put DEBIAN_FRONTEND=noninteractive in front of apt-get',
  fixable: true,

  *check(build) {
    const shipped = shippedStages(build);
    const back = takenBack(build);
    for (const env of build.all('ENV')) {
      if (!shipped.has(build.stageOf(env))) continue;
      for (const entry of env.entries) {
        if (entry.key.text !== NAME || env.onbuild) continue;
        const { value } = build.expand(entry.value ?? '', env);
        if (
          !/^(?:noninteractive|teletype)$/i.test(value.trim()) ||
          env.index < (back.get(build.stageOf(env)) ?? 0)
        )
          continue;
        yield {
          at: entry.span,
          message: `${NAME}=${value.trim()} stays set in every container of this image`,
          fix: repair(build, env, entry, value.trim()),
        };
      }
    }
  },
});

const NAME = 'DEBIAN_FRONTEND';

/** The last ENV of each stage that gives it another value. */
const takenBack = (build: Build): ReadonlyMap<Stage, number> =>
  new Map(
    build
      .all('ENV')
      .filter(({ entries }) =>
        entries.some(
          ({ key, value }) => key.text === NAME && !/noninteractive|teletype/i.test(value?.text ?? ''),
        ),
      )
      .map((env) => [build.stageOf(env), env.index]),
  );

function repair(build: Build, env: Env, entry: Env['entries'][number], value: string): Fix {
  const { source } = build;
  const instead = `ARG ${NAME}=${value}`;
  return {
    title: 'use ARG',
    safe: false,
    changes: ['environment'],
    edits:
      env.entries.length === 1
        ? [replace({ start: env.name.span.start, end: entry.span.end }, instead)]
        : [insertBefore(env.name.span, `${instead}${source.eol}`), removeWord(source, entry.span)],
  };
}
