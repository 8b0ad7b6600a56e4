import { joinPath } from '../../src/workload/compose/paths.ts';
import { bytesOf, secondsOf } from '../../src/workload/compose/quantities.ts';
import { printed } from '../../src/workload/compose/scalars.ts';
import type { ComposeProject, Container, Workload } from '../../src/workload/types.ts';
import { at, entriesOf, itemsOf, plain } from '../../src/yaml/look.ts';
import type { YamlNode } from '../../src/yaml/types.ts';

/** What both say of a project: service → fact → value, as plain data. */
export type Facts = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

type Json = Readonly<Record<string, unknown>>;

/** What Compose's own library says, from its canonical form. */
export function theirFacts(project: Json, disabled: Json | undefined, folder: string): Facts {
  const services = { ...(project.services as Json), ...disabled };
  return Object.fromEntries(
    Object.entries(services).map(([name, service]) => [name, theirService(service as Json, folder)]),
  );
}

function theirService(service: Json, folder: string): Json {
  const build = service.build as Json | undefined;
  const deploy = (service.deploy ?? {}) as Json;
  const resources = (deploy.resources ?? {}) as Json;
  const limits = (resources.limits ?? {}) as Json;
  const reservations = (resources.reservations ?? {}) as Json;
  const health = service.healthcheck as Json | undefined;
  const relative = (path: unknown) => relativeTo(folder, String(path));
  return {
    image: service.image,
    command: service.command ?? undefined,
    entrypoint: service.entrypoint ?? undefined,
    // A last line without a line feed has no name there.
    environment: Object.fromEntries(
      Object.entries((service.environment ?? {}) as Json).filter(([name]) => name),
    ),
    labels: service.labels ?? {},
    annotations: service.annotations ?? {},
    ports: sorted(
      list(service.ports).map(
        (port) => `${port.host_ip ?? ''}|${port.published ?? ''}|${port.target}|${port.protocol}`,
      ),
    ),
    expose: service.expose ?? [],
    mounts: sorted([
      ...list(service.volumes).map((mount) => {
        const source = mount.type === 'bind' ? relative(mount.source) : (mount.source ?? '');
        return `${mount.type}|${source}|${mount.target}|${mount.read_only === true}`;
      }),
      ...((service.tmpfs ?? []) as string[]).map((text) => `tmpfs||${text.split(':')[0]}|false`),
    ]),
    secrets: sorted(list(service.secrets).map(({ source, target }) => `${source}|${target}`)),
    configs: sorted(list(service.configs).map(({ source, target }) => `${source}|${target ?? `/${source}`}`)),
    networks: Object.keys((service.networks ?? {}) as Json).sort(),
    aliases: Object.fromEntries(
      Object.entries((service.networks ?? {}) as Json).map(([name, value]) => [
        name,
        (value as Json)?.aliases,
      ]),
    ),
    dependsOn: Object.keys((service.depends_on ?? {}) as Json).sort(),
    context: build && contextOf(String(build.context), folder),
    dockerfile: build && (build.dockerfile_inline ? undefined : build.dockerfile),
    inline: build?.dockerfile_inline,
    target: build?.target,
    args: build && (build.args ?? {}),
    tags: build && (build.tags ?? []),
    platforms: build && (build.platforms ?? []),
    buildSecrets: build && list(build.secrets).map(({ source }) => source),
    contexts:
      build &&
      Object.fromEntries(
        Object.entries((build.additional_contexts ?? {}) as Json).map(([name, value]) => [
          name,
          contextOf(String(value), folder),
        ]),
      ),
    test: health?.test,
    healthDisabled: health?.disable === true || (health?.test as string[] | undefined)?.[0] === 'NONE',
    retries: health?.retries,
    interval: health?.interval && secondsOf(String(health.interval)),
    grace: service.stop_grace_period && secondsOf(String(service.stop_grace_period)),
    replicas: service.scale ?? deploy.replicas,
    cpus: service.cpus ?? limits.cpus,
    memory: service.mem_limit ?? limits.memory,
    pids: service.pids_limit ?? limits.pids,
    reserved: service.mem_reservation ?? reservations.memory,
    gpus: [...list(service.gpus), ...list(reservations.devices)].length > 0,
    capAdd: service.cap_add ?? [],
    capDrop: service.cap_drop ?? [],
    securityOpt: service.security_opt ?? [],
    privileged: service.privileged ?? false,
    readOnly: service.read_only ?? false,
    init: service.init ?? false,
    user: service.user,
    userns: service.userns_mode,
    pid: service.pid,
    ipc: service.ipc,
    networkMode: service.network_mode,
    restart: service.restart,
    stopSignal: service.stop_signal,
    platform: service.platform,
    pullPolicy: service.pull_policy,
    workdir: service.working_dir,
    sysctls: service.sysctls ?? {},
    ulimits: service.ulimits ?? {},
    groups: service.group_add ?? [],
    devices: list(service.devices).map(
      ({ source, target, permissions }) => `${source}:${target}:${permissions ?? 'rwm'}`,
    ),
    dns: service.dns ?? [],
    dnsSearch: service.dns_search ?? [],
    extraHosts: sorted((service.extra_hosts ?? []) as string[]),
    logging: service.logging,
    profiles: service.profiles ?? [],
    postStart: list(service.post_start).map(({ command }) => command),
    preStop: list(service.pre_stop).map(({ command }) => command),
    runtime: service.runtime,
    watch: list((service.develop as Json | undefined)?.watch).map(
      ({ action, target }) => `${action}|${target ?? ''}`,
    ),
  };
}

/** What we say: from the model, and from the merged files where the model has nothing of it. */
export function ourFacts(project: ComposeProject): Facts {
  return Object.fromEntries(project.services.map((service) => [service.name, ourService(service)]));
}

function ourService(service: Workload): Json {
  const { node, pod } = service;
  const container = service.containers.find(({ role }) => role === 'main')!;
  const { build, probes, limits, requests } = container;
  const value = (...keys: string[]) => printed(at(node, ...keys));
  const words = (...keys: string[]) => textsOf(at(node, ...keys));
  const health = probes.health?.command;
  const networks = at(node, 'networks');
  const named = networks?.kind === 'map' ? networks.entries.map(({ key }) => key) : textsOf(networks);
  const hasNetwork = value('network_mode') !== undefined || at(node, 'provider') !== undefined;
  return {
    image: container.image?.value,
    command: container.command?.words.map((word) => word.value),
    entrypoint: container.entrypoint?.words.map((word) => word.value),
    environment: Object.fromEntries(
      container.environment.flatMap(({ name, value: own }) => (name ? [[name, own?.value ?? null]] : [])),
    ),
    labels: fields(service.labels),
    annotations: fields(service.annotations),
    ports: sorted(container.ports.filter(({ published }) => published).flatMap(portLines)),
    expose: words('expose'),
    mounts: sorted(
      container.mounts
        .filter((mount) => mount.volume.node?.kind !== 'scalar' || mount.volume.node.value !== true)
        .flatMap(mountLines),
    ),
    secrets: sorted(filesOf(container, 'secret')),
    configs: sorted(filesOf(container, 'config')),
    networks: (named.length > 0 || hasNetwork ? named : ['default']).sort(),
    aliases: Object.fromEntries(
      (named.length > 0 || hasNetwork ? named : ['default']).map((name) => {
        const aliases = at(networks, name, 'aliases');
        return [name, aliases && textsOf(aliases)];
      }),
    ),
    dependsOn: container.dependsOn.map((field) => field.value).sort(),
    context: build && (build.remote ? build.context.value : joinPath('.', build.context.value)),
    dockerfile: build && (build.inline ? undefined : (build.dockerfile?.value ?? 'Dockerfile')),
    inline: build?.inline?.value,
    target: build?.target?.value,
    args:
      build &&
      Object.fromEntries(
        [...build.args]
          .filter(([, arg]) => !arg.uncertain || arg.interpolated)
          .map(([name, arg]) => [name, arg.value]),
      ),
    tags: build?.tags.map((field) => field.value),
    platforms: build && (build.platforms ?? []).map((field) => field.value),
    buildSecrets: build && (build.secrets ?? []).map((field) => field.value),
    contexts:
      build &&
      Object.fromEntries(
        [...(build.contexts ?? [])].map(([name, field]) => [
          name,
          /:/.test(field.value) ? field.value : joinPath('.', field.value),
        ]),
      ),
    test: container.healthDisabled
      ? testText(at(node, 'healthcheck', 'test'))
      : health && [health.shell ? 'CMD-SHELL' : 'CMD', ...health.words.map((word) => word.value)],
    healthDisabled: container.healthDisabled !== undefined,
    retries: numberOf(value('healthcheck', 'retries')),
    interval: secondsIn(value('healthcheck', 'interval')),
    grace: pod.gracePeriod.from === 'own' ? pod.gracePeriod.value : undefined,
    replicas: service.replicas?.value,
    cpus: numberOf(limits.cpu?.value),
    memory: bytesIn(limits.memory?.value),
    pids: numberOf(limits.pids?.value),
    reserved: bytesIn(requests.memory?.value),
    gpus: requests.devices.size > 0,
    capAdd: container.capabilities.add.map((field) => field.value),
    capDrop: container.capabilities.drop.map((field) => field.value),
    securityOpt: words('security_opt'),
    privileged: container.privileged.value,
    readOnly: container.readOnlyRoot.value,
    init: container.init.value,
    user: container.user?.value.text,
    userns: value('userns_mode'),
    pid: value('pid'),
    ipc: value('ipc'),
    networkMode: value('network_mode'),
    restart: value('restart'),
    stopSignal: container.stopSignal?.value,
    platform: container.platform?.value,
    pullPolicy: container.pullPolicy?.value,
    workdir: container.workdir?.value,
    sysctls: Object.fromEntries(pod.sysctls.map((one) => [one.name.value, one.value?.value ?? ''])),
    ulimits: plainOf(at(node, 'ulimits')) ?? {},
    groups: container.groups.map((field) => field.value),
    devices: container.devices.map((field) => {
      const [source, target = source, permissions = 'rwm'] = field.value.split(':');
      return [source, target, permissions].join(':');
    }),
    dns: words('dns'),
    dnsSearch: words('dns_search'),
    extraHosts: sorted(hostsOf(at(node, 'extra_hosts'))),
    logging: loggingOf(at(node, 'logging')),
    profiles: (service.profiles ?? []).map((field) => field.value),
    postStart: itemsOf(at(node, 'post_start')).map((_, index) => hookWords(container, 'postStart', index)),
    preStop: itemsOf(at(node, 'pre_stop')).map((_, index) => hookWords(container, 'preStop', index)),
    runtime: pod.runtimeClass?.value,
    watch: itemsOf(at(node, 'develop', 'watch')).map(
      (item) => `${printed(at(item, 'action'))}|${printed(at(item, 'target')) ?? ''}`,
    ),
  };
}

const list = (value: unknown): Json[] => (value ?? []) as Json[];

const sorted = (lines: readonly string[]): string[] => [...lines].sort();

const fields = (map: ReadonlyMap<string, { readonly value: string }>): Json =>
  Object.fromEntries([...map].map(([name, field]) => [name, field.value]));

const textsOf = (node: YamlNode | undefined): string[] =>
  (node?.kind === 'scalar' ? [node] : itemsOf(node)).flatMap((item) => printed(item) ?? []);

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Math.fround(Number(text));

const secondsIn = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : secondsOf(text);

const bytesIn = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : String(bytesOf(text));

const plainOf = (node: YamlNode | undefined): unknown => (node ? plain(node) : undefined);

function portLines(port: Container['ports'][number]): string[] {
  const { last = port.port, host, hostLast } = port;
  return Array.from({ length: last - port.port + 1 }, (_, step) => {
    const published = host === undefined ? '' : hostLast === undefined ? host + step : `${host}-${hostLast}`;
    return `${port.address ?? ''}|${published}|${port.port + step}|${port.protocol}`;
  });
}

function mountLines({ path, readOnly, volume }: Container['mounts'][number]): string[] {
  const types = { hostPath: 'bind', named: 'volume', empty: 'volume', tmpfs: 'tmpfs' } as const;
  const type = types[volume.kind as keyof typeof types];
  if (!type) return [];
  const source = volume.source ?? '';
  const isOwn = type === 'bind' && !/^(?:[/~]|[A-Za-z]:)/.test(source);
  const shown = isOwn ? joinPath('.', source) : source.replace(/^~\/+$/, '~');
  return [`${type}|${shown}|${path}|${readOnly}`];
}

const filesOf = ({ mounts }: Container, kind: 'secret' | 'config'): string[] =>
  mounts
    .filter(({ volume }) => volume.kind === kind)
    .map(({ volume, path }) => {
      const written = volume.node?.kind === 'map' ? printed(at(volume.node, 'target')) : undefined;
      return `${volume.source}|${written ?? path}`;
    });

function testText(node: YamlNode | undefined): string[] | undefined {
  if (!node) return undefined;
  return node.kind === 'scalar' ? ['CMD-SHELL', printed(node)!] : textsOf(node);
}

function hostsOf(node: YamlNode | undefined): string[] {
  if (node?.kind === 'map')
    return node.entries.flatMap(({ key, value }) => textsOf(value).map((address) => `${key}=${address}`));
  return textsOf(node).map((text) => (text.includes('=') ? text : text.replace(':', '=')));
}

function loggingOf(node: YamlNode | undefined): unknown {
  if (!node) return undefined;
  const driver = printed(at(node, 'driver'));
  const options = entriesOf(at(node, 'options')).map(({ key, value }) => [key, printed(value) ?? '']);
  return {
    ...(driver ? { driver } : {}),
    ...(options.length > 0 ? { options: Object.fromEntries(options) } : {}),
  };
}

function hookWords({ hooks }: Container, kind: 'postStart' | 'preStop', index: number): unknown {
  const first = hooks[kind];
  const rest = (hooks.more ?? []).filter(({ node }) => node.source === first?.node.source);
  const probe = index === 0 ? first : rest[kind === 'postStart' ? index - 1 : rest.length - 1];
  return probe?.command?.words.map((word) => word.value) ?? null;
}

const contextOf = (context: string, folder: string): string =>
  /:\/\/|^service:/.test(context) ? context : relativeTo(folder, context);

function relativeTo(folder: string, path: string): string {
  if (path === folder) return '.';
  if (path.startsWith(`${folder}/`)) return path.slice(folder.length + 1);
  const parent = folder.slice(0, folder.lastIndexOf('/'));
  if (path === parent) return '..';
  if (path.startsWith(`${parent}/`)) return `../${path.slice(parent.length + 1)}`;
  const above = parent.slice(0, parent.lastIndexOf('/'));
  if (path === above) return '../..';
  const home = process.env.HOME;
  if (path === home) return '~';
  return home && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
