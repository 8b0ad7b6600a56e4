import { Command } from 'commander';
import { PlimsollError } from '../core/errors.ts';
import type { CommandModule } from './frame.ts';

interface CacheOptions {
  readonly clear?: boolean;
  readonly prune?: string;
}

export const cache: CommandModule = {
  define() {
    return new Command('cache')
      .description(
        'Says what is kept of images between runs, and where: blobs of registries, and what was found in layers. It is kept below 8 GB by itself, what was not used for longest going first; PLIMSOLL_CACHE_DIR names another folder.',
      )
      .option('--clear', 'remove all of it')
      .option(
        '--prune <size>',
        'remove what was not used for longest, until no more than this is left: 500MB, 2GB',
      );
  },

  async run({ options }, world) {
    const given = options as CacheOptions;
    const { openCache } = await import('../cache/cache.ts');
    const opened = openCache(world.env);
    if (given.clear && given.prune !== undefined)
      throw new PlimsollError('usage', '--clear removes all of it: --prune has nothing to keep then');
    const gone = given.clear
      ? await opened.clear()
      : given.prune === undefined
        ? undefined
        : await opened.prune(bytesIn(given.prune));
    const { folder, blobs, results, partial } = await opened.usage();
    const lines = [
      ...(gone === undefined ? [] : [`removed   ${shown(gone)}`]),
      `folder    ${folder}`,
      `blobs     ${blobs.count}, ${shown(blobs.bytes)}`,
      `layers    ${results.count}, ${shown(results.bytes)}`,
      ...(partial.count > 0 ? [`broken off  ${partial.count}, ${shown(partial.bytes)}`] : []),
    ];
    world.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  },
};

/** @throws PlimsollError `usage` */
function bytesIn(text: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)\s*([kmgt]?)i?b?$/i.exec(text.trim());
  if (!match) throw new PlimsollError('usage', `--prune ${text}: write a size, such as 500MB or 2GB`);
  return Number(match[1]) * 1000 ** ' kmgt'.indexOf(match[2]!.toLowerCase() || ' ');
}

/** In the units that disks are sold in. */
function shown(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}
