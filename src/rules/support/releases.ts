import { type Cycle, listCycles } from '../../bases/end-of-life.ts';

/** The cycles of a product that the data knows, oldest first. */
export function cyclesOf(product: string): readonly Cycle[] {
  let cycles = known.get(product);
  if (!cycles) {
    cycles = listCycles()
      .filter((cycle) => cycle.product === product)
      .sort((a, b) => compareVersions(a.cycle, b.cycle));
    known.set(product, cycles);
  }
  return cycles;
}

/** Asked for with every FROM, and the same every time. */
const known = new Map<string, readonly Cycle[]>();

/** The newest cycle to move to: of Ubuntu, Node.js and Java one with long support. */
export const newestCycle = (product: string): Cycle | undefined =>
  cyclesOf(product).findLast(({ cycle }) => longTerm[product]?.test(cycle) ?? true);

const longTerm: Readonly<Record<string, RegExp>> = {
  ubuntu: /^\d[02468]\.04$/,
  node: /[02468]$/,
  temurin: /^(?:8|11|17|21|25|29)$/,
  dotnet: /[02468]\.0$/,
};

/** Compares versions by their numbers: 3.9 comes before 3.13. */
export function compareVersions(left: string, right: string): number {
  const a = left.split(/[.-]/);
  const b = right.split(/[.-]/);
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (Number.parseInt(a[at] ?? '0', 10) || 0) - (Number.parseInt(b[at] ?? '0', 10) || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A product's name as people write it. */
export const productName = (id: string): string => (Object.hasOwn(names, id) ? names[id]! : id);

const names: Readonly<Record<string, string>> = {
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  alpine: 'Alpine',
  fedora: 'Fedora',
  rhel: 'Red Hat Enterprise Linux',
  rocky: 'Rocky Linux',
  almalinux: 'AlmaLinux',
  ol: 'Oracle Linux',
  centos: 'CentOS',
  'centos-stream': 'CentOS Stream',
  amzn: 'Amazon Linux',
  azurelinux: 'Azure Linux',
  mariner: 'CBL-Mariner',
  photon: 'Photon OS',
  'opensuse-leap': 'openSUSE Leap',
  sles: 'SUSE Linux Enterprise',
  windows: 'Windows Server',
  nanoserver: 'Windows Nano Server',
  python: 'Python',
  node: 'Node.js',
  go: 'Go',
  ruby: 'Ruby',
  php: 'PHP',
  java: 'Java',
  dotnet: '.NET',
  postgres: 'PostgreSQL',
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  mongo: 'MongoDB',
  nginx: 'nginx',
  haproxy: 'HAProxy',
  elasticsearch: 'Elasticsearch',
  redis: 'Redis',
  valkey: 'Valkey',
  tomcat: 'Tomcat',
};
