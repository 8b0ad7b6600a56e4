import type { PackageAction } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { settingsOf } from '../support/settings.ts';

/** With a second index pip takes the higher version, wherever it comes from. */
export const extraIndexUrl = dockerfileRule({
  name: 'extra-index-url',
  title: 'Give pip one index',
  severity: 'medium',
  set: 'strict',
  aliases: [],
  help: 'use --index-url with an index that has everything, or --require-hashes',
  fixable: false,

  *check(build) {
    for (const action of build.packages('pip', 'uv', 'uv pip', 'pipenv')) {
      const word = wrongOf(action);
      if (!word || action.has('--require-hashes') || action.has('--no-index')) continue;
      yield {
        at: word.span,
        message:
          'whoever publishes one of these names with a higher version on the other index is installed instead',
      };
    }
    for (const { name, value, span } of settingsOf(build, new Set(['PIP_EXTRA_INDEX_URL']))) {
      if (value === '') continue;
      yield {
        at: span,
        message: `${name} lets every pip install take what has the higher version on either index`,
      };
    }
  },
});

/** pip’s second index; uv asks its indexes in order, unless it is told otherwise. */
const wrongOf = ({ manager, options }: PackageAction) =>
  options.find(({ value }) =>
    manager.startsWith('uv')
      ? /^--index-strategy=unsafe-|^unsafe-(?:best|first)-match$/.test(value)
      : /^--extra-index-url(?:=|$)/.test(value),
  );
