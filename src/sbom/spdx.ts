import { createHash } from 'node:crypto';
import type { Package } from '../core/package.ts';
import { type Bom, type Component, serialOf } from './bom.ts';
import { licencesOf } from './licences.ts';

/** A document of SPDX 2.3, as its JSON has it. */
export interface SpdxDocument {
  readonly spdxVersion: 'SPDX-2.3';
  readonly dataLicense: 'CC0-1.0';
  readonly SPDXID: 'SPDXRef-DOCUMENT';
  readonly name: string;
  readonly documentNamespace: string;
  readonly creationInfo: {
    readonly created: string;
    readonly creators: readonly string[];
    readonly comment?: string;
  };
  readonly packages: readonly SpdxPackage[];
  readonly relationships: readonly SpdxRelationship[];
  readonly hasExtractedLicensingInfos?: readonly {
    readonly licenseId: string;
    readonly extractedText: string;
    readonly name: string;
  }[];
}

export interface SpdxPackage {
  readonly SPDXID: string;
  readonly name: string;
  readonly versionInfo?: string;
  readonly supplier: string;
  readonly downloadLocation: 'NOASSERTION';
  readonly filesAnalyzed: false;
  readonly homepage?: string;
  readonly sourceInfo?: string;
  readonly licenseConcluded: 'NOASSERTION';
  readonly licenseDeclared: string;
  readonly copyrightText: 'NOASSERTION';
  readonly comment?: string;
  readonly externalRefs?: readonly {
    readonly referenceCategory: string;
    readonly referenceType: string;
    readonly referenceLocator: string;
  }[];
  readonly primaryPackagePurpose?: string;
  readonly checksums?: readonly { readonly algorithm: string; readonly checksumValue: string }[];
}

export interface SpdxRelationship {
  readonly spdxElementId: string;
  readonly relatedSpdxElement: string;
  readonly relationshipType: string;
}

const ROOT = 'SPDXRef-Image';

/** A bill as SPDX 2.3 (specification, clauses 6 to 11). */
export function spdxDocument(bom: Bom): SpdxDocument {
  const references = new Map<string, string>();
  const ids = new Map(bom.components.map(({ ref }) => [ref, idOf(ref)]));
  const packages = bom.components.map((one) => packageOf(one, bom, references));
  const relationships: SpdxRelationship[] = [
    { spdxElementId: 'SPDXRef-DOCUMENT', relatedSpdxElement: ROOT, relationshipType: 'DESCRIBES' },
    ...bom.components.map(({ ref }) => ({
      spdxElementId: ROOT,
      relatedSpdxElement: ids.get(ref)!,
      relationshipType: 'CONTAINS',
    })),
    ...bom.components.flatMap(({ ref, needs }) =>
      needs.map((needed) => ({
        spdxElementId: ids.get(ref)!,
        relatedSpdxElement: ids.get(needed)!,
        relationshipType: 'DEPENDS_ON',
      })),
    ),
  ];
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: bom.name,
    documentNamespace: `https://spdx.org/spdxdocs/plimsoll-${serialOf(bom, 'spdx')}`,
    creationInfo: {
      created: bom.created,
      creators: [`Tool: ${bom.tool.name}-${bom.tool.version}`],
      ...(bom.gaps.length > 0 ? { comment: `Not seen: ${bom.gaps.join('; ')}` } : {}),
    },
    packages: [imageOf(bom), ...packages],
    relationships,
    ...(references.size > 0
      ? {
          hasExtractedLicensingInfos: [...references]
            .sort()
            .map(([licenseId, name]) => ({ licenseId, extractedText: name, name })),
        }
      : {}),
  };
}

const imageOf = ({ name, digest, platform, layers }: Bom): SpdxPackage => ({
  SPDXID: ROOT,
  name,
  ...(digest ? { versionInfo: digest } : {}),
  supplier: 'NOASSERTION',
  downloadLocation: 'NOASSERTION',
  filesAnalyzed: false,
  licenseConcluded: 'NOASSERTION',
  licenseDeclared: 'NOASSERTION',
  copyrightText: 'NOASSERTION',
  ...(platform || layers.length > 0
    ? {
        comment: [
          ...(platform ? [`platform ${platform}`] : []),
          ...layers.map((layer, index) => `layer ${index} ${layer}`),
        ].join('\n'),
      }
    : {}),
  primaryPackagePurpose: 'CONTAINER',
  ...(digest
    ? {
        checksums: [
          { algorithm: digest.startsWith('sha512') ? 'SHA512' : 'SHA256', checksumValue: digest.slice(7) },
        ],
      }
    : {}),
});

function packageOf(
  { ref, package: one }: Component,
  { layers }: Bom,
  references: Map<string, string>,
): SpdxPackage {
  const licences = licencesOf(one.licences);
  for (const [id, name] of licences.references) references.set(id, name);
  return {
    SPDXID: idOf(ref),
    name: one.name,
    ...(one.version ? { versionInfo: one.version } : {}),
    supplier: one.supplier ? supplierOf(one.supplier) : 'NOASSERTION',
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    ...(one.homepage && /^https?:\/\/\S+$/.test(one.homepage) ? { homepage: one.homepage } : {}),
    sourceInfo: sourceOf(one),
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: licences.expression ?? 'NOASSERTION',
    copyrightText: 'NOASSERTION',
    ...(layers[one.layer] ? { comment: `layer ${layers[one.layer]}` } : {}),
    externalRefs: [
      { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: one.purl },
      ...(one.cpes ?? []).map((cpe) => ({
        referenceCategory: 'SECURITY',
        referenceType: 'cpe23Type',
        referenceLocator: cpe,
      })),
    ],
    ...(one.type === 'generic' ? { primaryPackagePurpose: 'APPLICATION' } : {}),
  };
}

/** How it is known, in words that are read back. */
const sourceOf = ({ evidence, confidence }: Package): string =>
  `${confidence}: ${evidence.map(({ by, path, detail }) => `${by} ${path}${detail === undefined ? '' : ` (${detail})`}`).join(', ')}`;

const supplierOf = (text: string): string => {
  const match = /^(.*?)\s*<([^<>\s]+)>$/.exec(text.replace(/\s+/g, ' '));
  return match
    ? `Organization: ${match[1] || match[2]} (${match[2]})`
    : `Organization: ${text.replace(/\s+/g, ' ')}`;
};

/** Letters, digits, dots and dashes (SPDX 2.3, clause 3.2), with a sum of what was left out. */
const idOf = (ref: string): string =>
  `SPDXRef-Package-${ref
    .replace(/^pkg:/, '')
    .split('?')[0]!
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .slice(0, 100)}-${createHash('sha256').update(ref).digest('hex').slice(0, 12)}`;

/** A document in SPDX's own text form (specification 2.3, tag-value). */
export function spdxTagValue(document: SpdxDocument): string {
  const lines = [
    `SPDXVersion: ${document.spdxVersion}`,
    `DataLicense: ${document.dataLicense}`,
    `SPDXID: ${document.SPDXID}`,
    `DocumentName: ${oneLine(document.name)}`,
    `DocumentNamespace: ${document.documentNamespace}`,
    ...document.creationInfo.creators.map((creator) => `Creator: ${creator}`),
    `Created: ${document.creationInfo.created}`,
    ...(document.creationInfo.comment ? [`CreatorComment: ${text(document.creationInfo.comment)}`] : []),
  ];
  for (const one of document.packages) {
    lines.push(
      '',
      `##### ${oneLine(one.name)}`,
      '',
      `PackageName: ${oneLine(one.name)}`,
      `SPDXID: ${one.SPDXID}`,
    );
    if (one.versionInfo) lines.push(`PackageVersion: ${oneLine(one.versionInfo)}`);
    lines.push(
      `PackageSupplier: ${oneLine(one.supplier)}`,
      `PackageDownloadLocation: ${one.downloadLocation}`,
    );
    if (one.primaryPackagePurpose) lines.push(`PrimaryPackagePurpose: ${one.primaryPackagePurpose}`);
    lines.push('FilesAnalyzed: false');
    for (const { algorithm, checksumValue } of one.checksums ?? [])
      lines.push(`PackageChecksum: ${algorithm}: ${checksumValue}`);
    if (one.homepage) lines.push(`PackageHomePage: ${one.homepage}`);
    if (one.sourceInfo) lines.push(`PackageSourceInfo: ${text(one.sourceInfo)}`);
    lines.push(
      `PackageLicenseConcluded: ${one.licenseConcluded}`,
      `PackageLicenseDeclared: ${one.licenseDeclared}`,
      `PackageCopyrightText: ${one.copyrightText}`,
    );
    if (one.comment) lines.push(`PackageComment: ${text(one.comment)}`);
    for (const { referenceCategory, referenceType, referenceLocator } of one.externalRefs ?? [])
      lines.push(`ExternalRef: ${referenceCategory} ${referenceType} ${referenceLocator}`);
  }
  for (const { licenseId, extractedText, name } of document.hasExtractedLicensingInfos ?? [])
    lines.push(
      '',
      `LicenseID: ${licenseId}`,
      `ExtractedText: ${text(extractedText)}`,
      `LicenseName: ${oneLine(name)}`,
    );
  lines.push('');
  for (const { spdxElementId, relationshipType, relatedSpdxElement } of document.relationships)
    lines.push(`Relationship: ${spdxElementId} ${relationshipType} ${relatedSpdxElement}`);
  return `${lines.join('\n')}\n`;
}

const oneLine = (value: string): string => value.replace(/\s+/g, ' ').trim();

const text = (value: string): string =>
  `<text>${value.replaceAll('<text>', '').replaceAll('</text>', '')}</text>`;
