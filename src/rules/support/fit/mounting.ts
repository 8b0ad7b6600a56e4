import type { Edit, Fix } from '../../../core/edit.ts';
import type { UserFact } from '../../../core/facts.ts';
import type { Container } from '../../../workload/types.ts';
import { addItem, joined, setAt, type YamlData } from '../../../yaml/edit.ts';
import { asList, at, itemsOf, textOf } from '../../../yaml/look.ts';
import type { Fit } from '../../rule.ts';
import { tmpfsFor } from './access.ts';
import type { FitWrite } from './writes.ts';

/**
 * Mounts a tmpfs (Compose) or an emptyDir (Kubernetes) at the folders of some writes, so that the user may write there;
 * for `--unsafe` where something has to stay.
 */
export function mountAt(fit: Fit, missing: readonly FitWrite[], user: UserFact | undefined): { fix?: Fix } {
  const { container } = fit;
  const paths = [...new Set(missing.map(({ folder }) => folder))];
  const isCompose = container.workload.format === 'compose';
  const edits = isCompose
    ? asTmpfs(
        container,
        paths.map((path) => `${path}${tmpfsFor(fit, path, user)}`),
      )
    : asEmptyDirs(container, paths);
  if (!edits) return {};
  // What has to stay wants a volume, which is not for a repair to make.
  const isKept = missing.some((each) => each.isKept);
  const title = `mount ${isCompose ? 'a tmpfs' : 'an emptyDir'} at ${paths.join(', ')}${isKept ? ', where nothing stays' : ''}`;
  return { fix: { title, safe: !isKept, edits, changes: ['run.mounts'] } };
}

function asTmpfs({ node }: Container, paths: readonly string[]): Edit[] | undefined {
  const present = at(node, 'tmpfs');
  const list = asList(present);
  // Items go in one after the other at the same place, so that they make one edit.
  if (list && list.items.length > 0) return joined(paths.map((path) => addItem(list, path)));
  const known = textOf(present);
  const edit = setAt(node, ['tmpfs'], [...(known === undefined ? [] : [known]), ...paths]);
  return edit && [edit];
}

function asEmptyDirs({ node, workload, mounts }: Container, paths: readonly string[]): Edit[] | undefined {
  const { spec } = workload.pod;
  const taken = new Set([
    ...itemsOf(at(spec, 'volumes')).map((item) => textOf(at(item, 'name'))),
    ...mounts.map(({ volume }) => volume.name),
  ]);
  const named = paths.map((path) => [freshName(path, taken), path] as const);
  const volumes = added(
    spec,
    'volumes',
    named.map(([name]) => ({ name, emptyDir: {} })),
  );
  const mounted = added(
    node,
    'volumeMounts',
    named.map(([name, mountPath]) => ({ name, mountPath })),
  );
  // Where the container ends its pod, both stand at one place: what is deeper goes first.
  return volumes && mounted && joined([...mounted, ...volumes]);
}

function added(map: Container['node'], key: string, items: readonly YamlData[]): Edit[] | undefined {
  const list = asList(at(map, key));
  if (list && list.items.length > 0) return joined(items.map((item) => addItem(list, item)));
  const edit = setAt(map, [key], items);
  return edit && [edit];
}

/** A volume's name after its path: `/var/cache/nginx` → `var-cache-nginx`. */
function freshName(path: string, taken: Set<string | undefined>): string {
  const stem =
    path
      .replace(/[^a-z0-9]+/gi, '-')
      .replace(/^-|-$/g, '')
      .toLowerCase()
      .slice(0, 58) || 'root';
  let name = stem;
  for (let i = 2; taken.has(name); i++) name = `${stem}-${i}`;
  taken.add(name);
  return name;
}
