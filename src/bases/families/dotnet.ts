import type { Family } from '../family.ts';
import { read } from '../source.ts';
import type { Layer } from '../systems.ts';
import { certificates, releaseBy } from './shared.ts';

const where = (name: string): string[] => [
  `mcr.microsoft.com/dotnet/${name}`,
  `mcr.microsoft.com/dotnet/nightly/${name}`,
];
const source = read(
  'Dockerfiles of dotnet/dotnet-docker: aspnet and sdk of 8.0/bookworm-slim, runtime-deps of 8.0/jammy-chiseled, sdk of 9.0/alpine3.21',
  'the other systems',
);

/** The default system of tags that name none. */
const system = releaseBy('debian', {
  cycles: {
    '3.1': [['3.1', '10']],
    '5.0': [['5.0', '10']],
    '6.0': [['6.0', '11']],
    '7.0': [['7.0', '11']],
    '8.0': [['8.0', '12']],
    '9.0': [['9.0', '12']],
  },
});
const systemOf: NonNullable<Family['system']> = (tag) => {
  const major = Number.parseInt(tag?.versions[0] ?? '', 10);
  return major >= 10 ? { id: 'ubuntu', version: '24.04' } : major >= 3 ? system(tag) : undefined;
};

const words = 'chiseled extra composite aot preview rc distroless';
const bare: NonNullable<Family['bare']> = (tag) =>
  tag?.words.some((word) => word === 'chiseled' || word === 'distroless') === true;

const environment = { DOTNET_RUNNING_IN_CONTAINER: 'true' };

/** Chiselled and distroless images run as the user `app`, by number from .NET 8. */
const hardened: Layer = {
  shells: [],
  packageManagers: [],
  sizeClass: 'small',
  closed: true,
};
const runtimeVariants = (tools: readonly string[]): NonNullable<Family['variants']> => [
  { when: '', facts: { tools } },
  {
    when: '',
    since: '8',
    facts: { users: { app: 1654 }, environment: { APP_UID: '1654', ASPNETCORE_HTTP_PORTS: '8080' } },
  },
  { when: 'chiseled', facts: hardened },
  { when: 'distroless', facts: hardened },
  { when: 'chiseled', since: '8', facts: { user: { text: '1654', uid: 1654, gid: 1654 } } },
  { when: 'distroless', since: '8', facts: { user: { text: '1654', uid: 1654, gid: 1654 } } },
  { when: 'debian', facts: { tools: certificates, closed: true, sizeClass: 'medium' } },
  { when: 'ubuntu !chiseled', facts: { tools: certificates, closed: true, sizeClass: 'medium' } },
  { when: 'alpine', facts: { tools: ['update-ca-certificates'], closed: true, sizeClass: 'small' } },
];

/** .NET and .NET Framework images of Microsoft. */
export const dotnet: readonly Family[] = [
  {
    name: 'dotnet/sdk',
    repositories: where('sdk'),
    kind: 'language',
    source,
    examples: [
      'mcr.microsoft.com/dotnet/sdk:8.0',
      'mcr.microsoft.com/dotnet/sdk:9.0-alpine',
      'mcr.microsoft.com/dotnet/sdk:10.0',
    ],
    runtime: 'dotnet',
    product: 'dotnet',
    system: systemOf,
    facts: {
      environment: {
        ...environment,
        DOTNET_GENERATE_ASPNET_CERTIFICATE: 'false',
        DOTNET_USE_POLLING_FILE_WATCHER: 'true',
        NUGET_XMLDOC_MODE: 'skip',
      },
      environmentNames: [
        'DOTNET_SDK_VERSION',
        'DOTNET_VERSION',
        'ASPNET_VERSION',
        'POWERSHELL_DISTRIBUTION_CHANNEL',
      ],
      packageManagers: ['dotnet'],
      tools: ['curl', 'git', 'pwsh'],
      development: true,
      sizeClass: 'large',
    },
    words,
    variants: [
      { when: '!alpine !windows', facts: { tools: ['wget', ...certificates] } },
      { when: 'alpine', facts: { lacks: ['bash'] } },
      { when: '', since: '8', facts: { users: { app: 1654 }, environment: { APP_UID: '1654' } } },
    ],
  },
  {
    name: 'dotnet/aspnet',
    repositories: where('aspnet'),
    kind: 'language',
    source,
    examples: [
      'mcr.microsoft.com/dotnet/aspnet:8.0',
      'mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled',
      'mcr.microsoft.com/dotnet/aspnet:9.0-azurelinux3.0-distroless',
    ],
    runtime: 'dotnet',
    product: 'dotnet',
    system: systemOf,
    bare,
    facts: { environment, environmentNames: ['DOTNET_VERSION', 'ASPNET_VERSION'] },
    words,
    variants: [
      ...runtimeVariants(['dotnet']),
      { when: '!windows', before: '8', facts: { environment: { ASPNETCORE_URLS: 'http://+:80' } } },
      // They run as `app`, which may not open port 80.
      { when: 'chiseled', before: '8', facts: { environment: { ASPNETCORE_URLS: 'http://+:8080' } } },
    ],
  },
  {
    name: 'dotnet/runtime',
    repositories: where('runtime'),
    kind: 'language',
    source,
    examples: [
      'mcr.microsoft.com/dotnet/runtime:8.0-alpine',
      'mcr.microsoft.com/dotnet/runtime:9.0-noble-chiseled',
      'mcr.microsoft.com/dotnet/runtime:6.0',
    ],
    runtime: 'dotnet',
    product: 'dotnet',
    system: systemOf,
    bare,
    facts: { environment, environmentNames: ['DOTNET_VERSION'] },
    words,
    variants: runtimeVariants(['dotnet']),
  },
  {
    name: 'dotnet/runtime-deps',
    repositories: where('runtime-deps'),
    kind: 'language',
    source,
    examples: [
      'mcr.microsoft.com/dotnet/runtime-deps:8.0-alpine',
      'mcr.microsoft.com/dotnet/runtime-deps:9.0-noble-chiseled-extra',
    ],
    runtime: 'dotnet',
    product: 'dotnet',
    system: systemOf,
    bare,
    facts: { environment },
    words,
    variants: runtimeVariants([]),
  },
  {
    name: 'dotnet/framework',
    repositories: ['sdk', 'aspnet', 'runtime', 'wcf'].map(
      (name) => `mcr.microsoft.com/dotnet/framework/${name}`,
    ),
    kind: 'language',
    source: read(
      'Dockerfiles of microsoft/dotnet-framework-docker: runtime and aspnet of 4.8.1 on ltsc2022',
      'sdk and wcf',
    ),
    examples: ['mcr.microsoft.com/dotnet/framework/aspnet:4.8-windowsservercore-ltsc2022'],
    runtime: 'dotnet-framework',
    system: () => ({ id: 'windows', flavour: 'windowsservercore' }),
    more: (_tag, repository) => {
      if (repository.endsWith('/aspnet'))
        return { entrypoint: ['C:\\ServiceMonitor.exe', 'w3svc'], ports: ['80/tcp'] };
      return repository.endsWith('/runtime') ? { entrypoint: null, ports: [] } : undefined;
    },
  },
];
