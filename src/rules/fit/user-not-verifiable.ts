import type { Edit, Fix } from '../../core/edit.ts';
import { type UserFact, valueOf } from '../../core/facts.ts';
import { setAt } from '../../yaml/edit.ts';
import { type Fit, fitRule } from '../rule.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** The kubelet refuses a container that must not run as root and whose user it cannot tell. */
export const userNotVerifiable = fitRule({
  name: 'user-not-verifiable',
  title: 'Give the kubelet a user that it can verify',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'write a number as USER in the Dockerfile, or as runAsUser in the manifest',
  fixable: true,

  *check(fit) {
    const { container, facts } = fit;
    if (container.workload.format !== 'kubernetes' || !container.runAsNonRoot.value) return;
    if (container.user?.value.uid !== undefined) return;
    const user = valueOf(facts.user);
    if (!user) {
      yield unanswered(fit, 'the user', facts.user);
      return;
    }
    if (user.numeric && user.uid !== 0) return;
    const isRoot = user.uid === 0;
    yield {
      at: container.runAsNonRoot.at,
      also: besides(fit, facts.user),
      message: isRoot
        ? `runAsNonRoot: true, and ${imageName(fit)} runs as root: the kubelet refuses to start ${nameOf(container)}`
        : `runAsNonRoot: true cannot be verified for the user ${user.text} of ${imageName(fit)}, which is a name: the kubelet refuses to start ${nameOf(container)}`,
      ...repair(fit, user),
    };
  },
});

/** A number on both sides, so that each holds without the other. */
function repair(fit: Fit, user: UserFact): { fix?: Fix } {
  const uid = user.uid === 0 ? undefined : user.uid;
  if (uid === undefined) return {};
  const manifest = setAt(fit.container.node, ['securityContext', 'runAsUser'], uid);
  if (!manifest) return {};
  const image = numericUser(fit, user, uid);
  const number = user.gid === undefined ? `${uid}` : `${uid}:${user.gid}`;
  return {
    fix: {
      title: image ? `USER ${number} there and runAsUser: ${uid} here` : `set runAsUser: ${uid}`,
      safe: true,
      edits: [manifest, ...(image ? [image] : [])],
      changes: ['run.user', 'user'],
    },
  };
}

/** The edit of the Dockerfile's own USER, where it says the name. */
function numericUser({ recipe, facts, link }: Fit, user: UserFact, uid: number): Edit | undefined {
  const own = recipe?.stage.instructions.findLast(({ keyword }) => keyword === 'USER');
  const at = facts.user.from[0]?.at;
  if (!recipe || link.how === 'guessed' || own?.keyword !== 'USER' || !own.value || !at) return undefined;
  if (own.span.start !== at.start || own.value.text.includes('$')) return undefined;
  const text = user.gid === undefined ? `${uid}` : `${uid}:${user.gid}`;
  return { span: own.value.span, text, path: recipe.source.path };
}
