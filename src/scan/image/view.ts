import { willStart } from '../../binaries/start/start.ts';
import { isUnseen } from '../../core/gap.ts';
import { KIND } from '../../image/entries.ts';
import { instructionOf } from '../../image/history.ts';
import type { FileView, ImageView, LayerView } from '../../report/image/types.ts';
import { masked } from '../../secrets/spans.ts';
import { FolderSum } from './folder-sum.ts';
import type { InspectedImage } from './inspect.ts';
import { settingsOf } from './settings.ts';
import { surfaceOf } from './surface.ts';

/** As many files of a layer as anybody looks at. */
const MOST_FILES = 25;

/** What people look at of an image; nothing secret is in it. */
export function viewOf(inspected: InspectedImage): ImageView {
  const { image, tree, inventory, gaps } = inspected;
  const { layers, content, size } = contentOf(inspected);
  const { starts, why, proof } = willStart(tree, image.config, { isWhole: !gaps.some(isUnseen) });
  const { distribution, coverage } = inventory;
  const system = distribution?.prettyName ?? distribution?.id;
  return {
    name: image.name,
    ...(image.digest ? { digest: image.digest } : {}),
    platform: image.platform,
    ...(image.config.created ? { created: image.config.created } : {}),
    ...(system === undefined ? {} : { system }),
    size,
    config: settingsOf(image.config),
    start: { starts, ...(why === undefined ? {} : { why: masked(why) }), proof },
    layers,
    packages: inventory.packages.map(({ type, name, version, purl, layer }) => ({
      type,
      name,
      ...(version === undefined ? {} : { version }),
      purl,
      layer,
    })),
    surface: surfaceOf(inspected),
    coverage: {
      unownedBytes: coverage.unownedBytes,
      unownedFiles: coverage.unownedFiles,
      executables: coverage.executables,
      unownedExecutables: coverage.unownedExecutables,
      largest: [...coverage.largestExecutables, ...coverage.largestFiles]
        .sort((a, b) => b.size - a.size)
        .slice(0, MOST_FILES),
    },
    content,
    gaps,
  };
}

interface LayerSum {
  files: number;
  bytes: number;
  wastedFiles: number;
  wastedBytes: number;
  packages: number;
  readonly largest: FileView[];
}

/** What fills the image, by layer and by folder. */
function contentOf({
  image,
  tree,
  inventory,
}: InspectedImage): Pick<ImageView, 'layers' | 'content' | 'size'> {
  const sums = tree.layers.map(({ entries }): LayerSum => {
    let [files, bytes] = [0, 0];
    for (let entry = 0; entry < entries.length; entry++) {
      if (entries.kinds[entry] !== KIND.file) continue;
      files++;
      bytes += entries.sizes[entry]!;
    }
    return { files, bytes, wastedFiles: 0, wastedBytes: 0, packages: 0, largest: [] };
  });
  let wasted = 0;
  for (const { by, size } of tree.hidden()) {
    const sum = sums[by]!;
    sum.wastedFiles++;
    sum.wastedBytes += size;
    wasted += size;
  }
  for (const { layer } of inventory.packages) {
    const sum = sums[layer];
    if (sum) sum.packages++;
  }
  const folders = new FolderSum();
  let [files, bytes] = [0, 0];
  for (const { path, size, layer } of tree.contents()) {
    files++;
    bytes += size;
    folders.add(path, size, layer);
    keepLargest(sums[layer]!.largest, { path, size, layer });
  }
  const packed = image.layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0);
  const efficiency = bytes + wasted === 0 ? 100 : Math.floor((1000 * bytes) / (bytes + wasted)) / 10;
  return {
    layers: image.layers.map((layer) => layerView(layer, sums[layer.index]!)),
    content: folders.finish(),
    size: { packed, files, bytes, wasted, efficiency },
  };
}

function layerView(
  { index, descriptor, diffId, history }: InspectedImage['image']['layers'][number],
  { files, bytes, wastedFiles, wastedBytes, packages, largest }: LayerSum,
): LayerView {
  const createdBy = history?.createdBy;
  return {
    index,
    digest: diffId ?? descriptor.digest,
    ...(createdBy === undefined ? {} : { instruction: masked(instructionOf(createdBy)) }),
    packed: descriptor.size,
    files,
    bytes,
    wastes: { files: wastedFiles, bytes: wastedBytes },
    largest: largest.sort((a, b) => b.size - a.size).slice(0, MOST_FILES),
    packages,
  };
}

/** Keeps twice what is wanted, and sorts when it is full. */
function keepLargest(list: FileView[], file: FileView): void {
  if (file.size === 0) return;
  list.push(file);
  if (list.length < MOST_FILES * 40) return;
  list.sort((a, b) => b.size - a.size);
  list.length = MOST_FILES;
}
