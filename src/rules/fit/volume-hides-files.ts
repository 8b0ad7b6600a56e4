import { type Fact, type FileFact, howKnown, type KnownFact, valueOf } from '../../core/facts.ts';
import type { SitedProblem } from '../../core/finding.ts';
import type { Container, Mount } from '../../workload/types.ts';
import { type Fit, fitRule } from '../rule.ts';
import { knownBase } from '../support/fit/base.ts';
import { isWithin, samePath } from '../support/fit/needs.ts';
import { imageName } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** What is mounted over a folder hides what the image has there. */
export const volumeHidesFiles = fitRule({
  name: 'volume-hides-files',
  title: 'Mount no volume over files of the image',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'mount it at a folder of its own, or only the file that is meant (subPath)',
  fixable: false,

  *check(fit) {
    const { container, recipe, facts } = fit;
    yield* overSystem(fit);
    if (!recipe) return;
    const files = valueOf(facts.files) ?? [];
    let isFound = false;
    for (const mount of container.mounts) {
      if (!hides(mount, fit)) continue;
      const hidden = files.find((file) => isHidden(file, mount));
      if (!hidden) continue;
      isFound = true;
      yield {
        at: mount.at,
        also: hidden.at
          ? [{ source: recipe.source, span: hidden.at, fact: copiedBy(facts.files, hidden) }]
          : [],
        message: `${nameOf(container)} mounts ${told(mount)} over ${mount.path}, which hides what ${imageName(fit)} copies to ${hidden.path}`,
        severity: startsFrom(fit, mount) ? 'high' : 'medium',
      };
    }
    const over = container.mounts.find((mount) => hides(mount, fit));
    const isOpen = facts.files.known === 'unknown' || facts.files.incomplete !== undefined;
    if (over && isOpen && !isFound) yield unanswered(fit, `what % has at ${over.path}`, facts.files, over.at);
  },
});

/** Whatever the image is, these folders hold its programs, libraries and settings, or what an official image consists of. */
function* overSystem(fit: Fit): Generator<SitedProblem> {
  const { container, recipe } = fit;
  const family = recipe ? undefined : knownBase(fit)?.family;
  const own = family !== undefined && Object.hasOwn(OF_FAMILIES, family) ? OF_FAMILIES[family]! : [];
  for (const mount of container.mounts) {
    if (!hides(mount, fit) || !isEmpty(mount, container)) continue;
    const path = samePath(mount.path);
    if (!SYSTEM.has(path) && !own.includes(path)) continue;
    yield {
      at: mount.at,
      message: `${nameOf(container)} mounts ${told(mount)} over ${mount.path}, which hides what ${imageName(fit)} runs from there`,
      severity: 'high',
    };
  }
}

/** Nothing is there at first, and no other container of the pod fills it. */
const isEmpty = ({ volume }: Mount, container: Container): boolean =>
  volume.kind === 'tmpfs' ||
  (volume.kind === 'empty' &&
    !container.workload.containers.some(
      (each) => each !== container && each.mounts.some((mount) => mount.volume.name === volume.name),
    ));

/** Where official images have what they start, or what it cannot start without; the Dockerfiles of their makers put it there. */
const OF_FAMILIES: Readonly<Record<string, readonly string[]>> = {
  nginx: ['/etc/nginx'],
  tomcat: ['/usr/local/tomcat', '/usr/local/tomcat/bin', '/usr/local/tomcat/conf', '/usr/local/tomcat/lib'],
  httpd: ['/usr/local/apache2', '/usr/local/apache2/conf', '/usr/local/apache2/bin'],
};

const SYSTEM = new Set(
  [
    'bin',
    'sbin',
    'lib',
    'lib64',
    'etc',
    'usr',
    'usr/bin',
    'usr/sbin',
    'usr/lib',
    'usr/local',
    'usr/local/bin',
  ].map((path) => samePath(`/${path}`)),
);

/** The instruction that copies a file. */
function copiedBy(files: Fact<readonly FileFact[]>, { at }: FileFact): KnownFact {
  const own = files.from.filter((each) => each.at?.start === at?.start);
  return howKnown(own.length > 0 ? { ...files, from: own } : files);
}

/** A named volume of Compose is filled with what the image has there when it is made. */
function hides({ volume, subPath }: Mount, { container }: Fit): boolean {
  if (subPath !== undefined) return false;
  if (container.workload.format === 'kubernetes') return true;
  return volume.kind === 'tmpfs';
}

/** The file lies in what is mounted over, and is not the place itself: that is one file put over another. */
const isHidden = (file: FileFact, mount: Mount): boolean => {
  const path = samePath(file.path);
  const folder = samePath(mount.path);
  if (folder === '/' || path === '/') return false;
  return path === folder ? file.path.endsWith('/') : isWithin(path, folder);
};

/** The program itself is hidden. */
function startsFrom({ container, facts }: Fit, mount: Mount): boolean {
  if (container.entrypoint) return false;
  const words = [...(valueOf(facts.entrypoint)?.args ?? []), ...(valueOf(facts.command)?.args ?? [])];
  const workdir = valueOf(facts.workdir) ?? '/';
  return words.some((word) => {
    const path = word.startsWith('/') ? word : /\.\w+$/.test(word) ? `${workdir}/${word}` : '';
    return path !== '' && isWithin(path, mount.path);
  });
}

const told = ({ volume }: Mount): string =>
  ({
    empty: 'an emptyDir',
    tmpfs: 'a tmpfs',
    named: `the volume ${volume.name}`,
    hostPath: `${volume.source ?? 'a path'} of the host`,
    config: `the config map ${volume.source ?? volume.name}`,
    secret: `the secret ${volume.source ?? volume.name}`,
  })[volume.kind as string] ?? `the volume ${volume.name}`;
