import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { flagValue } from './option-value/flag-value.ts';
import { healthcheckOptionsValid } from './option-value/healthcheck-options-valid.ts';
import { newerThanSyntax } from './option-value/newer-than-syntax.ts';
import { stopSignalValid } from './option-value/stop-signal-valid.ts';

/** Values of flags, health checks and stop signals that are refused, and flags that the syntax does not have yet. */
export const optionValue = dockerfileRule({
  name: 'option-value',
  title: 'Give options values that they take',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'correct the value',
  fixable: true,

  check: (build, options) =>
    together([flagValue, newerThanSyntax, healthcheckOptionsValid, stopSignalValid], build, options),
});
