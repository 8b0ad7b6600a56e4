import { shownSize } from '../../core/sizes.ts';
import { packageCacheLeftOptions } from '../options/package-cache-left.ts';
import { contentRule } from '../rule.ts';
import { sumByFolder } from '../support/content/folders.ts';

/** What a package manager keeps to be faster next time is of no use where there is no next time. */
export const packageCacheLeft = contentRule({
  name: 'package-cache-left',
  title: 'Leave no package manager’s cache in the image',
  severity: 'low',
  set: 'recommended',
  aliases: ['DKL-DI-0004', 'DKL-DI-0005'],
  help: 'keep it out of the layer: RUN --mount=type=cache,target=FOLDER, or remove it in the same RUN that makes it',
  fixable: false,
  options: packageCacheLeftOptions,

  *check({ tree }, { least }) {
    for (const { path, bytes, files, layer } of sumByFolder(tree, ({ path }) => cacheOf(path))) {
      if (bytes < least * 1000) continue;
      yield {
        at: { path, layer },
        message: `${shownSize(bytes)} of what ${managerOf(path)} keeps for its next run, in ${files} file${files === 1 ? '' : 's'}`,
        aliases: path.startsWith('/var/cache/apk')
          ? ['DKL-DI-0004']
          : /apt/.test(path)
            ? ['DKL-DI-0005']
            : [],
      };
    }
  },
});

/** Folders by the manager that fills them (their documentation; apt.conf(5), apk(8), dnf.conf(5), pip cache, npm-cache(1)). */
const CACHES: readonly (readonly [pattern: RegExp, manager: string])[] = [
  [/^\/var\/cache\/apt(?=\/(?:.*\.bin|archives\/.*\.deb)$)/, 'apt'],
  [/^\/var\/lib\/apt\/lists(?=\/(?!lock$|partial$).)/, 'apt'],
  [/^\/var\/cache\/apk(?=\/.+\.(?:apk|tar\.gz)$)/, 'apk'],
  [/^\/var\/cache\/(?:yum|dnf|libdnf5)(?=\/)/, 'dnf'],
  [/^\/var\/cache\/zypp(?=\/)/, 'zypper'],
  [/^\/var\/cache\/pacman\/pkg(?=\/)/, 'pacman'],
  [/^(?:\/root|\/home\/[^/]+)\/\.cache\/pip(?=\/)/, 'pip'],
  [/^(?:\/root|\/home\/[^/]+)\/\.cache\/uv(?=\/)/, 'uv'],
  [/^(?:\/root|\/home\/[^/]+)\/\.cache\/pypoetry(?=\/)/, 'Poetry'],
  [/^(?:\/root|\/home\/[^/]+)\/\.npm\/_cacache(?=\/)/, 'npm'],
  [/^(?:\/usr\/local\/share|\/root|\/home\/[^/]+)\/\.cache\/yarn(?=\/)/, 'Yarn'],
  [/^(?:\/root|\/home\/[^/]+)\/\.yarn\/berry\/cache(?=\/)/, 'Yarn'],
  [/^(?:\/root|\/home\/[^/]+)\/\.cache\/go-build(?=\/)/, 'Go'],
  [/^\/go\/pkg\/mod\/cache(?=\/)/, 'Go'],
  [/^(?:\/root|\/home\/[^/]+)\/\.cargo\/registry(?=\/)|^\/usr\/local\/cargo\/registry(?=\/)/, 'Cargo'],
  [/^(?:\/root|\/home\/[^/]+)\/\.m2\/repository(?=\/)/, 'Maven'],
  [/^(?:\/root|\/home\/[^/]+)\/\.gradle\/caches(?=\/)/, 'Gradle'],
  [/^(?:\/root|\/home\/[^/]+)\/\.nuget\/packages(?=\/)/, 'NuGet'],
  [/^(?:\/root|\/home\/[^/]+)\/\.(?:composer\/cache|cache\/composer)(?=\/)/, 'Composer'],
  [
    /^(?:\/root|\/home\/[^/]+)\/\.(?:bundle\/cache|gem\/ruby\/[^/]+\/cache)(?=\/)|^\/usr\/local\/bundle\/cache(?=\/)/,
    'Bundler',
  ],
  [/^\/opt\/conda\/pkgs(?=\/)/, 'conda'],
];

function cacheOf(path: string): string | undefined {
  if (!/cache|\/(?:lists|pkgs|registry|repository|packages)\//.test(path)) return undefined;
  for (const [pattern] of CACHES) {
    const match = pattern.exec(path);
    if (match) return match[0];
  }
  return undefined;
}

const managerOf = (folder: string): string =>
  CACHES.find(
    ([pattern]) =>
      pattern.test(`${folder}/archives/x.deb`) ||
      pattern.test(`${folder}/x.bin`) ||
      pattern.test(`${folder}/x.apk`) ||
      pattern.test(`${folder}/x`),
  )?.[1] ?? 'a package manager';
