import type { CorpusFile } from './corpus.ts';
import * as parts from './manifest-parts.ts';
import { Random } from './random.ts';

/**
 * Invents `count` YAML files as teams keep them beside their code: Kubernetes objects, several in a file or one in
 * each, and a Compose file in ten. The same seed gives the same files, byte for byte.
 */
export function manifests(count = 2000, seed = 2027): CorpusFile[] {
  const files: CorpusFile[] = [];
  for (let index = 0; files.length < count; index++) {
    const random = new Random(seed * 100_003 + index);
    files.push(...application(random, `${parts.appName(random)}-${String(index).padStart(4, '0')}`));
  }
  return files.slice(0, count);
}

/** What one team delivers, in its folder. */
function application(random: Random, name: string): CorpusFile[] {
  if (random.chance(0.1)) return [{ path: `${name}/compose.yaml`, text: parts.compose(random, name) }];
  const app: parts.App = {
    name,
    namespace: random.pick(['shop', 'payments', 'platform', 'data', 'default', 'monitoring']),
    port: random.pick([3000, 8000, 8080, 8443, 9090, 80, 5432]),
    image: parts.image(random),
  };
  const objects = objectsOf(random, app);
  const folder = `${name}/${random.pick(['k8s', 'deploy', 'manifests', 'base'])}`;
  if (random.chance(0.35))
    return [{ path: `${folder}/all.yaml`, text: objects.map(({ text }) => text).join('---\n') }];
  return objects.map(({ kind, text }) => ({ path: `${folder}/${kind}.yaml`, text }));
}

interface Written {
  readonly kind: string;
  readonly text: string;
}

function objectsOf(random: Random, app: parts.App): Written[] {
  const [kind, workload] = random.pick(parts.workloads);
  const objects: Written[] = [{ kind, text: workload(random, app) }];
  const add = (share: number, name: string, write: (random: Random, app: parts.App) => string) => {
    if (random.chance(share)) objects.push({ kind: name, text: write(random, app) });
  };
  if (kind !== 'cronjob') add(0.8, 'service', parts.service);
  add(0.5, 'configmap', parts.configMap);
  add(0.3, 'ingress', parts.ingress);
  add(0.25, 'serviceaccount', parts.serviceAccount);
  add(0.15, 'role', parts.role);
  add(0.2, 'networkpolicy', parts.networkPolicy);
  if (kind === 'deployment') add(0.3, 'hpa', parts.autoscaler);
  add(0.15, 'pdb', parts.disruptionBudget);
  return objects;
}
