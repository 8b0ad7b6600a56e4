import { dockerfileRule } from '../rule.ts';
import { insertAfter } from '../support/edits.ts';

/** RubyGems writes documentation that nobody reads in a container. */
export const gemNoDocument = dockerfileRule({
  name: 'gem-no-document',
  title: 'Install gems without their documentation',
  severity: 'info',
  set: 'strict',
  aliases: [],
  help: 'add --no-document',
  fixable: true,

  *check(build) {
    if (/\b(?:install|gem)\s*:\s*["']?--no-(?:document|doc|rdoc|ri)\b/.test(build.source.text)) return;
    for (const action of build.packages('gem')) {
      const { verb, action: kind } = action;
      // Its gemrc says so already.
      if (action.command.stage.base?.family === 'ruby') continue;
      if (!verb || (kind !== 'install' && kind !== 'upgrade')) continue;
      if (action.has('-N', '--no-document', '--no-ri', '--no-rdoc', '--document')) continue;
      yield {
        at: verb.span,
        message: `gem ${verb.value} also makes the documentation of every gem`,
        fix: { title: 'add --no-document', safe: true, edits: [insertAfter(verb.span, ' --no-document')] },
      };
    }
  },
});
