import { type Bom, serialOf } from './bom.ts';
import { licencesOf } from './licences.ts';

type Json = Readonly<Record<string, unknown>>;

/** A bill as SPDX 3.0.1 in JSON-LD (specification 3.0.1, model/Core, Software, SimpleLicensing; serialisation in Annex B). */
export function spdx3(bom: Bom): Json {
  const base = `https://spdx.org/spdxdocs/plimsoll-${serialOf(bom, 'spdx3')}`;
  const id = (what: string): string => `${base}#${what}`;
  const info = '_:creation';
  const tool = id('tool');
  const image = id('image');
  const licences = new Map<string, string>();
  const packages = bom.components.map(({ package: one }, index): Json => {
    const { expression } = licencesOf(one.licences);
    if (expression && !licences.has(expression)) licences.set(expression, id(`licence-${licences.size + 1}`));
    return {
      type: 'software_Package',
      spdxId: id(`package-${index + 1}`),
      creationInfo: info,
      name: one.name,
      ...(one.version ? { software_packageVersion: one.version } : {}),
      software_packageUrl: one.purl,
      ...(one.homepage && /^https?:\/\/\S+$/.test(one.homepage) ? { software_homePage: one.homepage } : {}),
      software_primaryPurpose: one.type === 'generic' ? 'application' : 'library',
      software_sourceInfo: one.evidence.map(({ by, path }) => `${by} ${path}`).join(', '),
      ...(one.cpes && one.cpes.length > 0
        ? {
            externalIdentifier: one.cpes.map((identifier) => ({
              type: 'ExternalIdentifier',
              externalIdentifierType: 'cpe23',
              identifier,
            })),
          }
        : {}),
    };
  });
  const refs = new Map(bom.components.map(({ ref }, index) => [ref, id(`package-${index + 1}`)]));
  let relations = 0;
  const relation = (from: string, relationshipType: string, to: readonly string[]): Json => ({
    type: 'Relationship',
    spdxId: id(`relation-${++relations}`),
    creationInfo: info,
    from,
    to,
    relationshipType,
  });
  const relationships = [
    ...(packages.length > 0 ? [relation(image, 'contains', [...refs.values()])] : []),
    ...bom.components.flatMap(({ ref, needs }) =>
      needs.length > 0
        ? [
            relation(
              refs.get(ref)!,
              'dependsOn',
              needs.map((needed) => refs.get(needed)!),
            ),
          ]
        : [],
    ),
    ...bom.components.flatMap(({ ref, package: one }) => {
      const { expression } = licencesOf(one.licences);
      return expression ? [relation(refs.get(ref)!, 'hasDeclaredLicense', [licences.get(expression)!])] : [];
    }),
  ];
  const elements: Json[] = [
    {
      type: 'software_Package',
      spdxId: image,
      creationInfo: info,
      name: bom.name,
      ...(bom.digest ? { software_packageVersion: bom.digest } : {}),
      ...(bom.digest
        ? {
            verifiedUsing: [
              {
                type: 'Hash',
                algorithm: bom.digest.startsWith('sha512') ? 'sha512' : 'sha256',
                hashValue: bom.digest.slice(7),
              },
            ],
          }
        : {}),
      software_primaryPurpose: 'container',
    },
    ...packages,
    ...[...licences].map(([expression, spdxId]) => ({
      type: 'simplelicensing_LicenseExpression',
      spdxId,
      creationInfo: info,
      simplelicensing_licenseExpression: expression,
    })),
    ...relationships,
  ];
  return {
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [
      {
        type: 'CreationInfo',
        '@id': info,
        specVersion: '3.0.1',
        created: bom.created,
        createdBy: [id('maker')],
        createdUsing: [tool],
      },
      { type: 'SoftwareAgent', spdxId: id('maker'), creationInfo: info, name: bom.tool.name },
      { type: 'Tool', spdxId: tool, creationInfo: info, name: `${bom.tool.name} ${bom.tool.version}` },
      {
        type: 'SpdxDocument',
        spdxId: id('document'),
        creationInfo: info,
        name: bom.name,
        profileConformance: ['core', 'software', 'simpleLicensing'],
        rootElement: [id('sbom')],
        ...(bom.gaps.length > 0 ? { comment: `Not seen: ${bom.gaps.join('; ')}` } : {}),
      },
      {
        type: 'software_Sbom',
        spdxId: id('sbom'),
        creationInfo: info,
        name: bom.name,
        profileConformance: ['core', 'software', 'simpleLicensing'],
        rootElement: [image],
        element: elements.map(({ spdxId }) => spdxId),
        software_sbomType: ['analyzed'],
      },
      ...elements,
    ],
  };
}
