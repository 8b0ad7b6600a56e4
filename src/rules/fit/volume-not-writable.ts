import type { Fix } from '../../core/edit.ts';
import { type UserFact, valueOf } from '../../core/facts.ts';
import type { SitedProblem } from '../../core/finding.ts';
import type { Permission } from '../../dockerfile/ownership/ownership.ts';
import { isRoot } from '../../dockerfile/ownership/rights.ts';
import type { Mount } from '../../workload/types.ts';
import { replaceNode, setAt } from '../../yaml/edit.ts';
import { type Fit, fitRule } from '../rule.ts';
import { mayWriteMount, tmpfsFor } from '../support/fit/access.ts';
import { isWithin } from '../support/fit/needs.ts';
import { groupsOf, personOf } from '../support/fit/person.ts';
import { besides, imageName, imageSite } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { writesOf } from '../support/fit/writes.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { isEngineSocket } from '../support/workload/host-paths.ts';
import { nameOf } from '../support/workload/refusals.ts';
import { fixFor } from '../support/writes/fixes.ts';
import { ownerOf } from '../support/writes/say.ts';
import { declaredVolumes } from '../support/writes/volumes.ts';

/** A volume belongs to root unless something gives it to the user that has to write it. */
export const volumeNotWritable = fitRule({
  name: 'volume-not-writable',
  title: 'Give volumes to the user that has to write them',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'give it to the user: fsGroup in a pod; in Compose make the folder in the image and give it away before USER',
  fixable: true,

  *check(fit) {
    const { container, facts } = fit;
    if (container.role === 'ephemeral' || container.mounts.length === 0) return;
    const user = personOf(fit);
    if (user && isRoot(user)) return;
    const sockets = container.mounts.filter(isSocket);
    const known = [...writesOf(fit).map(({ path }) => path), ...(valueOf(facts.volumes) ?? [])];
    const isKnown = (mount: Mount): boolean => known.some((path) => isWithin(path, mount.path));
    const mounts = container.mounts.filter(
      (mount) => (isForWriting(fit, mount) || isKnown(mount)) && !isSocket(mount),
    );
    if (!user) {
      if (sockets.length > 0 || mounts.some((mount) => !isOpenToAll(fit, mount)))
        yield unanswered(fit, 'the user', facts.user);
      return;
    }
    for (const mount of sockets) if (groupsOf(fit)?.length === 0) yield atSocket(fit, mount, user);
    let asked = false;
    for (const mount of mounts) {
      if (mount.readOnly || isPrepared(fit, mount) || isTold(fit, mount)) continue;
      const permission = mayWriteMount(fit, mount, user);
      if (permission.may === 'no') yield problem(fit, mount, user, permission, isKnown(mount));
      else if (permission.may === 'unknown' && !asked) {
        asked = true;
        const { name, source } = mount.volume;
        const wants = `the owner of ${source ?? name}, which ${user.text} of ${nameOf(container)} has to write at ${mount.path},`;
        const isHosts = mount.volume.kind === 'hostPath' && container.workload.pod.fsGroup !== undefined;
        yield { wants, at: mount.at, ...(isHosts ? { why: 'fsGroup gives nothing of the host away' } : {}) };
      }
    }
  },
});

/** A socket of a container engine, for which it makes no difference that it is mounted read-only. */
const isSocket = ({ volume: { kind, source } }: Mount): boolean =>
  kind === 'hostPath' && source !== undefined && source.endsWith('.sock') && isEngineSocket(source);

/** It belongs to root, and to a group of the host's that has another number on each. */
function atSocket(fit: Fit, mount: Mount, user: UserFact): SitedProblem {
  const { container, facts } = fit;
  const side = container.user ? container.user.at : imageSite(fit, facts.user);
  const key = container.workload.format === 'compose' ? 'group_add' : 'supplementalGroups';
  return {
    at: mount.at,
    ...(side ? { also: [side] } : {}),
    message: `${nameOf(container)} runs as ${user.text}, which may not open ${mount.path}: the engine's socket belongs to root and a group of the host, and ${key} names none`,
    severity: 'high',
    key: mount.path,
    help: `add the number of that group (stat -c %g ${mount.volume.source}) by ${key}, or a proxy that lets less through`,
  };
}

/** What is mounted so is meant to be written, whatever the program is. */
const isForWriting = ({ container }: Fit, { volume: { kind }, readOnly }: Mount): boolean =>
  !readOnly &&
  (kind === 'named' || (container.workload.format === 'compose' && (kind === 'tmpfs' || kind === 'empty')));

const isOpenToAll = ({ container }: Fit, { volume: { kind }, readOnly }: Mount): boolean =>
  readOnly || (container.workload.format === 'kubernetes' && (kind === 'empty' || kind === 'tmpfs'));

/** Of a VOLUME that the image's own user may not write, it is told where it is built. */
const isTold = ({ container, recipe }: Fit, { path }: Mount): boolean =>
  container.workload.format === 'compose' &&
  recipe !== undefined &&
  !container.user &&
  declaredVolumes(recipe.build, recipe.stage).some((volume) => volume.path === path);

/** A container that runs before mounts it too, perhaps to give it away. */
const isPrepared = ({ container }: Fit, { volume }: Mount): boolean =>
  container.role !== 'init' &&
  container.workload.containers.some(
    ({ role, mounts }) => role === 'init' && mounts.some((each) => each.volume === volume),
  );

function problem(fit: Fit, mount: Mount, user: UserFact, { by }: Permission, isKnown: boolean): SitedProblem {
  const { container, facts, recipe } = fit;
  const isCompose = container.workload.format === 'compose';
  const from = by?.rights.from;
  const folder =
    recipe && from?.at
      ? [{ source: recipe.source, span: from.at, fact: { known: 'predicted' as const, from: from.note } }]
      : isCompose
        ? besides(fit, facts.base)
        : [];
  const side = container.user ? container.user.at : imageSite(fit, facts.user);
  return {
    at: mount.at,
    also: [...folder, ...(side ? [side] : [])],
    message: `${nameOf(container)} runs as ${user.text}, which may not write to ${mount.path}: ${why(fit, mount, by)}`,
    severity: isCompose && isKnown ? 'high' : 'medium',
    key: mount.path,
    help: helpFor(fit, mount, user, by),
    ...repair(fit, mount, user, by),
  };
}

function why(fit: Fit, { volume }: Mount, by: Permission['by']): string {
  const image = imageName(fit);
  if (fit.container.workload.format === 'kubernetes')
    return 'a fresh volume of most storage classes belongs to root, and no fsGroup gives it away';
  if (volume.kind === 'tmpfs')
    return `the tmpfs is root's, with the mode of the folder that ${image} has there`;
  const isRoots = by?.rights.owner?.id === 0;
  if (isRoots && !by.rights.from)
    return `a fresh volume is root's, as is the folder in ${image} if there is one`;
  return `a fresh volume takes the owner of the folder in ${image}, which is ${by ? ownerOf(by) : 'root'}`;
}

function helpFor(
  { container, facts, recipe }: Fit,
  mount: Mount,
  user: UserFact,
  by: Permission['by'],
): string {
  const { workload } = container;
  const ids = user.uid === undefined ? user.text : `${user.uid}:${user.gid ?? user.uid}`;
  if (workload.format === 'kubernetes')
    return `set fsGroup: ${user.gid || user.uid || 'GID'} in the pod's securityContext`;
  if (mount.volume.kind === 'tmpfs')
    return `give the tmpfs its owner: ${mount.path}:uid=${user.uid ?? 'UID'}`;
  if (recipe)
    return `make the folder in the image and give it away before USER: RUN install -d -o UID -g GID ${mount.path}`;
  const owner = by?.rights.owner?.id;
  if (owner) return `run it as the user ${owner}, whom the image gives the folder to`;
  return facts.has('chown') === 'absent'
    ? `give the volume to ${ids} before it starts`
    : `give the volume away once: docker compose run --rm --user 0 --entrypoint chown ${workload.name} ${ids} ${mount.path}`;
}

function repair(fit: Fit, mount: Mount, user: UserFact, by: Permission['by']): { fix?: Fix } {
  const { container, recipe, link } = fit;
  if (container.workload.format === 'kubernetes') {
    const group = user.gid || user.uid;
    const edit =
      group === undefined
        ? undefined
        : setAt(container.workload.pod.spec, ['securityContext', 'fsGroup'], group);
    return fixWith(`set fsGroup: ${group}`, edit && [edit], ['run.groups']);
  }
  const { kind, node } = mount.volume;
  if (kind === 'tmpfs') {
    const isPlain = node?.kind === 'scalar' && !node.text.includes(':');
    const told = `${mount.path}${tmpfsFor(fit, mount.path, user)}`;
    const edit = isPlain ? replaceNode(node, told) : undefined;
    return fixWith(`write ${told}`, edit && [edit], ['run.mounts'], true);
  }
  if (!recipe || link.how === 'guessed' || !by) return {};
  const { build, stage, source } = recipe;
  const fix = fixFor({ build, stage, user, by, give: { path: mount.path } });
  if (!fix) return {};
  return {
    fix: { ...fix, safe: false, edits: fix.edits.map((edit) => ({ ...edit, path: source.path })) },
  };
}
