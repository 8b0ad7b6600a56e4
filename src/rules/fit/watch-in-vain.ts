import { posix } from 'node:path';
import { nearestOf } from '../../core/distance.ts';
import type { SitedProblem } from '../../core/finding.ts';
import { replaceNode } from '../../yaml/edit.ts';
import { at, entryOf, keySite, siteOf } from '../../yaml/look.ts';
import { type Fit, fitRule } from '../rule.ts';
import { mountOver } from '../support/fit/access.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { inContext, isSync, placesOf, tidy, type Watch, watchesOf } from '../support/fit/watches.ts';
import { credentialsIn } from '../support/secret-files.ts';
import { matches } from '../support/wildcards.ts';
import { fixWith } from '../support/workload/fixes.ts';

/** What Compose watches and copies into a running container while it is developed. */
export const watchInVain = fitRule({
  name: 'watch-in-vain',
  title: 'Watch what is there, and sync it to where the image has it',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'name a path that is there, and the folder that the Dockerfile copies it to',
  fixable: true,

  *check(fit) {
    for (const watch of watchesOf(fit)) {
      yield* needsBuild(fit, watch);
      const inside = inContext(fit, watch);
      if (inside && !isThere(inside)) {
        yield missing(fit, watch, inside);
        continue;
      }
      if (!isSync(watch)) continue;
      if (isReadOnly(fit, watch)) yield refused(fit, watch);
      if (!inside) continue;
      yield* elsewhere(fit, watch, inside);
      yield* secrets(fit, watch, inside);
    }
  },
});

type Inside = NonNullable<ReturnType<typeof inContext>>;

/** A link that leads out of the context is there as well. */
const isThere = ({ context, path }: Inside): boolean =>
  path === '' ||
  context.exists(path) !== undefined ||
  context.list(posix.dirname(path)).includes(posix.basename(path));

function* needsBuild({ container }: Fit, { action, node, path }: Watch): Generator<SitedProblem> {
  const entry = entryOf(node, 'action');
  const where = entry ? siteOf(entry.value) : siteOf(path);
  if (action === 'rebuild' && !container.build)
    yield {
      at: where,
      message: `service ${container.workload.name} is to be rebuilt, and has no build: docker compose watch stops with an error`,
      help: 'give the service a build, or sync into its image',
    };
  const command = at(node, 'exec', 'command');
  if (action === 'sync+exec' && (!command || (command.kind === 'list' && command.items.length === 0)))
    yield {
      at: where,
      message: `service ${container.workload.name} is to run a command after each sync, and exec names none: docker compose watch stops with an error`,
      help: 'write exec: {command: …}, or sync alone',
    };
}

function missing({ container }: Fit, { path }: Watch, { context, path: inside }: Inside): SitedProblem {
  const folder = posix.dirname(inside);
  const near = nearestOf(posix.basename(inside), context.list(folder));
  const written = String(path.value);
  const meant = near && written.replace(/[^/]*\/*$/, near);
  const edit = meant === undefined || path.interpolated ? undefined : replaceNode(path, meant);
  return {
    at: siteOf(path),
    severity: 'low',
    message: `service ${container.workload.name} watches ${written}, and nothing is there: no change is ever seen${meant ? `; did you mean ${meant}?` : ''}`,
    help: meant ? `write ${meant}` : 'name a path that is there, from the folder of the project',
    ...fixWith(`watch ${meant}`, edit && [edit], ['run.other']),
  };
}

/** The engine copies nothing into a root file system that is read-only, nor into a tmpfs. */
function isReadOnly({ container }: Fit, { target }: Watch): boolean {
  if (!target) return false;
  const mount = mountOver(container, tidy(String(target.value)));
  if (mount) return mount.readOnly;
  return container.readOnlyRoot.value === true;
}

function refused(fit: Fit, { action, target }: Watch): SitedProblem {
  const { container } = fit;
  const mount = mountOver(container, tidy(String(target!.value)));
  const why = mount ? `what is mounted at ${mount.path} is read-only` : 'its root file system is read-only';
  const entry = entryOf(container.node, 'read_only');
  return {
    at: siteOf(target!),
    also: mount ? [mount.at] : entry ? [keySite(entry)] : [],
    message: `service ${container.workload.name} has its files brought by ${action} to ${target!.value}, and ${why}: the engine refuses every copy`,
    help: 'have the image rebuilt in place of that (action: rebuild), or make the root writable in compose.override.yaml, for development',
  };
}

function* elsewhere(fit: Fit, { path, target }: Watch, inside: Inside): Generator<SitedProblem> {
  if (!target) return;
  const to = tidy(String(target.value));
  const places = placesOf(fit, inside);
  if (!places || places.length === 0 || places.includes(to) || mountOver(fit.container, to)) return;
  const edit = places.length === 1 && !target.interpolated ? replaceNode(target, places[0]!) : undefined;
  yield {
    at: siteOf(target),
    also: besides(fit, fit.facts.files),
    message: `service ${fit.container.workload.name} has ${path.value} synced to ${to}, and ${imageName(fit)} has it at ${places.join(' and ')}: what runs does not see the change`,
    help: `write ${places.join(' or ')}`,
    ...fixWith(`sync it to ${places[0]}`, edit && [edit], ['run.other']),
  };
}

/** Files in the folder itself that hold credentials, and that neither its patterns nor the ignore file keep out. */
function* secrets({ container }: Fit, watch: Watch, { context, path }: Inside): Generator<SitedProblem> {
  const isFolder = path === '' || context.exists(path) === 'directory';
  const files = isFolder ? context.list(path || '.').map((name) => posix.join(path, name)) : [path];
  const found = files.filter((file) => {
    const name = isFolder ? posix.basename(file) : file;
    return (
      credentialsIn(file, (each) => context.read(each)) && isSynced(watch, name) && !context.ignored(file)
    );
  });
  if (found.length === 0) return;
  yield {
    at: siteOf(watch.path),
    message: `service ${container.workload.name} has ${found.join(', ')} copied into its container with every change: ${found.length === 1 ? 'it holds' : 'they hold'} credentials`,
    help: `name ${found.length === 1 ? 'it' : 'them'} under ignore, or in .dockerignore`,
  };
}

/** What patterns of more than a name say is not followed: it may be kept out. */
function isSynced({ ignore, include }: Watch, name: string): boolean {
  const says = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => {
      const clean = pattern.replace(/^\.?\/+|\/+$/g, '').replace(/^(?:\*\*\/)+/, '');
      return pattern.startsWith('!') || clean.includes('[') || matches(clean, name);
    });
  return !says(ignore) && (include.length === 0 || says(include));
}
