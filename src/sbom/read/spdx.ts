import type { Package, PackageEvidence } from '../../core/package.ts';
import type { ReadBom } from './index.ts';
import { type Json, listOf, objectOf, textOf } from './json.ts';
import { digestIn, packageFrom } from './package.ts';

/** A document of SPDX 2.2 or 2.3. @param name of the file */
export function readSpdx(document: Json, name: string): ReadBom {
  const described = new Set([
    ...listOf(document.documentDescribes).map(String),
    ...listOf(document.relationships).flatMap((one) => {
      const { spdxElementId, relationshipType, relatedSpdxElement } = objectOf(one);
      return relationshipType === 'DESCRIBES' && spdxElementId === 'SPDXRef-DOCUMENT'
        ? [String(relatedSpdxElement)]
        : [];
    }),
  ]);
  const names = new Map(
    listOf(document.hasExtractedLicensingInfos).map((one) => {
      const { licenseId, name: licence, extractedText } = objectOf(one);
      return [String(licenseId), String(licence ?? extractedText ?? licenseId)] as const;
    }),
  );
  const all = listOf(document.packages).map(objectOf);
  const subject = all.find(({ SPDXID }) => described.has(String(SPDXID)));
  const packages: Package[] = [];
  let strange = 0;
  for (const one of all) {
    if (one === subject) continue;
    const found = packageOf(one, names, name);
    if (found) packages.push(found);
    else strange++;
  }
  const comment = textOf(objectOf(document.creationInfo).comment);
  const gaps = comment?.startsWith('Not seen: ') ? comment.slice('Not seen: '.length).split('; ') : [];
  if (strange > 0) gaps.push(`${strange} packages of the bill have no package URL of a known kind`);
  const digest = digestIn(subject?.versionInfo);
  const platform = /^platform (\S+)/m.exec(textOf(subject?.comment) ?? '')?.[1];
  return {
    format: textOf(document.spdxVersion)?.replace('-', ' ') ?? 'SPDX',
    subject: {
      name: textOf(subject?.name) ?? textOf(document.name) ?? name,
      ...(digest ? { digest } : {}),
      ...(platform ? { platform } : {}),
    },
    packages,
    gaps,
  };
}

function packageOf(one: Json, names: ReadonlyMap<string, string>, bill: string): Package | undefined {
  const refs = listOf(one.externalRefs).map(objectOf);
  const purl = textOf(refs.find(({ referenceType }) => referenceType === 'purl')?.referenceLocator);
  if (!purl) return undefined;
  const declared = textOf(one.licenseDeclared);
  const said =
    declared === undefined || /^(?:NOASSERTION|NONE)$/.test(declared)
      ? undefined
      : (names.get(declared) ?? declared);
  const supplier = textOf(one.supplier)?.replace(/^(?:Organization|Person): /, '');
  return packageFrom(
    {
      purl,
      version: textOf(one.versionInfo),
      ...(said ? { licences: [said] } : {}),
      supplier: supplier === 'NOASSERTION' ? undefined : supplier,
      cpes: refs.flatMap(({ referenceType, referenceLocator }) =>
        referenceType === 'cpe23Type' ? [String(referenceLocator)] : [],
      ),
      ...evidenceIn(textOf(one.sourceInfo) ?? ''),
    },
    bill,
  );
}

/** What our own bills say of how it is known: `certain: database /var/lib/dpkg/status`. */
function evidenceIn(text: string): { evidence?: PackageEvidence[]; confidence?: Package['confidence'] } {
  const match =
    /^(certain|likely|guess): (database|metadata|lockfile|binary|sbom|filename) (\/.*?)(?: \(.*)?(?:, (?:database|metadata|lockfile|binary|sbom|filename) \/.*)?$/s.exec(
      text,
    );
  if (!match) return {};
  return {
    confidence: match[1] as Package['confidence'],
    evidence: [{ by: match[2] as PackageEvidence['by'], path: match[3]! }],
  };
}

/** What stands in each field of tag-value, by the name that JSON has for it. */
const FIELDS: Readonly<Record<string, string>> = {
  PackageName: 'name',
  SPDXID: 'SPDXID',
  PackageVersion: 'versionInfo',
  PackageSupplier: 'supplier',
  PackageLicenseDeclared: 'licenseDeclared',
  PackageSourceInfo: 'sourceInfo',
  PackageComment: 'comment',
};

/** A document in SPDX’s own text form, as its JSON. */
export function spdxFromTagValue(text: string): Json {
  const document: Record<string, unknown> = {
    packages: [],
    relationships: [],
    hasExtractedLicensingInfos: [],
    creationInfo: {},
  };
  let current: Record<string, unknown> | undefined;
  let licence: Record<string, unknown> | undefined;
  for (const { tag, value } of tagsIn(text)) {
    if (tag === 'SPDXVersion') document.spdxVersion = value;
    else if (tag === 'DocumentName') document.name = value;
    else if (tag === 'CreatorComment') document.creationInfo = { comment: value };
    else if (tag === 'Relationship') {
      const [spdxElementId, relationshipType, relatedSpdxElement] = value.split(/\s+/);
      (document.relationships as unknown[]).push({ spdxElementId, relationshipType, relatedSpdxElement });
    } else if (tag === 'LicenseID') {
      licence = { licenseId: value };
      (document.hasExtractedLicensingInfos as unknown[]).push(licence);
      current = undefined;
    } else if (tag === 'LicenseName' && licence) licence.name = value;
    else if (tag === 'PackageName') {
      current = { name: value, externalRefs: [] };
      (document.packages as unknown[]).push(current);
    } else if (tag === 'ExternalRef' && current) {
      const [, referenceType, referenceLocator] = value.split(/\s+/);
      (current.externalRefs as unknown[]).push({ referenceType, referenceLocator });
    } else if (current && FIELDS[tag]) current[FIELDS[tag]] = value;
  }
  return document;
}

/** `Tag: value`, where a value between `<text>` and `</text>` may have several lines. */
function* tagsIn(text: string): Generator<{ tag: string; value: string }> {
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const match = /^([A-Za-z]+):\s?(.*)$/.exec(lines[at]!);
    if (!match) continue;
    let value = match[2]!;
    if (value.startsWith('<text>')) {
      while (!value.includes('</text>') && at + 1 < lines.length) value += `\n${lines[++at]}`;
      value = value.replace(/^<text>/, '').replace(/<\/text>.*$/s, '');
    }
    yield { tag: match[1]!, value: value.trim() };
  }
}
