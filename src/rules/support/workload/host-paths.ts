/** Whether a path of the host is the socket of a container engine, or a folder that holds it. */
export const isEngineSocket = (path: string): boolean => {
  const clean = normal(path);
  return SOCKETS.some((socket) => clean === socket) || clean === '/var/run' || clean === '/run';
};

const SOCKETS = [
  '/var/run/docker.sock',
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/var/run/containerd/containerd.sock',
  '/run/containerd',
  '/run/crio/crio.sock',
  '/var/run/crio/crio.sock',
  '/run/podman/podman.sock',
  '/var/run/podman/podman.sock',
  '/run/user/1000/podman/podman.sock',
  '/run/user/1000/docker.sock',
  '/run/buildkit/buildkitd.sock',
];

/** Why a path of the host gives the host away; undefined for any other. */
export function sensitive(path: string): string | undefined {
  const clean = normal(path);
  const known = PATHS.find(
    ([prefix, , below]) => clean === prefix || (below && clean.startsWith(`${prefix}/`)),
  );
  return known?.[1] || undefined;
}

/** Path, why ('': it does not), and whether what is below it counts as well. The first that matches says it. */
const PATHS: readonly (readonly [string, string, boolean])[] = [
  ['/', 'that is the whole host', false],
  ['/etc/localtime', '', false],
  ['/etc/timezone', '', false],
  ['/etc/kubernetes', "it holds the cluster's keys", true],
  ['/etc/shadow', 'it holds the password hashes of the host', false],
  ['/etc/ssl', '', true],
  ['/etc/pki', '', true],
  ['/etc/ca-certificates', '', true],
  ['/etc', 'it is the configuration of the host', false],
  ['/etc/passwd', 'it is the configuration of the host', false],
  ['/etc/ssh', 'it holds the keys of the host', true],
  ['/etc/sudoers', 'it says who is root on the host', false],
  ['/etc/cron.d', 'what stands there is run by the host', true],
  ['/boot', 'it holds the kernel of the host', true],
  ['/dev', 'it is every device of the host', false],
  ['/lib', 'it holds the programs of the host', false],
  ['/lib/modules', '', true],
  ['/usr', 'it holds the programs of the host', false],
  ['/bin', 'it holds the programs of the host', false],
  ['/sbin', 'it holds the programs of the host', false],
  ['/opt', 'it holds programs of the host', false],
  ['/proc', 'it shows every process of the host', false],
  ['/sys', 'it is the kernel of the host', false],
  ['/root', "it is the home of the host's root", true],
  ['/home', 'it is what the people of the host own', false],
  ['/var', 'it holds the state of the host', false],
  ['/var/lib/kubelet/device-plugins', 'whoever registers there gives devices to every pod of the node', true],
  ['/var/lib/kubelet', 'it holds the secrets of every pod on the node', true],
  ['/var/lib/docker', 'it holds every container of the host', true],
  ['/var/lib/containerd', 'it holds every container of the host', true],
  ['/var/lib/etcd', 'it holds everything that the cluster knows', true],
  ['/var/log', 'links in it lead to any file of the host', false],
];

const normal = (path: string): string => path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
