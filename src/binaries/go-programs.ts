import type { GoBuildInfo } from './go-build-info.ts';

/** Vendor and product of the CPE of well-known Go programs, by the module or package path that their main package is in. */
const PROGRAMS: readonly (readonly [path: string, cpe: string])[] = [
  ['github.com/hashicorp/consul', 'hashicorp:consul'],
  ['github.com/hashicorp/vault', 'hashicorp:vault'],
  ['github.com/hashicorp/terraform', 'hashicorp:terraform'],
  ['github.com/hashicorp/nomad', 'hashicorp:nomad'],
  ['github.com/hashicorp/packer', 'hashicorp:packer'],
  ['github.com/opentofu/opentofu', 'opentofu:opentofu'],
  ['go.etcd.io/etcd', 'etcd:etcd'],
  ['k8s.io/kubernetes', 'kubernetes:kubernetes'],
  ['k8s.io/minikube', 'kubernetes:minikube'],
  ['k8s.io/ingress-nginx', 'kubernetes:ingress-nginx'],
  ['sigs.k8s.io/kustomize', 'kubernetes:kustomize'],
  ['helm.sh/helm', 'helm:helm'],
  ['github.com/docker/docker', 'mobyproject:moby'],
  ['github.com/docker/cli', 'docker:command_line_interface'],
  ['github.com/docker/compose', 'docker:compose'],
  ['github.com/docker/buildx', 'docker:buildx'],
  ['github.com/docker/distribution', 'docker:registry'],
  ['github.com/distribution/distribution', 'distribution_project:distribution'],
  ['github.com/moby/buildkit', 'mobyproject:buildkit'],
  ['github.com/containerd/containerd', 'linuxfoundation:containerd'],
  ['github.com/opencontainers/runc', 'linuxfoundation:runc'],
  ['github.com/containers/podman', 'podman_project:podman'],
  ['github.com/containers/buildah', 'buildah_project:buildah'],
  ['github.com/containers/skopeo', 'skopeo_project:skopeo'],
  ['github.com/google/go-containerregistry', 'google:go-containerregistry'],
  ['github.com/sigstore/cosign', 'sigstore:cosign'],
  ['oras.land/oras', 'oras:oras'],
  ['github.com/anchore/syft', 'anchore:syft'],
  ['github.com/anchore/grype', 'anchore:grype'],
  ['github.com/aquasecurity/trivy', 'aquasec:trivy'],
  ['github.com/traefik/traefik', 'traefik:traefik'],
  ['github.com/caddyserver/caddy', 'caddyserver:caddy'],
  ['github.com/coredns/coredns', 'coredns.io:coredns'],
  ['github.com/nats-io/nats-server', 'linuxfoundation:nats-server'],
  ['github.com/minio/minio', 'minio:minio'],
  ['github.com/prometheus/prometheus', 'prometheus:prometheus'],
  ['github.com/prometheus/alertmanager', 'prometheus:alertmanager'],
  ['github.com/prometheus/node_exporter', 'prometheus:node_exporter'],
  ['github.com/prometheus/blackbox_exporter', 'prometheus:blackbox_exporter'],
  ['github.com/prometheus/mysqld_exporter', 'prometheus:mysqld_exporter'],
  ['github.com/prometheus/pushgateway', 'prometheus:pushgateway'],
  ['github.com/prometheus-community/postgres_exporter', 'prometheus:postgres_exporter'],
  ['github.com/oliver006/redis_exporter', 'oliver006:redis_exporter'],
  ['github.com/grafana/grafana', 'grafana:grafana'],
  ['github.com/grafana/loki', 'grafana:loki'],
  ['github.com/grafana/agent', 'grafana:agent'],
  ['github.com/influxdata/influxdb', 'influxdata:influxdb'],
  ['github.com/influxdata/telegraf', 'influxdata:telegraf'],
  ['github.com/elastic/beats', 'elastic:beats'],
  ['github.com/cockroachdb/cockroach', 'cockroachlabs:cockroachdb'],
  ['github.com/pingcap/tidb', 'pingcap:tidb'],
  ['github.com/dgraph-io/dgraph', 'dgraph:dgraph'],
  ['github.com/VictoriaMetrics/VictoriaMetrics', 'victoriametrics:victoriametrics'],
  ['github.com/tianon/gosu', 'tianon:gosu'],
  ['github.com/rclone/rclone', 'rclone:rclone'],
  ['github.com/restic/restic', 'restic:restic'],
  ['github.com/gohugoio/hugo', 'gohugo:hugo'],
  ['github.com/cli/cli', 'github:cli'],
  ['github.com/git-lfs/git-lfs', 'git_large_file_storage_project:git_large_file_storage'],
  ['code.gitea.io/gitea', 'gitea:gitea'],
  ['github.com/gogs/gogs', 'gogs:gogs'],
  ['github.com/goharbor/harbor', 'linuxfoundation:harbor'],
  ['github.com/argoproj/argo-cd', 'argoproj:argo_cd'],
  ['github.com/cloudflare/cloudflared', 'cloudflare:cloudflared'],
  ['github.com/open-telemetry/opentelemetry-collector', 'opentelemetry:opentelemetry_collector'],
  ['istio.io/istio', 'istio:istio'],
  ['github.com/lxc/lxd', 'canonical:lxd'],
  ['github.com/zricethezav/gitleaks', 'gitleaks:gitleaks'],
];

/** A well-known Go program: its module or repository, and vendor and product; undefined for those that are not known. */
export function programOf({
  main,
  path,
}: GoBuildInfo): { readonly path: string; readonly cpe: string } | undefined {
  const names = [main?.path, path].filter((name) => name !== undefined);
  const known = PROGRAMS.find(([start]) =>
    names.some((name) => name === start || name.startsWith(`${start}/`)),
  );
  return known && { path: known[0], cpe: known[1] };
}

/** Where and why a program has the version that it has. */
export interface ProgramVersion {
  readonly version: string;
  /** For people: `module helm.sh/helm/v3 v3.22.0`, `-X main.version=1.2.3`. */
  readonly from: string;
}

const VERSION = /^v?(\d{1,6}\.\d{1,6}(?:\.\d{1,6})*(?:[-+~.][\w.+~-]{1,60})?)$/;
/** Variables that hold the program's own version, in whatever package; those of Go or of a protocol are named otherwise. */
const VARIABLES =
  /^(?:version|gitversion|buildversion|appversion|releaseversion|programversion|versionnumber|release|gittag|tag|fullversion)$/i;
/** Packages of others where programs keep their own version. */
const KEEPERS =
  /(?:^|\/)(?:k8s\.io\/component-base\/version|k8s\.io\/client-go\/pkg\/version|github\.com\/prometheus\/common\/version)\./;

/** The version of a Go program: of its main module, else what the linker wrote into a variable for it. */
export function versionOfProgram({ main, path, stamped }: GoBuildInfo): ProgramVersion | undefined {
  if (main?.version && main.version !== '(devel)')
    return { version: main.version, from: `module ${main.path} ${main.version}` };
  const own = main?.path ?? path;
  const places: readonly ((variable: string) => boolean)[] = [
    (variable) => variable.startsWith('main.') || (own !== undefined && isWithin(variable, own)),
    (variable) => KEEPERS.test(variable),
  ];
  for (const isPlace of places) {
    for (const [variable, text] of Object.entries(stamped)) {
      const match = VERSION.exec(text);
      if (match && isPlace(variable) && VARIABLES.test(variable.slice(variable.lastIndexOf('.') + 1)))
        return { version: text, from: `-X ${variable}=${text}` };
    }
  }
  return undefined;
}

/** Whether a variable is of the module that a package path is of: the first three parts are the repository. */
function isWithin(variable: string, own: string): boolean {
  const repository = own.split('/').slice(0, 3).join('/');
  return variable.startsWith(`${repository}/`) || variable.startsWith(`${repository}.`);
}
