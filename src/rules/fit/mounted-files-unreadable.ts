import type { UserFact } from '../../core/facts.ts';
import type { SitedProblem } from '../../core/finding.ts';
import type { Site } from '../../core/site.ts';
import { isRoot } from '../../dockerfile/ownership/rights.ts';
import type { Mount, Volume } from '../../workload/types.ts';
import { setAt } from '../../yaml/edit.ts';
import { at, entriesOf, itemsOf, keySite, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlNode } from '../../yaml/types.ts';
import { type Fit, fitRule } from '../rule.ts';
import { isUnrendered } from '../support/fit/access.ts';
import { groupsOf, personOf } from '../support/fit/person.ts';
import { imageSite } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Secrets and config maps are mounted as files of root, with a mode. */
export const mountedFilesUnreadable = fitRule({
  name: 'mounted-files-unreadable',
  title: 'Let the user read the secrets and config maps that are mounted',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'set fsGroup in the pod: the files are then readable for the group',
  fixable: true,

  *check(fit) {
    const { container, facts } = fit;
    const { workload } = container;
    if (workload.format === 'compose') {
      yield* ofTheHost(fit);
      return;
    }
    if (container.windows || workload.pod.fsGroup) return;
    const closed = container.mounts.flatMap((mount) => {
      const found = closedIn(mount.volume);
      return found ? [{ mount, ...found }] : [];
    });
    if (closed.length === 0) return;
    const user = personOf(fit);
    if (!user) {
      yield unanswered(fit, 'the user', facts.user);
      return;
    }
    if (isRoot(user)) return;
    if (isUnrendered(fit)) {
      yield unanswered(fit, 'the fsGroup of the pod that runs %', 'its chart is not rendered');
      return;
    }
    for (const { mount, mode, at: place, text } of closed) {
      const may = mayRead(mode, user, groupsOf(fit));
      if (may === 'yes') continue;
      if (may === 'unknown') {
        yield unanswered(
          fit,
          `the group that ${user.text} has in %`,
          'the files are readable for the group 0',
          place,
        );
        continue;
      }
      const side = container.user ? container.user.at : imageSite(fit, facts.user);
      yield {
        at: place,
        also: [mount.at, ...(side ? [side] : [])],
        message: `${nameOf(container)} runs as ${user.text}, and ${told(mount)} at ${mount.path} belongs to root with the mode ${octal(mode)}${slip(text, mode)}: it may not read it`,
        key: mount.path,
        ...repair(fit, user),
      };
    }
  },
});

/** Compose mounts the file of the host as it is: a bind mount has no owner or mode of its own. */
function* ofTheHost(fit: Fit): Generator<SitedProblem> {
  const { container } = fit;
  const { project } = container.workload;
  const user = personOf(fit);
  if (!project || !user || isRoot(user)) return;
  for (const { volume, path } of container.mounts) {
    const { node, kind, source = '' } = volume;
    if (node?.kind !== 'map' || (kind !== 'secret' && kind !== 'config')) continue;
    const file = textOf(at(project.root, `${kind}s`, source, 'file'));
    const asked = entriesOf(node).filter(({ key }) => ['uid', 'gid', 'mode'].includes(key));
    const [first] = asked;
    if (file === undefined || !first) continue;
    yield {
      at: keySite(first),
      also: container.user ? [container.user.at] : [],
      message: `${nameOf(container)} runs as ${user.text} and asks for ${asked.map(({ key }) => key).join(', ')} of the ${kind} ${source}, of which Compose takes no notice where it is a file: ${path} has the owner and the mode that ${file} has on the host`,
      severity: 'medium',
      key: path,
      help: `let ${user.text} read ${file} on the host, and leave ${asked.map(({ key }) => key).join(', ')} out`,
    };
  }
}

interface Closed {
  readonly mode: number;
  readonly text: string;
  readonly at: Site;
}

/** The first mode in a volume of files that the platform writes which does not let everybody read. */
function closedIn({ node, kind }: Volume): Closed | undefined {
  if (kind !== 'secret' && kind !== 'config' && kind !== 'projected') return undefined;
  const type = entriesOf(node).find(({ key }) => key !== 'name')?.value;
  const sources = itemsOf(at(type, 'sources')).flatMap((source) => [
    ...itemsOf(at(source, 'secret', 'items')),
    ...itemsOf(at(source, 'configMap', 'items')),
    ...itemsOf(at(source, 'downwardAPI', 'items')),
  ]);
  const items = [...itemsOf(at(type, 'items')), ...sources];
  const modes = items.map((item) => at(item, 'mode'));
  // Where every item has a mode of its own, the default is nobody's.
  const isOver = items.length > 0 && sources.length === 0 && modes.every((mode) => mode !== undefined);
  const all = [...modes, ...(isOver ? [] : [at(type, 'defaultMode')])];
  return all.flatMap((mode) => closedBy(mode) ?? [])[0];
}

function closedBy(node: YamlNode | undefined): Closed | undefined {
  const text = textOf(node);
  if (!node || text === undefined) return undefined;
  const mode = numberOf(text);
  return mode === undefined || mode & 0o004 ? undefined : { mode, text, at: siteOf(node) };
}

/** A number as the YAML 1.1 readers of Kubernetes have it: octal behind a 0 or 0o. */
function numberOf(text: string): number | undefined {
  const octal = /^0o?([0-7]+)$/.exec(text)?.[1];
  if (octal !== undefined) return Number.parseInt(octal, 8);
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

/** The files belong to the user and the group 0. */
function mayRead(mode: number, { gid }: UserFact, groups: readonly number[] | undefined) {
  if (!(mode & 0o040)) return 'no';
  if (gid === 0 || groups?.includes(0)) return 'yes';
  return gid === undefined || !groups ? 'unknown' : 'no';
}

const told = ({ volume: { kind, source, name } }: Mount): string =>
  kind === 'secret'
    ? `the secret ${source ?? name}`
    : kind === 'config'
      ? `the config map ${source ?? name}`
      : `the volume ${name}`;

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** `400` is not 0400. */
const slip = (text: string, mode: number): string =>
  /^[1-9][0-7]{2}$/.test(text) && octal(mode) !== `0${text}` && ['400', '440', '600', '640'].includes(text)
    ? ` (${text} is a decimal number here, and not 0${text})`
    : '';

/** The kubelet gives the files to the group, and lets it read them; what else is mounted for writing gets it too. */
function repair({ container }: Fit, user: UserFact) {
  const { pod } = container.workload;
  const group = user.gid || user.uid;
  if (group === undefined) return {};
  const edit = setAt(pod.spec, ['securityContext', 'fsGroup'], group);
  const isAlone = pod.volumes.every(({ kind }) => kind !== 'named' && kind !== 'other');
  return fixWith(`set fsGroup: ${group}`, edit && [edit], ['run.groups'], isAlone);
}
