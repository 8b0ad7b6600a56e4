import { executable } from '../binaries/executable.ts';
import { releaseFile } from '../binaries/release-files.ts';
import { cpeOfSoftware, type Software, typeOfSoftware } from '../binaries/versions/find.ts';
import type { Package, PackageEvidence } from '../core/package.ts';
import type { Root } from '../image/reader.ts';
import { cpeOf } from './cpe.ts';
import type { Extractor } from './extractor.ts';
import { namedJars } from './jar-names.ts';
import { purlOf } from './purl.ts';

/** How many files of one package are told. */
const MOST_EVIDENCE = 20;

/** Well-known software that no package manager needs to know of, by versions in its programs, libraries and release files. */
export const software: Extractor = {
  name: 'software',
  lists: 'runtimes, servers and libraries outside package managers',
  from: 'version strings in programs and libraries, `release` files, names of archives',
  readers: [executable, releaseFile] as never,

  *extract({ root }) {
    const found = new Map<string, Package>();
    for (const { software: one, evidence, layer } of sightings(root)) {
      const key = `${one.name} ${one.version} ${layer} ${prefixOf(evidence.path)}`;
      const known = found.get(key);
      if (!known) found.set(key, packageOf(one, evidence, layer));
      else if (known.evidence.length < MOST_EVIDENCE)
        found.set(key, { ...known, evidence: [...known.evidence, evidence] });
    }
    for (const { name, version, cpe, path, layer } of namedJars(root)) {
      const evidence: PackageEvidence = { by: 'filename', path };
      yield {
        package: {
          ...packageOf({ name, version, evidence: '' }, evidence, layer),
          confidence: 'guess',
          cpes: [cpeOf(cpe, version)],
        },
      };
    }
    for (const one of found.values()) yield { package: one, owns: one.evidence.map(({ path }) => path) };
  },
};

interface Sighting {
  readonly software: Software;
  readonly evidence: PackageEvidence;
  readonly layer: number;
}

function* sightings(root: Root): Generator<Sighting> {
  for (const { path, layer, value } of root.readings(executable)) {
    for (const one of value.software ?? [])
      yield { software: one, evidence: { by: 'binary', path, detail: one.evidence }, layer };
  }
  for (const { path, layer, value } of root.readings(releaseFile))
    yield { software: value, evidence: { by: 'metadata', path, detail: value.evidence }, layer };
}

/** Where it is installed: `/usr/local` of `/usr/local/lib/libcrypto.so.3`. `/bin` and `/usr/bin` are one. */
const prefixOf = (path: string): string =>
  path.replace(/\/(?:s?bin|lib(?:32|64|exec)?|share)\/.*$/, '').replace(/^\/usr$/, '');

function packageOf({ name, version }: Software, evidence: PackageEvidence, layer: number): Package {
  const type = typeOfSoftware(name);
  const cpe = cpeOfSoftware(name);
  return {
    type,
    name,
    version,
    purl: purlOf({ type, name, version }),
    licences: [],
    evidence: [evidence],
    confidence: 'likely',
    layer,
    ...(cpe ? { cpes: [cpeOf(cpe, version)] } : {}),
  };
}
