import { type UserFact, valueOf } from '../../core/facts.ts';
import type { SitedProblem } from '../../core/finding.ts';
import { type Fit, fitRule } from '../rule.ts';
import { isUnrendered, mountOver } from '../support/fit/access.ts';
import { mountAt } from '../support/fit/mounting.ts';
import { isWithin, mountedConfiguration, samePath } from '../support/fit/needs.ts';
import { personOf } from '../support/fit/person.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { writesOf } from '../support/fit/writes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Under a read-only root the program fails where it writes, unless something is mounted there. */
export const readOnlyWrites = fitRule({
  name: 'read-only-writes',
  title: 'Mount something where a read-only container writes',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'mount an emptyDir or tmpfs there',
  fixable: true,

  *check(fit) {
    const { container, facts } = fit;
    if (!container.readOnlyRoot.value) return;
    if (container.entrypoint === undefined && facts.entrypoint.known === 'unknown') {
      yield unanswered(fit, 'what the program of % writes', facts.entrypoint);
      return;
    }
    const mounted = mountedConfiguration(fit);
    if (mounted) yield unanswered(fit, 'where the program of % writes', `${mounted} is mounted`);
    const user = personOf(fit);
    const missing = writesOf(fit).filter(
      ({ path }) => !isVolume(fit, path) && (mountOver(container, path)?.readOnly ?? true),
    );
    const volumes = openVolumes(fit);
    if (missing.length + volumes.length === 0) return;
    if (isUnrendered(fit)) {
      yield unanswered(fit, 'what is mounted into %', 'its chart is not rendered');
      return;
    }
    if (volumes.length > 0) yield leftToTheRuntime(fit, volumes, user);
    if (missing.length === 0) return;
    const listed = missing.map(({ folder, what }) => `${folder} (${what})`).join(', ');
    yield {
      at: container.readOnlyRoot.at,
      also: besides(fit, container.command ? facts.entrypoint : facts.command),
      message: `${nameOf(container)} is read-only, and ${imageName(fit)} writes to ${listed}`,
      ...mountAt(fit, missing, user),
    };
  },
});

/** VOLUMEs of the image that a pod mounts nothing at. */
function openVolumes({ container, facts }: Fit): string[] {
  if (container.workload.format !== 'kubernetes') return [];
  const volumes = (valueOf(facts.volumes) ?? []).map(samePath);
  return [...new Set(volumes)].filter((path) => !mountOver(container, path));
}

/** Docker and containerd lay a volume over each; CRI-O does not, unless it is told to. */
function leftToTheRuntime(fit: Fit, volumes: readonly string[], user: UserFact | undefined): SitedProblem {
  const { container, facts } = fit;
  const writes = volumes.map((path) => ({ path, folder: path, what: 'its VOLUME', isKept: true as const }));
  return {
    at: container.readOnlyRoot.at,
    also: besides(fit, facts.volumes),
    message: `${nameOf(container)} is read-only, and ${imageName(fit)} declares ${volumes.join(', ')} as VOLUME: containerd lays a volume there that goes with the container, CRI-O leaves it read-only`,
    severity: 'low',
    key: 'VOLUME',
    help: 'mount what shall be there: a claim, or an emptyDir',
    ...mountAt(fit, writes, user),
  };
}

/** The engine lays a volume of its own over each VOLUME of the image. */
const isVolume = ({ facts }: Fit, path: string): boolean =>
  (valueOf(facts.volumes) ?? []).some((volume) => isWithin(path, volume));
