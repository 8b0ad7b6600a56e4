import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { runNeedsShell } from './shell-missing/run-needs-shell.ts';
import { startNeedsShell } from './shell-missing/start-needs-shell.ts';

/** The shell form of an instruction where there is no shell. */
export const shellMissing = dockerfileRule({
  name: 'shell-missing',
  title: 'Use a shell only where there is one',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'write the command as a JSON array, or install the shell first',
  fixable: false,

  check: (build, options) => together([runNeedsShell, startNeedsShell], build, options),
});
