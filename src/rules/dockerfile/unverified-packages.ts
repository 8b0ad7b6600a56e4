import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { aptKey } from './unverified-packages/apt-key.ts';
import { unverifiedPackages as own } from './unverified-packages/unverified-packages.ts';

/** Verification of packages is not turned off, nor made so wide that it says nothing. */
export const unverifiedPackages = dockerfileRule({
  name: 'unverified-packages',
  title: 'Install packages that are verified',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-DI-0011', 'CIS-4.11'],
  help: 'leave verification on, and trust a key for its own repository alone',
  fixable: true,

  check: (build, options) => together([own, aptKey], build, options),
});
