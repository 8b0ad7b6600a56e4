import type { DeliveryMap } from './types.ts';

/** The map with the folder that all of its paths begin with left off, and that folder (with its `/`; empty: none). */
export function belowFolder(map: DeliveryMap): { readonly map: DeliveryMap; readonly folder: string } {
  const paths = [
    ...map.images.flatMap(({ place }) => place ?? []),
    ...map.containers.map(({ file }) => file),
    ...map.images.flatMap(({ builtBy }) => builtBy.filter((place) => place.includes('/'))),
  ];
  const folder = commonFolder(paths);
  if (folder === '') return { map, folder };
  const cut = (path: string): string => (path.startsWith(folder) ? path.slice(folder.length) : path);
  return {
    folder,
    map: {
      ...map,
      images: map.images.map((image) => ({
        ...image,
        name: image.kind === 'built' ? cut(image.name) : image.name,
        ...(image.place === undefined ? {} : { place: cut(image.place) }),
        builtBy: image.builtBy.map(cut),
      })),
      containers: map.containers.map((container) => ({
        ...container,
        file: cut(container.file),
        place: cut(container.place),
      })),
      gaps: map.gaps.map(({ path, reason }) => ({ path: cut(path), reason })),
    },
  };
}

function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1));
  let common = folders[0] ?? '';
  for (const folder of folders)
    while (!folder.startsWith(common))
      common = common.slice(0, common.lastIndexOf('/', common.length - 2) + 1);
  return common === '/' ? '' : common;
}
