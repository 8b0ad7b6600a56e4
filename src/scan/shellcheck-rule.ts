import type { RuleInfo } from '../policy/types.ts';

/** ShellCheck's statements are one rule; each finding has its `SC…` id as alias. */
export const shellcheckRules: readonly RuleInfo[] = [
  {
    name: 'shellcheck',
    title: 'Heed ShellCheck in RUN',
    severity: 'medium',
    set: 'recommended',
    aliases: [],
    help: 'mend the shell script as ShellCheck says',
    fixable: false,
  },
];
