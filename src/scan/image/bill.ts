import { isUnseen } from '../../core/gap.ts';
import { type Bom, componentsOf } from '../../sbom/index.ts';
import type { InspectedImage } from './inspect.ts';

/**
 * A bill of materials of an image.
 * @param epoch SOURCE_DATE_EPOCH, in seconds; absent: when the image says that it was made, so that the same image gives the
 * same bill
 */
export function billOf(
  { image, inventory, gaps }: InspectedImage,
  tool: Bom['tool'],
  epoch: string | undefined,
): Bom {
  const { distribution, packages } = inventory;
  return {
    name: image.name.replace(
      /^(?:oci|oci-archive|docker-archive|docker-daemon|podman|registry|docker|dir):/,
      '',
    ),
    ...(image.digest ? { digest: image.digest } : {}),
    platform: image.platform,
    created: createdAt(epoch, image.config.created),
    tool,
    ...(distribution
      ? {
          system: {
            id: distribution.id,
            ...(distribution.versionId ? { version: distribution.versionId } : {}),
            ...(distribution.prettyName ? { name: distribution.prettyName } : {}),
            ...(distribution.cpe ? { cpe: distribution.cpe } : {}),
          },
        }
      : {}),
    components: componentsOf(packages),
    layers: image.layers.map(({ diffId, descriptor }) => diffId ?? descriptor.digest),
    labels: image.config.labels,
    gaps: gaps.filter(isUnseen).map(({ path, reason }) => `${path}: ${reason}`),
  };
}

/** In whole seconds; the beginning of time where nothing says when. */
function createdAt(epoch: string | undefined, created: string | undefined): string {
  const time =
    epoch !== undefined && /^\d{1,11}$/.test(epoch) ? Number(epoch) * 1000 : Date.parse(created ?? '');
  return new Date(Number.isFinite(time) ? time : 0).toISOString().replace(/\.\d+Z$/, 'Z');
}
