/** The algorithm and hexadecimal value of a content digest, as OCI writes it (image-spec, descriptor.md, “Digests”). */
export type Digest = `${'sha256' | 'sha512'}:${string}`;

const FORM = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Whether a text is a digest of an algorithm that we can verify. */
export const isDigest = (text: unknown): text is Digest => typeof text === 'string' && FORM.test(text);

/** The algorithm's name and the hexadecimal value. */
export function partsOf(digest: Digest): { readonly algorithm: 'sha256' | 'sha512'; readonly hex: string } {
  const colon = digest.indexOf(':');
  return { algorithm: digest.slice(0, colon) as 'sha256' | 'sha512', hex: digest.slice(colon + 1) };
}

/** As much of a digest as people tell by: twelve digits. */
export const shortDigest = (digest: Digest): string => partsOf(digest).hex.slice(0, 12);
