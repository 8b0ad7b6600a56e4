import type { Fix } from '../../core/edit.ts';
import type { Field } from '../../core/site.ts';
import { resolveText } from '../../workflow/evaluate.ts';
import { maskExpressions } from '../../workflow/expression.ts';
import { contextsOf, lookupOf, tagsOf } from '../../workflow/images.ts';
import type { ImageBuild, SignAct } from '../../workflow/types.ts';
import { pinOf, tagOf } from '../../workflow/uses.ts';
import { workflowRule } from '../rule.ts';
import { mayPush } from '../support/workflow/pushes.ts';

/** A signature is on a digest; a tag says which only at the moment when it is asked. */
export const signByDigest = workflowRule({
  name: 'sign-by-digest',
  title: 'Sign images by their digest',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'sign NAME@DIGEST, with the digest that the build gave out',
  fixable: true,

  *check({ workflow }) {
    for (const job of workflow.jobs) {
      for (const act of job.acts) {
        if (act.does !== 'sign' || act.of !== 'image' || act.digest) continue;
        for (const subject of act.subjects) {
          if (!isTag(subject, act)) continue;
          const fix = fixOf(act, subject);
          yield {
            at: subject.at,
            message: `${shortened(subject.value)} is signed by its tag: what is signed is whatever the tag names at that moment, which may be another image than the one that was built`,
            ...(fix ? { fix } : {}),
          };
        }
      }
    }
  },
});

/** The word names a tag, or nothing behind the name, for sure. */
function isTag({ value }: Field<string>, { step }: SignAct): boolean {
  if (/\$\(|`|\{\}/.test(value) || value === '') return false;
  const text = step ? resolveText(value, lookupOf(step, {})) : value;
  const pin = pinOf(maskExpressions(text, '$X').split(/[\s,]/)[0]!);
  if (pin === 'tag' || pin === 'none') return true;
  return (
    pin === 'unknown' &&
    !text.includes('@') &&
    contextsOf(text).some((context) => /^steps\.[^.]+\.outputs\.tags?$/.test(context))
  );
}

const shortened = (text: string): string =>
  (text.length > 80 ? `${text.slice(0, 79)}…` : text).replace(/\s+/g, ' ');

/** Where one step alone builds what is signed, and can be named: its digest. */
function fixOf({ step, command }: SignAct, { value, at }: Field<string>): Fix | undefined {
  const word = command?.words.find(({ span }) => span.start === at.span.start);
  if (!step || !word || value.includes('$') || !/^"?[\w./:-]+"?$/.test(word.raw)) return undefined;
  const builds = step.job.acts.flatMap((act) => (act.does === 'build' && mayPush(act) ? [act] : []));
  const [build] = builds as [ImageBuild?];
  const id = build?.step?.id;
  if (builds.length !== 1 || !build || id === undefined || build.command || build.step?.within)
    return undefined;
  if (!/build-push-action$/.test(build.tool) || !tagsOf(build).some((tag) => tag.value === value))
    return undefined;
  const tag = tagOf({ value, at });
  const name = tag === undefined ? value : value.slice(0, -tag.length - 1);
  const text = `${name}@\${{ steps.${id}.outputs.digest }}`;
  return {
    title: `sign the digest that the step ${id} gave out`,
    safe: true,
    edits: [{ span: word.span, text: word.raw.startsWith('"') ? `"${text}"` : text }],
  };
}
