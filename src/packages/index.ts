import type { FileReader } from '../image/reader.ts';
import { alpm } from './alpm.ts';
import { apk } from './apk.ts';
import { chisel } from './chisel.ts';
import { conda } from './conda.ts';
import { distributionReaders } from './distribution.ts';
import { dotnet } from './dotnet.ts';
import { dpkg } from './dpkg.ts';
import type { Extractor } from './extractor.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { nodeLockfiles } from './node-lockfiles.ts';
import { npm } from './npm.ts';
import { opkg } from './opkg.ts';
import { php } from './php.ts';
import { portage } from './portage.ts';
import { python } from './python.ts';
import { rpm } from './rpm.ts';
import { rpmManifest } from './rpm-manifest.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import { software } from './software.ts';

/** Every extractor. Package managers of systems come first: what they own, they own. */
export const extractors: readonly Extractor[] = [
  dpkg,
  apk,
  chisel,
  rpm,
  rpmManifest,
  alpm,
  opkg,
  portage,
  conda,
  npm,
  nodeLockfiles,
  python,
  java,
  ruby,
  php,
  dotnet,
  go,
  rust,
  software,
];

/** Everything that has to have been read of files for them. */
export const packageReaders: readonly FileReader<never>[] = [
  ...new Set([...distributionReaders, ...extractors.flatMap(({ readers }) => readers)]),
];
