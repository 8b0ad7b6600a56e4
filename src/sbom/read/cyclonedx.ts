import type { Package, PackageEvidence } from '../../core/package.ts';
import type { ReadBom } from './index.ts';
import { type Json, listOf, objectOf, textOf } from './json.ts';
import { digestIn, packageFrom } from './package.ts';

/** Components within components; deeper ones are not of this world. */
const DEEPEST = 20;

/** A bill of CycloneDX, ours or anybody’s. @param name of the file */
export function readCycloneDx(bom: Json, name: string): ReadBom {
  const metadata = objectOf(bom.metadata);
  const subject = objectOf(metadata.component);
  const properties = propertiesOf(subject);
  const layers = Object.keys(properties)
    .filter((key) => /^plimsoll:layer:\d+$/.test(key))
    .sort((a, b) => Number(a.split(':')[2]) - Number(b.split(':')[2]))
    .map((key) => properties[key]!);
  const packages: Package[] = [];
  const gaps = listOf(metadata.properties).flatMap((one) => {
    const { name: key, value } = objectOf(one);
    return key === 'plimsoll:gap' && typeof value === 'string' ? [value] : [];
  });
  let system: ReadBom['system'];
  let strange = 0;
  const visit = (components: readonly unknown[], depth: number): void => {
    for (const one of components) {
      const component = objectOf(one);
      if (component.type === 'operating-system') {
        const version = textOf(component.version);
        system ??= { id: textOf(component.name) ?? '', ...(version ? { version } : {}) };
      } else if (component.type !== 'file') {
        const found = packageOf(component, layers, name);
        if (found) packages.push(found);
        else strange++;
      }
      if (depth < DEEPEST) visit(listOf(component.components), depth + 1);
    }
  };
  visit(listOf(bom.components), 0);
  if (strange > 0) gaps.push(`${strange} components of the bill have no package URL of a known kind`);
  const digest =
    digestIn(subject.version) ?? digestIn(properties['aquasecurity:trivy:RepoDigest']?.split('@')[1]);
  const platform = properties['plimsoll:platform'];
  return {
    format: `CycloneDX ${textOf(bom.specVersion) ?? ''}`.trim(),
    subject: {
      name: textOf(subject.name) ?? name,
      ...(digest ? { digest } : {}),
      ...(platform ? { platform } : {}),
    },
    ...(system ? { system } : {}),
    packages,
    gaps,
  };
}

function packageOf(component: Json, layers: readonly string[], bill: string): Package | undefined {
  const purl = textOf(component.purl);
  if (!purl) return undefined;
  const properties = propertiesOf(component);
  const cpe = textOf(component.cpe);
  const layer = layers.indexOf(properties['plimsoll:layer'] ?? '');
  const { evidence, confidence } = evidenceOf(objectOf(component.evidence));
  return packageFrom(
    {
      purl,
      version: textOf(component.version),
      licences: listOf(component.licenses).flatMap(licenceIn),
      supplier: textOf(objectOf(component.supplier).name) ?? textOf(component.publisher),
      ...(cpe ? { cpes: [cpe] } : {}),
      evidence,
      confidence,
      layer: Math.max(0, layer),
      ownedBy: properties['plimsoll:ownedBy'],
    },
    bill,
  );
}

const licenceIn = (one: unknown): string[] => {
  const { license, expression } = objectOf(one);
  const { id, name } = objectOf(license);
  const found = textOf(expression) ?? textOf(id) ?? textOf(name);
  return found ? [found] : [];
};

function propertiesOf(component: Json): Readonly<Record<string, string>> {
  const pairs = listOf(component.properties).map((one) => {
    const { name, value } = objectOf(one);
    return [String(name), String(value ?? '')] as const;
  });
  return Object.fromEntries(pairs);
}

const BY: Readonly<Record<string, PackageEvidence['by']>> = {
  'binary-analysis': 'binary',
  filename: 'filename',
};

/** An identity is an object in 1.5, a list since. */
function evidenceOf({ identity, occurrences }: Json): {
  evidence: PackageEvidence[];
  confidence?: Package['confidence'];
} {
  const first = objectOf(Array.isArray(identity) ? identity[0] : identity);
  const [method] = listOf(first.methods).map(objectOf);
  const by = BY[String(method?.technique)] ?? 'metadata';
  const evidence = listOf(occurrences).flatMap((one): PackageEvidence[] => {
    const path = textOf(objectOf(one).location);
    return path ? [{ by, path }] : [];
  });
  const sure = Number(first.confidence);
  const confidence = sure >= 0.9 ? 'certain' : sure >= 0.7 ? 'likely' : sure > 0 ? 'guess' : undefined;
  return { evidence, ...(confidence ? { confidence } : {}) };
}
