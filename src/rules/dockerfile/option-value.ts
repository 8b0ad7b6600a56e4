import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { flagValue } from './option-value/flag-value.ts';
import { healthcheckOptionsValid } from './option-value/healthcheck-options-valid.ts';
import { stopSignalValid } from './option-value/stop-signal-valid.ts';

/** Values of flags, health checks and stop signals that are refused. */
export const optionValue = dockerfileRule({
  name: 'option-value',
  title: 'Give options values that they take',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'correct the value',
  fixable: true,

  check: (build, options) => together([flagValue, healthcheckOptionsValid, stopSignalValid], build, options),
});
