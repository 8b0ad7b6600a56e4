import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { brokenJsonForm } from './exec-form/broken-json-form.ts';
import { execFormWords } from './exec-form/exec-form-words.ts';

/** The exec form, as it is read. */
export const execForm = dockerfileRule({
  name: 'exec-form',
  title: 'Write the exec form as JSON, one word an element',
  severity: 'high',
  set: 'recommended',
  aliases: ['DL3025', 'JSONArgsRecommended'],
  help: 'write a JSON list with double quotes, one word an element',
  fixable: true,

  check: (build, options) => together([brokenJsonForm, execFormWords], build, options),
});
