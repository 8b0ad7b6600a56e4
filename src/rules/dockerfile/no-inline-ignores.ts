import type { Problem } from '../../core/finding.ts';
import type { CommentLine } from '../../dockerfile/tree.ts';
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
    for (const item of build.dockerfile.items) {
      if (item.kind === 'comment') yield* judge(item, ['DL1001']);
      // Hadolint does not look inside instructions.
      else if (item.kind === 'instruction') for (const comment of item.inner) yield* judge(comment, []);
    }
  },
});

function* judge({ text, span }: CommentLine, aliases: readonly string[]): Iterable<Problem> {
  if (!PRAGMA.test(text)) return;
  yield {
    at: span,
    message: `the comment ${show(text)} turns findings off`,
    aliases: /^\s*hadolint\s+ignore=/.test(text) ? aliases : [],
  };
}

/** A colon or an equals sign makes it a pragma. */
const PRAGMA =
  /^\s*(hadolint\s+(global\s+|stage\s+)?ignore=\s*\w|plimsoll\s+((stage|file)\s+)?ignore(-stage|-file)?=|check=skip=)|trivy:ignore:/;
