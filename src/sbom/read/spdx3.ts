import { PlimsollError } from '../../core/errors.ts';
import type { Package } from '../../core/package.ts';
import type { ReadBom } from './index.ts';
import { type Json, listOf, objectOf, textOf } from './json.ts';
import { digestIn, packageFrom } from './package.ts';

/**
 * A bill of SPDX 3.0 in JSON-LD, as it is written with the names of the official context.
 * @throws PlimsollError `malformed` where there is no document in it
 */
export function readSpdx3(json: Json, name: string): ReadBom {
  const graph = listOf(json['@graph']).map(objectOf);
  const byId = new Map(graph.map((one) => [String(one.spdxId ?? one['@id']), one]));
  const bill =
    graph.find(({ type }) => type === 'software_Sbom') ?? graph.find(({ type }) => type === 'SpdxDocument');
  if (!bill)
    throw new PlimsollError(
      'malformed',
      `${name} is no bill of materials: its graph has neither an SpdxDocument nor an Sbom`,
    );
  const roots = new Set(listOf(bill.rootElement).map(String));
  const licences = licencesIn(graph, byId);
  const packages: Package[] = [];
  let subject: Json | undefined;
  let strange = 0;
  for (const one of graph) {
    if (one.type !== 'software_Package') continue;
    if (roots.has(String(one.spdxId))) {
      subject = one;
      continue;
    }
    const purl = textOf(one.software_packageUrl);
    const said = licences.get(String(one.spdxId));
    const found = purl
      ? packageFrom(
          {
            purl,
            version: textOf(one.software_packageVersion),
            ...(said ? { licences: said } : {}),
            cpes: cpesOf(one),
          },
          name,
        )
      : undefined;
    if (found) packages.push(found);
    else strange++;
  }
  const digest = digestIn(subject?.software_packageVersion);
  return {
    format: 'SPDX 3.0',
    subject: { name: textOf(subject?.name) ?? textOf(bill.name) ?? name, ...(digest ? { digest } : {}) },
    packages,
    gaps: strange > 0 ? [`${strange} packages of the bill have no package URL of a known kind`] : [],
  };
}

function licencesIn(graph: readonly Json[], byId: ReadonlyMap<string, Json>): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { relationshipType, from, to } of graph) {
    if (relationshipType !== 'hasDeclaredLicense') continue;
    const expressions = listOf(to).flatMap(
      (id) => textOf(byId.get(String(id))?.simplelicensing_licenseExpression) ?? [],
    );
    found.set(String(from), [...(found.get(String(from)) ?? []), ...expressions]);
  }
  return found;
}

const cpesOf = (one: Json): string[] =>
  listOf(one.externalIdentifier)
    .map(objectOf)
    .flatMap(({ externalIdentifierType, identifier }) =>
      externalIdentifierType === 'cpe23' ? [String(identifier)] : [],
    );
