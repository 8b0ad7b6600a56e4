import { commentsOf } from '../../dockerfile/comments.ts';
import { dockerfileRule } from '../rule.ts';
import { show } from '../support/show.ts';

/** What a comment waives, nobody sees in the policy. */
export const noInlineIgnores = dockerfileRule({
  name: 'no-inline-ignores',
  title: 'Accept findings in the policy, not in comments',
  severity: 'info',
  set: 'strict',
  aliases: ['DL1001'],
  help: 'write a waiver with its reason: plimsoll waive',
  fixable: false,

  *check(build) {
    const { directives } = build.dockerfile;
    for (const { name, value, span } of directives) {
      if (name !== 'check' || !/\bskip=/.test(value)) continue;
      yield { at: span, message: `the directive check=${value} turns checks off`, aliases: [] };
    }
    for (const { text, span } of commentsOf(build.dockerfile)) {
      if (!PRAGMA.test(text)) continue;
      const hadolint = /^\s*hadolint\s+ignore=/.test(text);
      yield {
        at: span,
        message: `the comment ${show(text)} turns findings off`,
        aliases: hadolint ? ['DL1001'] : [],
      };
    }
  },
});

/** A colon or an equals sign makes it a pragma. */
const PRAGMA =
  /^\s*(hadolint\s+(global\s+|stage\s+)?ignore=|plimsoll\s+((stage|file)\s+)?ignore(-stage|-file)?=|check=skip=)|trivy:ignore:/;
