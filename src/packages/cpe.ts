/**
 * A name of the Common Platform Enumeration (NISTIR 7695, “Formatted String Binding”) for an application.
 * @param product vendor and product: `openbsd:openssh`
 * @param version what stands behind it as `p1` is its update
 */
export function cpeOf(product: string, version: string): string {
  const [, plain = version, update = '*'] = /^(\d[\d.]*)(p\d+)$/.exec(version) ?? [];
  return `cpe:2.3:a:${product}:${quoted(upstream(plain))}:${update}:*:*:*:*:*:*`;
}

/** Without a distribution's own mark: `20.10.24+dfsg1`. */
const upstream = (version: string): string => version.replace(/[+~].*$/, '');

const quoted = (text: string): string => text.replace(/[^A-Za-z0-9_.-]/g, '\\$&');
