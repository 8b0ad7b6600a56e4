import type { Digest } from '../core/digest.ts';
import { readConfig } from './oci.ts';
import type { Image, Layer } from './types.ts';

/** Nobody made an archive of it, so that it has no digest. */
const NO_DIGEST = `sha256:${'0'.repeat(64)}` as Digest;

/**
 * A root directory as an image of one layer, without a configuration: a root file system that is unpacked.
 * @param path absolute
 */
export function openFolder(path: string, name: string): Image {
  const configText = '{"os": "linux", "architecture": "unknown", "config": {}}';
  const layer: Layer = {
    index: 0,
    descriptor: { mediaType: '', digest: NO_DIGEST, size: 0 },
    open: async () => ({ folder: path, async *stream() {} }),
  };
  return {
    name,
    platform: 'linux/unknown',
    config: readConfig(Buffer.from(configText), name),
    configText,
    annotations: {},
    layers: [layer],
    tags: [],
    gaps: [
      {
        path: name,
        kind: 'info',
        reason:
          'a folder has no configuration, and its file capabilities cannot be read: user, command and history are not known',
      },
    ],
  };
}
