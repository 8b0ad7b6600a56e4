import { isUnseen } from '../../core/gap.ts';
import { contentRule } from '../rule.ts';

/** Without its package manager's database nobody can tell what an image holds, and scanners call it clean. */
export const packageDatabaseMissing = contentRule({
  name: 'package-database-missing',
  title: 'Keep the package manager’s database in the image',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'leave the database where it is: it is small, and what scanners and bills of materials go by',
  fixable: false,

  *check({ tree, inventory: { distribution, packages }, gaps }) {
    if (!distribution) return;
    const system = SYSTEMS.find(({ ids }) =>
      [distribution.id, ...distribution.like].some((id) => ids.includes(id)),
    );
    if (!system || packages.some(({ type }) => type === system.type)) return;
    // A database that could not be read is there; and what was not seen may hold it.
    if (system.files.some((file) => tree.lstat(file))) return;
    if (gaps.some((gap) => isUnseen(gap) && !system.files.some((file) => gap.path.endsWith(` ${file}`))))
      return;
    for (const { path, by, size } of tree.hidden()) {
      if (size === 0 || !system.files.some((file) => path === file || path.startsWith(`${file}/`))) continue;
      yield {
        at: { layer: by },
        key: system.type,
        message: `this layer deletes ${path}: what is installed cannot be told any more, and known flaws of it are not found`,
      };
      return;
    }
    // Programs without a database: somebody built it so, or a tool made the image small.
    if (!tree.stat('/bin/sh') || tree.lstat('/var/lib/chisel')) return;
    yield {
      at: { path: distribution.path },
      key: system.type,
      message: `the system is ${distribution.prettyName ?? distribution.id}, and there is no database of its packages: what is installed cannot be told, and known flaws of it are not found`,
      severity: 'low',
    };
  },
});

/** Where package managers keep what is installed; folders and files. */
const SYSTEMS: readonly {
  readonly ids: readonly string[];
  readonly type: 'deb' | 'apk' | 'rpm';
  readonly files: readonly string[];
}[] = [
  { ids: ['debian', 'ubuntu'], type: 'deb', files: ['/var/lib/dpkg/status', '/var/lib/dpkg/status.d'] },
  {
    ids: ['alpine', 'wolfi', 'chainguard'],
    type: 'apk',
    files: ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'],
  },
  {
    ids: ['rhel', 'fedora', 'centos', 'amzn', 'suse', 'opensuse', 'azurelinux', 'mariner', 'photon'],
    type: 'rpm',
    files: ['/var/lib/rpm', '/usr/lib/sysimage/rpm'],
  },
];
