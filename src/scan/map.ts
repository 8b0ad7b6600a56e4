import { type Fact, type ImageFacts, type UserFact, valueOf } from '../core/facts.ts';
import type { Gap } from '../core/gap.ts';
import type { Site } from '../core/site.ts';
import type { Build, Stage } from '../dockerfile/build-types.ts';
import type { DeliveryMap, MapContainer, MapImage } from '../report/map/types.ts';
import type { Fit } from '../rules/rule.ts';
import type { Container, Mount, PortUse } from '../workload/types.ts';
import { openDelivery } from './delivery/index.ts';
import type { Parts } from './delivery/open.ts';
import { judgeBuild } from './file.ts';
import { openProject } from './project.ts';
import type { CheckRequest } from './types.ts';

/**
 * Draws what a request names: every image that is built, every container that runs one.
 * @throws PlimsollError `usage` or `config`, as `checkProject` does
 */
export async function mapProject(request: CheckRequest): Promise<DeliveryMap> {
  const project = await openProject({ ...request, shellcheck: false });
  const parts = openDelivery(project);
  const { policy } = project;
  const rules = { dockerfileRules: [], imageRules: [] };
  const builds = project.files.map(
    ({ source, absolute }) => judgeBuild(source, { policy, rules, cwd: request.cwd, absolute }).build,
  );
  return mapOf(builds, parts, [...project.gaps, ...parts.gaps]);
}

/** The map of builds and what runs them. */
export function mapOf(builds: readonly Build[], parts: Parts, gaps: readonly Gap[]): DeliveryMap {
  const images = new Map<string, MapImage>();
  for (const build of builds)
    for (const stage of build.targets) addImage(images, builtImage(build, stage, build.facts(stage), parts));
  const fits = new Map(parts.fits.map((fit) => [fit.container, fit]));
  const containers = parts.delivery.workloads.flatMap((workload) =>
    workload.containers.map((container, i) => {
      const fit = fits.get(container);
      const image = fit && imageOf(fit, parts);
      if (image) addImage(images, image);
      return mapContainer(container, `${i}`, fit, image?.id, parts);
    }),
  );
  return {
    version: 1,
    images: [...images.values()],
    containers,
    gaps: gaps.map(({ path, reason }) => ({ path, reason })),
  };
}

function addImage(images: Map<string, MapImage>, image: MapImage): void {
  if (!images.has(image.id)) images.set(image.id, image);
}

const imageOf = ({ recipe, facts, container }: Fit, parts: Parts): MapImage =>
  recipe ? builtImage(recipe.build, recipe.stage, facts, parts) : externalImage(container, facts);

function builtImage(build: Build, stage: Stage, facts: ImageFacts, parts: Parts): MapImage {
  const { path } = build.source;
  const made = parts.built.filter(
    ({ dockerfile, target }) =>
      dockerfile === path &&
      (target === undefined ? build.stages.at(-1) === stage : stage.label === target.toLowerCase()),
  );
  return {
    id: `${path}\0${stage.index}`,
    name: build.stages.length === 1 || stage.name === undefined ? path : `${path} → ${stage.name}`,
    kind: 'built',
    place: `${path}:${build.source.lineOf(stage.place.start)}`,
    from: comesOf(build, stage),
    // Names that only a run gives are told by what builds the image.
    names: [...new Set(made.flatMap(({ names }) => names))].filter((name) => !name.includes('$')),
    builtBy: [...new Set(made.map(({ why, at }) => (at ? placeOf(at) : why)))],
    ...factTexts(facts),
  };
}

/** The external images that a stage is made of, through all stages that it uses. */
function comesOf(build: Build, target: Stage): string[] {
  const found = new Set<string>();
  const seen = new Set<Stage>();
  const open = [target];
  for (let stage = open.pop(); stage; stage = open.pop()) {
    if (seen.has(stage)) continue;
    seen.add(stage);
    if (stage.parent) open.push(stage.parent);
    else if (stage.image !== undefined && stage.image !== 'scratch') found.add(stage.image);
    for (const { to } of build.references.filter((reference) => reference.stage === stage)) {
      if (to.kind === 'stage') open.push(to.stage);
      if (to.kind === 'image') found.add(to.reference);
    }
  }
  return [...found];
}

const externalImage = ({ image }: Container, facts: ImageFacts): MapImage => ({
  id: image!.value,
  name: image!.value,
  kind: 'external',
  from: [],
  names: [],
  builtBy: [],
  ...factTexts(facts),
});

function factTexts(facts: ImageFacts): Pick<MapImage, 'user' | 'ports' | 'volumes' | 'start'> {
  const ports = valueOf(facts.ports);
  const volumes = valueOf(facts.volumes);
  const words = [valueOf(facts.entrypoint), valueOf(facts.command)].flatMap((command) => command?.args ?? []);
  const user = userText(facts.user);
  return {
    ...(user === undefined ? {} : { user }),
    ...(ports ? { ports: ports.map(({ port, last, protocol }) => portText(port, last, protocol)) } : {}),
    ...(volumes ? { volumes } : {}),
    ...(words.length > 0 ? { start: words.join(' ') } : {}),
  };
}

function userText(fact: Fact<UserFact>): string | undefined {
  const user = valueOf(fact);
  return user && (user.text === '' ? '0 (root)' : user.text);
}

function mapContainer(
  container: Container,
  number: string,
  fit: Fit | undefined,
  runs: string | undefined,
  parts: Parts,
): MapContainer {
  const { workload, probes, user, image, build } = container;
  const at = parts.origin(container.at) ?? container.at;
  const reference = image?.value ?? (build ? `build: ${build.context.value}` : undefined);
  return {
    id: `${placeOf(at)}\0${workload.name}\0${number}`,
    name: nameOf(container),
    file: at.source.path,
    place: placeOf(at),
    role: container.role,
    ...(reference === undefined ? {} : { image: reference }),
    ...(runs === undefined ? {} : { runs }),
    ...(fit ? { link: fit.link } : {}),
    ...(user ? { user: user.value.text } : {}),
    ports: container.ports.map(usedPort),
    mounts: container.mounts.map(mountText),
    probes: Object.entries(probes).flatMap(([name, probe]) => (probe ? [`${name} (${probe.kind})`] : [])),
  };
}

function nameOf({ name, workload }: Container): string {
  if (workload.format === 'compose') return `service ${workload.name}`;
  const full = workload.namespace ? `${workload.namespace.value}/${workload.name}` : workload.name;
  return workload.name === name ? `${workload.kind} ${full}` : `${workload.kind} ${full} · ${name}`;
}

const portText = (port: number, last: number | undefined, protocol: string): string =>
  `${port}${last === undefined ? '' : `-${last}`}${protocol === 'tcp' ? '' : `/${protocol}`}`;

function usedPort({ port, last, protocol, host, address, published }: PortUse): string {
  const inner = portText(port, last, protocol);
  if (!published) return inner;
  return `${address === undefined ? '' : `${address}:`}${host ?? 'any'} → ${inner}`;
}

const mountText = ({ path, volume, readOnly }: Mount): string =>
  `${path} ← ${volume.kind === 'hostPath' ? (volume.source ?? volume.name) : `${volume.kind} ${volume.name}`.trim()}${readOnly ? ' (read-only)' : ''}`;

const placeOf = ({ source, span }: Site): string => `${source.path}:${source.lineOf(span.start)}`;
