import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { frozenOptions } from './frozen-lockfile/frozen-options.ts';
import { npmCi } from './frozen-lockfile/npm-ci.ts';

/** Installs that take a lockfile for a hint. */
export const frozenLockfile = dockerfileRule({
  name: 'frozen-lockfile',
  title: 'Install what the lockfile says, or fail',
  severity: 'medium',
  set: 'strict',
  aliases: [],
  help: 'install by the command or option that takes the lockfile as it is',
  fixable: true,

  check: (build, options) => together([npmCi, frozenOptions], build, options),
});
