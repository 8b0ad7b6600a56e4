import { PlimsollError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import { isUnseen } from '../../core/gap.ts';
import type { Package } from '../../core/package.ts';
import type { DiffFinding, ImageDiff, LayerSize, PackageChange, Side } from '../../report/diff/types.ts';
import type { ImageView } from '../../report/image/types.ts';
import { contentRules } from '../../rules/content.ts';
import { openRules } from '../project.ts';
import type { CheckRequest } from '../types.ts';
import { fileChanges } from './file-changes.ts';
import type { InspectedImage } from './inspect.ts';
import { judgeImage } from './judge.ts';
import { inspectNamed } from './named.ts';
import { viewOf } from './view.ts';

/**
 * Opens two images, reads and judges both, and says what is other in the second.
 * @param request how images are opened, and by which rules they are judged
 * @throws PlimsollError as opening and reading do
 */
export async function compareNamed(
  before: string,
  after: string,
  request: CheckRequest,
): Promise<readonly ImageDiff[]> {
  const { cwd, env, images = {} } = request;
  // What is to be compared has to be read, where it could be left out.
  const options = { cwd, env, ...images, whole: true } as const;
  const { policy, rules } = await openRules(request);
  const [old, now] = [await inspectNamed(before, options), await inspectNamed(after, options)];
  const pairs = pairsOf(old, now);
  const all = { imageRules: rules.imageRules, contentRules };
  const judge = (inspected: InspectedImage): readonly Finding[] =>
    // Under one name for both: a finding is the same by its place in the image, whatever that is called.
    judgeImage(
      { ...inspected, image: { ...inspected.image, name: 'image' } },
      all,
      policy.settingsFor(inspected.image.name),
    ).findings;
  return pairs.map(([a, b]) => compareImages(a, b, judge));
}

/** Images of one platform belong together; where there is one of each, these two. */
function pairsOf(
  old: readonly InspectedImage[],
  now: readonly InspectedImage[],
): (readonly [InspectedImage, InspectedImage])[] {
  const [first, second] = [old[0], now[0]];
  if (old.length === 1 && now.length === 1 && first && second) return [[first, second]];
  const pairs = old.flatMap((a) => {
    const b = now.find(({ image }) => image.platform === a.image.platform);
    return b ? [[a, b] as const] : [];
  });
  if (pairs.length === 0)
    throw new PlimsollError('not-found', 'the two have no platform in common: name one with --platform');
  return pairs;
}

/** What is other in the second of two images. @param judge gives the findings of one */
export function compareImages(
  before: InspectedImage,
  after: InspectedImage,
  judge: (image: InspectedImage) => readonly Finding[],
): ImageDiff {
  const [old, now] = [viewOf(before), viewOf(after)];
  const layers = layerChanges(old, now);
  const { unknown, ...files } = fileChanges(before.tree, after.tree, layers.shared);
  const isAlike = packingOf(before) === packingOf(after);
  return {
    before: sideOf(old),
    after: sideOf(now),
    isPackedAlike: isAlike,
    packages: packageChanges(before.inventory.packages, after.inventory.packages),
    files,
    layers,
    config: configChanges(old, now),
    surface: surfaceChanges(old, now),
    findings: findingChanges(judge(before), judge(after)),
    starts: {
      before: old.start.starts,
      after: now.start.starts,
      ...(now.start.why === undefined ? {} : { why: now.start.why }),
    },
    gaps: [
      ...[before, after].flatMap(({ gaps }) =>
        gaps.filter(isUnseen).map(({ path, reason }) => `${path}: ${reason}`),
      ),
      ...(isAlike
        ? []
        : [
            `layers are packed in other ways (${packingOf(before)}, ${packingOf(after)}): what is pulled of the two cannot be compared`,
          ]),
      ...(unknown > 0 ? [`${unknown} files have one size in both, and their contents were not read`] : []),
    ],
  };
}

/** How layers are compressed. */
const packingOf = ({ tree }: InspectedImage): string =>
  [...new Set(tree.layers.map(({ compression }) => (compression === 'none' ? 'not at all' : compression)))]
    .sort()
    .join(' and ');

const sideOf = ({ name, digest, platform, system, size, packages }: ImageView): Side => ({
  name,
  ...(digest === undefined ? {} : { digest }),
  platform,
  ...(system === undefined ? {} : { system }),
  packed: size.packed,
  bytes: size.bytes,
  files: size.files,
  wasted: size.wasted,
  packages: packages.length,
});

/** By type and name: what there are several versions of is told with all of them. */
function packageChanges(before: readonly Package[], after: readonly Package[]): ImageDiff['packages'] {
  const changes = new Map<string, { type: string; name: string; before: string[]; after: string[] }>();
  for (const [side, packages] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const { type, name, version = '' } of packages) {
      const key = `${type}\0${name}`;
      let change = changes.get(key);
      if (!change) {
        change = { type, name, before: [], after: [] };
        changes.set(key, change);
      }
      change[side].push(version);
    }
  }
  const all: PackageChange[] = [...changes.values()]
    .map((change) => ({
      ...change,
      before: [...new Set(change.before)].sort(),
      after: [...new Set(change.after)].sort(),
    }))
    .filter(
      (change) =>
        change.before.join('\0') !== change.after.join('\0') || !change.before.length || !change.after.length,
    )
    .sort((a, b) => (`${a.type}\0${a.name}` < `${b.type}\0${b.name}` ? -1 : 1));
  return {
    added: all.filter((change) => change.before.length === 0),
    removed: all.filter((change) => change.after.length === 0),
    changed: all.filter((change) => change.before.length > 0 && change.after.length > 0),
  };
}

function layerChanges(old: ImageView, now: ImageView): ImageDiff['layers'] {
  let shared = 0;
  while (old.layers[shared] && old.layers[shared]!.digest === now.layers[shared]?.digest) shared++;
  const above = ({ layers }: ImageView): LayerSize[] =>
    layers.slice(shared).map(({ index, packed, instruction }) => ({
      index,
      packed,
      ...(instruction === undefined ? {} : { instruction }),
    }));
  return { shared, before: above(old), after: above(now) };
}

function configChanges(old: ImageView, now: ImageView): ImageDiff['config'] {
  const [before, after] = [old, now].map(
    ({ config }) => new Map(config.map(({ name, value }) => [name, value])),
  ) as [Map<string, string>, Map<string, string>];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => ({
      name,
      ...(before.has(name) ? { before: before.get(name)! } : {}),
      ...(after.has(name) ? { after: after.get(name)! } : {}),
    }));
}

function surfaceChanges(old: ImageView, now: ImageView): ImageDiff['surface'] {
  return now.surface.flatMap(({ kind, title, found }) => {
    const [before, after] = [
      new Set(old.surface.find((part) => part.kind === kind)?.found ?? []),
      new Set(found),
    ];
    const added = [...after.difference(before)];
    const removed = [...before.difference(after)];
    return added.length + removed.length > 0 ? [{ kind, title, added, removed }] : [];
  });
}

function findingChanges(before: readonly Finding[], after: readonly Finding[]): ImageDiff['findings'] {
  const [old, now] = [before, after].map((all) => new Set(all.map(({ fingerprint }) => fingerprint))) as [
    Set<string>,
    Set<string>,
  ];
  return {
    added: after.filter(({ fingerprint }) => !old.has(fingerprint)).map(findingOf),
    removed: before.filter(({ fingerprint }) => !now.has(fingerprint)).map(findingOf),
  };
}

function findingOf({ rule, severity, message, fingerprint, at }: Finding): DiffFinding {
  const place = at.image?.path ?? at.image?.config;
  return { rule, severity, message, fingerprint, ...(place === undefined ? {} : { at: place }) };
}
