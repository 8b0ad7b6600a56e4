import type { Edit, Fix } from '../../core/edit.ts';
import { valueOf } from '../../core/facts.ts';
import type { Container } from '../../workload/types.ts';
import { addItem, joined, setAt, type YamlData } from '../../yaml/edit.ts';
import { asList, at, itemsOf, textOf } from '../../yaml/look.ts';
import { type Fit, fitRule } from '../rule.ts';
import { isWithin, needsOf } from '../support/fit/needs.ts';
import { besides, imageName } from '../support/fit/sites.ts';
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
    const missing = writesOf(fit).filter(
      ([path]) => !container.mounts.some((mount) => !mount.readOnly && isWithin(path, mount.path)),
    );
    if (missing.length === 0) return;
    const listed = missing.map(([path, what]) => `${path} (${what})`).join(', ');
    yield {
      at: container.readOnlyRoot.at,
      also: besides(fit, facts.command),
      message: `${nameOf(container)} is read-only, and ${imageName(fit)} writes to ${listed}`,
      ...repair(
        container,
        missing.map(([path]) => path),
      ),
    };
  },
});

type Write = readonly [path: string, what: string];

function writesOf(fit: Fit): Write[] {
  return [...(needsOf(fit)?.writes ?? []), ...byCommand(fit)];
}

/** What the started program is known to write, whatever image it is in. */
function byCommand({ container, facts }: Fit): Write[] {
  const words =
    container.command?.words.map(({ value }) => value) ??
    [valueOf(facts.entrypoint), valueOf(facts.command)].flatMap((command) => command?.args ?? []);
  const name = (words[0] ?? '').replace(/^.*\//, '');
  const line = words.join(' ');
  if (/(?:^|[\s/])gunicorn(?:\s|$)/.test(line) && !/--worker-tmp-dir/.test(line))
    return [['/tmp', "its workers' heartbeat"]];
  if (name === 'next' || /(?:^|[\s/])next start/.test(line)) {
    const workdir = container.workdir?.value ?? valueOf(facts.workdir);
    return workdir === undefined ? [] : [[`${workdir.replace(/\/$/, '')}/.next/cache`, 'rendered pages']];
  }
  return [];
}

function repair(container: Container, paths: readonly string[]): { fix?: Fix } {
  const isCompose = container.workload.format === 'compose';
  const edits = isCompose ? asTmpfs(container, paths) : asEmptyDirs(container, paths);
  if (!edits) return {};
  const title = `mount ${isCompose ? 'a tmpfs' : 'an emptyDir'} at ${paths.join(', ')}`;
  return { fix: { title, safe: true, edits, changes: ['run.mounts'] } };
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
