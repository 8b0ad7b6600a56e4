import { crane, skopeo } from './copies.ts';
import type { CommandReader } from './place.ts';
import { grype, hadolint, syft, trivy } from './scanners.ts';
import { cosign } from './signers.ts';

/** What a well-known image does with the words behind it; `qemu` makes the host run other platforms. */
export function knownImage(image: string): CommandReader | 'qemu' | undefined {
  const name = image
    .replace(/[:@].*$/s, '')
    .replace(/^(?:docker\.io|ghcr\.io|public\.ecr\.aws|quay\.io)\//, '');
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

const known: Readonly<Record<string, CommandReader | 'qemu'>> = {
  'tonistiigi/binfmt': 'qemu',
  'multiarch/qemu-user-static': 'qemu',
  'linuxkit/binfmt': 'qemu',
  'aquasec/trivy': trivy,
  'aquasecurity/trivy': trivy,
  'anchore/grype': grype,
  'anchore/syft': syft,
  'hadolint/hadolint': hadolint,
  'gcr.io/projectsigstore/cosign': cosign,
  'sigstore/cosign/cosign': cosign,
  'bitnami/cosign': cosign,
  'gcr.io/go-containerregistry/crane': crane,
  'skopeo/stable': skopeo,
  'containers/skopeo': skopeo,
};
