import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Cache } from '../../cache/cache.ts';
import { cacheFolder } from '../../core/cache-folder.ts';
import { PlimsollError } from '../../core/errors.ts';
import { openArchive } from '../../image/archive.ts';
import { type OpenedImages, openImages } from '../../image/choose.ts';
import { openFolder } from '../../image/folder-image.ts';
import { folderFiles, openLayout } from '../../image/layout.ts';
import { limitsOf } from '../../image/limits.ts';
import type { Medium } from '../../image/types.ts';
import type { ImageAccess } from '../types.ts';
import type { ImageRequest } from './subjects.ts';

export interface OpenOptions extends ImageAccess {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What is kept between runs; absent: nothing is. */
  readonly cache?: Cache;
  /** Every file is read, so that contents can be compared; else what nobody asks for is left out where that can be. */
  readonly whole?: boolean;
}

/** Images that are open, with what frees them. */
export interface Opened extends OpenedImages {
  readonly medium?: Medium;
  close(): Promise<void>;
}

/**
 * Opens an image, wherever it is.
 * @throws PlimsollError that says what was asked, what came back and what to do
 */
export async function openImage({ name, source }: ImageRequest, options: OpenOptions): Promise<Opened> {
  if (source.kind === 'folder') {
    const path = existing(source.path, options.cwd, 'folder');
    return { images: [openFolder(path, name)], others: [], async close() {} };
  }
  if (source.kind === 'bill')
    throw new PlimsollError('usage', `${name} is a bill of materials, and an image is wanted here`);
  const medium = await openMedium(name, source, options);
  try {
    return { ...(await openImages(medium, options.platform)), medium, close: () => medium.close() };
  } catch (error) {
    await medium.close();
    throw error;
  }
}

async function openMedium(
  name: string,
  source: Exclude<ImageRequest['source'], { kind: 'folder' | 'bill' }>,
  options: OpenOptions,
): Promise<Medium> {
  const { cwd } = options;
  switch (source.kind) {
    case 'layout':
      return openLayout(folderFiles(existing(source.path, cwd, 'folder')), name, source.wanted);
    case 'archive':
      return openArchive(existing(source.path, cwd, 'file'), name, {
        ...(source.wanted === undefined ? {} : { wanted: source.wanted }),
        folder: cacheFolder(options.env),
        limits: limitsOf(options.env),
      });
    case 'daemon': {
      const { openDaemon } = await import('../../image/daemon.ts');
      return openDaemon(source.engine, source.reference, name, {
        env: options.env,
        folder: cacheFolder(options.env),
        limits: limitsOf(options.env),
      });
    }
    case 'registry': {
      const { openRegistry } = await import('../../registry/medium.ts');
      return openRegistry(source.reference, options).catch((error) => {
        throw isBareWord(name) ? withHint(error, name) : error;
      });
    }
  }
}

/** @throws PlimsollError `not-found` */
function existing(path: string, cwd: string, kind: 'file' | 'folder'): string {
  const absolute = resolve(cwd, path);
  if (!existsSync(absolute)) throw new PlimsollError('not-found', `there is no ${path}`);
  const isFolder = statSync(absolute).isDirectory();
  if (isFolder === (kind === 'folder')) return absolute;
  throw new PlimsollError(
    'usage',
    isFolder
      ? `${path} is a folder: name an OCI layout as oci:${path}, a root directory as dir:${path}`
      : `${path} is a file: name an archive as oci-archive:${path} or docker-archive:${path}`,
  );
}

/** `nginx` may be a path that was mistyped. */
const isBareWord = (name: string): boolean => !/[/:@]/.test(name);

const withHint = (error: unknown, name: string): unknown =>
  error instanceof PlimsollError
    ? new PlimsollError(
        error.code,
        `${error.message} (there is no file or folder “${name}” here, so that it was taken for the name of an image)`,
        { cause: error },
      )
    : error;
