import type { Edit, Fix } from '../../core/edit.ts';
import { type UserFact, valueOf } from '../../core/facts.ts';
import { joined, setAt } from '../../yaml/edit.ts';
import { type Fit, fitRule } from '../rule.ts';
import { needsOf } from '../support/fit/needs.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { fixWith } from '../support/workload/fixes.ts';
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

function repair(fit: Fit, user: UserFact): { fix?: Fix } {
  if (user.uid === 0) return asItsAccount(fit);
  return user.uid === undefined ? {} : onBothSides(fit, user, user.uid);
}

/**
 * A well-known program that begins as root and becomes its own user can be started as that user. What it keeps on a claim
 * has to be given to its group then, for a claim comes as root's.
 */
function asItsAccount(fit: Fit): { fix?: Fix } {
  const { container } = fit;
  const { pod, containers } = container.workload;
  const needs = needsOf(fit);
  if (needs?.uid === undefined) return {};
  const { uid, account } = needs;
  const group = pod.fsGroup?.value;
  const keeps = container.mounts.some(({ volume, readOnly }) => volume.kind === 'named' && !readOnly);
  const isAlone = containers.every(
    (other) => other === container || !other.mounts.some(({ volume }) => volume.kind === 'named'),
  );
  // The group of a pod is that of all its containers.
  const isGiven = keeps && group === undefined;
  if (isGiven && !isAlone) return {};
  const edits = joined([
    setAt(container.node, ['securityContext', 'runAsUser'], uid),
    ...(isGiven ? [setAt(pod.spec, ['securityContext', 'fsGroup'], uid)] : []),
  ]);
  const title = `start it as ${account} itself: runAsUser: ${uid}${isGiven ? `, and fsGroup: ${uid} for what it keeps` : ''}`;
  return fixWith(title, edits, ['run.user', 'run.groups']);
}

/** A number on both sides, so that each holds without the other. */
function onBothSides(fit: Fit, user: UserFact, uid: number): { fix?: Fix } {
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
