import { isComposeName, looksLikeCompose } from '../../workload/compose/recognize.ts';
import { looksLikeKubernetes } from '../../workload/kubernetes/recognize.ts';

/** What a file of a delivery is, beside Dockerfiles. */
export type ManifestKind =
  | 'compose'
  /** What a Compose file includes or extends, where the search does not find it: judged as a part of that file. */
  | 'compose-part'
  | 'kubernetes'
  | 'chart'
  | 'kustomization'
  | 'github'
  | 'gitlab'
  | 'bake'
  | 'makefile';

/** By its name alone; `perhaps`: a look inside decides (`kindOfText`). */
export function manifestKindOfPath(path: string): ManifestKind | 'perhaps' | undefined {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1).toLowerCase();
  if (isComposeName(name)) return 'compose';
  if (name === 'chart.yaml') return 'chart';
  if (name === 'kustomization.yaml' || name === 'kustomization.yml' || name === 'kustomization')
    return 'kustomization';
  if (/^docker-bake(?:\.override)?\.(?:hcl|json)$/.test(name)) return 'bake';
  if (/\.ya?ml$/.test(name)) {
    const folder = path.slice(0, Math.max(0, slash));
    if (/(?:^|\/)\.(?:github|gitea|forgejo)\/workflows$/.test(folder)) return 'github';
    if (/(?:^|[._-])gitlab-ci\.ya?ml$/.test(name)) return 'gitlab';
    return 'perhaps';
  }
  if (name === 'makefile' || name === 'gnumakefile' || name.endsWith('.mk')) return 'makefile';
  if (/^(?:docker-)?(?:build|publish|release|push)[a-z0-9._-]*\.(?:ba)?sh$/.test(name)) return 'makefile';
  if (/\.json$/.test(name) && !/^(?:package|package-lock|tsconfig.*|composer)\.json$/.test(name))
    return 'perhaps';
  return undefined;
}

/** What a YAML or JSON text is, by what stands at the head of its lines; undefined: none of ours. */
export function kindOfText(text: string): 'compose' | 'kubernetes' | undefined {
  if (looksLikeKubernetes(text)) return 'kubernetes';
  return looksLikeCompose(text) ? 'compose' : undefined;
}
