import type { Package, PackageEvidence } from '../core/package.ts';
import { type Bom, type Component, serialOf } from './bom.ts';
import { licencesOf } from './licences.ts';

export type CycloneVersion = '1.6' | '1.7';

type Json = Readonly<Record<string, unknown>>;

/** A bill as an object of CycloneDX (specification 1.6 and 1.7, JSON; members in the order of the XML schema). */
export function cyclonedx(bom: Bom, version: CycloneVersion): Json {
  return {
    $schema: `http://cyclonedx.org/schema/bom-${version}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion: version,
    serialNumber: `urn:uuid:${serialOf(bom, 'cyclonedx')}`,
    version: 1,
    metadata: {
      timestamp: bom.created,
      tools: { components: [{ type: 'application', name: bom.tool.name, version: bom.tool.version }] },
      component: subjectOf(bom),
      ...(bom.gaps.length > 0
        ? { properties: bom.gaps.map((value) => ({ name: 'plimsoll:gap', value })) }
        : {}),
    },
    components: [
      ...(bom.system ? [systemOf(bom.system)] : []),
      ...bom.components.map((one) => componentOf(one, bom)),
    ],
    dependencies: [
      { ref: SUBJECT, dependsOn: bom.components.map(({ ref }) => ref) },
      ...bom.components
        .filter(({ needs }) => needs.length > 0)
        .map(({ ref, needs }) => ({ ref, dependsOn: needs })),
    ],
  };
}

const SUBJECT = 'image';

const subjectOf = ({ name, digest, platform, layers, labels }: Bom): Json => ({
  type: 'container',
  'bom-ref': SUBJECT,
  name,
  ...(digest ? { version: digest } : {}),
  ...(digest
    ? { hashes: [{ alg: digest.startsWith('sha512') ? 'SHA-512' : 'SHA-256', content: digest.slice(7) }] }
    : {}),
  properties: [
    ...(platform ? [{ name: 'plimsoll:platform', value: platform }] : []),
    ...layers.map((layer, index) => ({ name: `plimsoll:layer:${index}`, value: layer })),
    ...Object.entries(labels).map(([key, value]) => ({ name: `plimsoll:label:${key}`, value })),
  ],
});

const systemOf = ({ id, version, name, cpe }: NonNullable<Bom['system']>): Json => ({
  type: 'operating-system',
  'bom-ref': `os:${id}`,
  name: id,
  ...(version ? { version } : {}),
  ...(name ? { description: name } : {}),
  ...(cpe?.startsWith('cpe:2.3:') ? { cpe } : {}),
});

function componentOf({ ref, package: one }: Component, { layers }: Bom): Json {
  const { group, name } = nameOf(one);
  const licences = licencesJson(one.licences);
  const layer = layers[one.layer];
  return {
    type: one.type === 'generic' || one.type === 'bitnami' ? 'application' : 'library',
    'bom-ref': ref,
    ...(one.supplier ? { supplier: { name: one.supplier } } : {}),
    ...(group ? { group } : {}),
    name,
    ...(one.version ? { version: one.version } : {}),
    ...(licences.length > 0 ? { licenses: licences } : {}),
    ...(one.cpes?.[0] ? { cpe: one.cpes[0] } : {}),
    purl: one.purl,
    ...(one.homepage && isUrl(one.homepage)
      ? { externalReferences: [{ type: 'website', url: one.homepage }] }
      : {}),
    properties: [
      { name: 'plimsoll:type', value: one.type },
      ...(layer ? [{ name: 'plimsoll:layer', value: layer }] : []),
      ...(one.architecture ? [{ name: 'plimsoll:architecture', value: one.architecture }] : []),
      ...(one.ownedBy ? [{ name: 'plimsoll:ownedBy', value: one.ownedBy }] : []),
      ...(one.relation ? [{ name: 'plimsoll:relation', value: one.relation }] : []),
      ...(one.source
        ? [
            {
              name: 'plimsoll:source',
              value: [one.source.name, one.source.version].filter(Boolean).join(' '),
            },
          ]
        : []),
      ...Object.entries(one.properties ?? {}).map(([key, value]) => ({
        name: `plimsoll:property:${key}`,
        value,
      })),
    ],
    evidence: evidenceOf(one),
  };
}

const isUrl = (text: string): boolean => /^https?:\/\/[^\s<>"{}|\\^`]+$/.test(text);

/** Groups of their own have npm's scopes, Maven's groups. */
function nameOf({ type, name }: Package): { group?: string; name: string } {
  const at =
    type === 'maven' ? name.indexOf(':') : type === 'npm' && name.startsWith('@') ? name.indexOf('/') : -1;
  return at === -1 ? { name } : { group: name.slice(0, at), name: name.slice(at + 1) };
}

/** A list of licences, or one expression. */
function licencesJson(declared: readonly string[]): readonly Json[] {
  const { expression, single } = licencesOf(declared);
  if (single) return single.map(({ id, name }) => ({ license: id ? { id } : { name } }));
  return expression === undefined ? [] : [{ expression }];
}

/** How it is known (CycloneDX, “Evidence”). */
const TECHNIQUE: Readonly<Record<PackageEvidence['by'], string>> = {
  database: 'manifest-analysis',
  metadata: 'manifest-analysis',
  lockfile: 'manifest-analysis',
  sbom: 'manifest-analysis',
  binary: 'binary-analysis',
  filename: 'filename',
};
const CONFIDENCE = { certain: 1, likely: 0.8, guess: 0.5 } as const;

const evidenceOf = ({ evidence, confidence }: Package): Json => ({
  identity: [
    {
      field: 'purl',
      confidence: CONFIDENCE[confidence],
      methods: evidence.map(({ by, path, detail }) => ({
        technique: TECHNIQUE[by],
        confidence: CONFIDENCE[confidence],
        value: detail === undefined ? path : `${path}: ${detail}`,
      })),
    },
  ],
  occurrences: [...new Set(evidence.map(({ path }) => path))].map((location) => ({ location })),
});
