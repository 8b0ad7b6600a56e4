import type { UserFact } from '../../../core/facts.ts';
import { ownershipOf, type Permission } from '../../../dockerfile/ownership/ownership.ts';
import { type Answer, isRoot, mayWrite, root } from '../../../dockerfile/ownership/rights.ts';
import type { Container, Mount } from '../../../workload/types.ts';
import { at, entriesOf, textOf } from '../../../yaml/look.ts';
import type { Fit } from '../../rule.ts';
import { perProject } from '../kubernetes/once.ts';
import { isWithin, samePath } from './needs.ts';
import { groupsOf } from './person.ts';

/** What is mounted over a path: the innermost. */
export const mountOver = ({ mounts }: Container, path: string): Mount | undefined =>
  mounts.filter((each) => isWithin(path, each.path)).sort((a, b) => b.path.length - a.path.length)[0];

/** Of a chart that is not rendered mounts, groups and probes are not known: its templates may have more than its values tell. */
export const isUnrendered = ({ container }: Fit): boolean =>
  container.workload.object?.madeBy?.partial === true;

/** Whether a user may write at a path of the image itself, with the groups that the manifest adds. */
export function mayWriteImage(fit: Fit, path: string, user: UserFact): Permission {
  const ownership = ownershipOf(fit.image.build);
  return inGroups(fit, user, (each) => ownership.mayWrite({ stage: fit.image.stage }, samePath(path), each));
}

/**
 * Whether a user may write to what a mount brings.
 *
 * Compose: a volume takes owner, mode and files of the image's folder when it is first mounted, and is root's where there
 * is none; a tmpfs is root's with the mode of the folder (runc, `mountToRootfs`), unless its options say otherwise, and
 * open to all where there is none; a folder of the host keeps its owner. Kubernetes: an emptyDir is open to all (0777), a
 * claim belongs to root unless `fsGroup` gives it to a group, which what is of the host is never given to.
 */
export function mayWriteMount(fit: Fit, mount: Mount, user: UserFact): Permission {
  if (mount.readOnly) return { may: 'no' };
  if (isRoot(user)) return { may: 'yes' };
  const { workload } = fit.container;
  const { kind } = mount.volume;
  if (mount.volume.uncertain) return { may: 'unknown' };
  if (workload.format === 'kubernetes') {
    if (kind === 'empty' || kind === 'tmpfs') return { may: 'yes' };
    if (kind !== 'named') return { may: 'unknown' };
    if (workload.pod.fsGroup) return { may: 'yes' };
    return { may: isUnrendered(fit) ? 'unknown' : 'no' };
  }
  if (kind === 'tmpfs') return mayWriteTmpfs(fit, mount, user);
  if (kind !== 'named' && kind !== 'empty') return { may: 'unknown' };
  if (isOfElsewhere(fit, mount)) return { may: 'unknown' };
  const ownership = ownershipOf(fit.image.build);
  const path = samePath(mount.path);
  return inGroups(fit, user, (each) => ownership.mayWriteVolume(fit.image.stage, path, each));
}

/** The options of a tmpfs in Compose: `/run:uid=101,mode=755`, or its long form. */
export function tmpfsOptions({ volume: { node } }: Mount): ReadonlyMap<string, string> {
  if (node?.kind === 'map')
    return new Map(entriesOf(at(node, 'tmpfs')).map(({ key, value }) => [key, textOf(value) ?? '']));
  const [, options = ''] = (textOf(node) ?? '').split(':', 2);
  return new Map(
    options.split(',').map((option) => {
      const [name = '', value = ''] = option.split('=', 2);
      return [name, value];
    }),
  );
}

/**
 * The options with which a user may write to a tmpfs at a path in Compose, with their colon: none where it is root, or the
 * image has a folder there that is open to all. A folder that is not there is made at the first start, and is root's at
 * the next.
 */
export function tmpfsFor({ image }: Fit, path: string, user: UserFact | undefined): string {
  if (!user) return ':mode=1777';
  if (isRoot(user)) return '';
  const worlds = ownershipOf(image.build).worldsAt({ stage: image.stage }, samePath(path));
  const isOpen = worlds.every((world) => typeof world?.mode === 'number' && world.mode & 0o002);
  if (isOpen) return '';
  return user.uid === undefined ? ':mode=1777' : `:uid=${user.uid},gid=${user.gid ?? 0}`;
}

function mayWriteTmpfs(fit: Fit, mount: Mount, user: UserFact): Permission {
  const options = tmpfsOptions(mount);
  const uid = options.get('uid');
  if (uid !== undefined && Number(uid) === user.uid) return { may: 'yes' };
  // Runtimes of before 2024 take no notice of a mode over a folder that is there.
  if (options.has('mode') || options.has('gid') || uid !== undefined) return { may: 'unknown' };
  const { image } = fit;
  const worlds = ownershipOf(image.build).worldsAt({ stage: image.stage }, samePath(mount.path));
  const answers = worlds.map((world): Answer => {
    if (!world) return 'yes';
    return world.mode === undefined
      ? 'unknown'
      : mayWrite({ owner: root, group: root, mode: world.mode === 'copied' ? 0o755 : world.mode }, user);
  });
  const [first = 'unknown'] = answers;
  const may = answers.every((answer) => answer === first) ? first : 'unknown';
  return may === 'no' ? { may, by: { path: mount.path, rights: { owner: root } } } : { may };
}

/** The volume is made outside of the project, by a driver of its own, not filled, or somebody else mounts it as well. */
function isOfElsewhere({ container }: Fit, { volume, subPath }: Mount): boolean {
  if (volume.kind === 'empty') return false;
  const { project } = container.workload;
  if (!project || subPath !== undefined) return true;
  if (textOf(at(volume.node, 'volume', 'nocopy')) === 'true') return true;
  const declared = at(project.root, 'volumes', volume.source ?? '');
  const isPlain = entriesOf(declared).every(({ key }) => key === 'name' || key === 'labels');
  return !isPlain || (mountedBy(project).get(volume.source) ?? 0) > 1;
}

/** How many services mount each volume. */
const mountedBy = perProject(({ services }) => {
  const counts = new Map<string | undefined, number>();
  for (const { containers } of services)
    for (const source of new Set(
      containers.flatMap(({ mounts }) => mounts.map(({ volume }) => volume.source)),
    ))
      counts.set(source, (counts.get(source) ?? 0) + 1);
  return counts;
});

/** The answer that holds with every group that the process is in besides. */
function inGroups(fit: Fit, user: UserFact, ask: (user: UserFact) => Permission): Permission {
  const answer = ask(user);
  if (answer.may !== 'no') return answer;
  const groups = groupsOf(fit);
  const isIn = !groups || groups.some((gid) => ask({ ...user, gid }).may !== 'no');
  return isIn ? { may: 'unknown' } : answer;
}
