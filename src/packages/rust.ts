import { executable } from '../binaries/executable.ts';
import type { RustCrate } from '../binaries/rust-auditable.ts';
import type { Reading } from '../image/reader.ts';
import type { Extractor, Found } from './extractor.ts';
import { purlOf } from './purl.ts';

/** Crates of Rust programs that were built with cargo-auditable. What ran at build time alone is not in them. */
export const rust: Extractor = {
  name: 'rust-auditable',
  lists: 'crates of Rust programs that were built with cargo-auditable',
  from: 'the `.dep-v0` section of the program',
  readers: [executable as never],

  *extract({ root }) {
    for (const reading of root.readings(executable)) {
      const { rust: crates, damaged } = reading.value;
      if (damaged !== undefined) yield { gap: { path: reading.path, reason: damaged } };
      if (crates) yield* cratesOf(crates, reading);
    }
  },
};

const purlOfCrate = ({ name, version }: RustCrate): string => purlOf({ type: 'cargo', name, version });

function* cratesOf(crates: readonly RustCrate[], { path, layer }: Reading<unknown>): Generator<Found> {
  for (const crate of crates) {
    if (crate.isBuild) continue;
    const needs = (crate.needs ?? []).flatMap((index) => {
      const other = crates[index];
      return other && !other.isBuild ? [purlOfCrate(other)] : [];
    });
    yield {
      package: {
        type: 'cargo',
        name: crate.name,
        version: crate.version,
        purl: purlOfCrate(crate),
        licences: [],
        evidence: [{ by: 'binary', path, detail: `.dep-v0: ${crate.name} ${crate.version}` }],
        confidence: 'likely',
        layer,
        ...(/^crates\.io$/.test(crate.source) ? {} : { properties: { source: crate.source } }),
        ...(needs.length > 0 ? { dependsOn: needs } : {}),
      },
      ...(crate.isRoot ? { owns: [path] } : {}),
    };
  }
}
