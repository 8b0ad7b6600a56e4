import { executable } from '../binaries/executable.ts';
import type { GoBuildInfo, GoModule } from '../binaries/go-build-info.ts';
import { programOf, versionOfProgram } from '../binaries/go-programs.ts';
import type { Package } from '../core/package.ts';
import type { Reading } from '../image/reader.ts';
import { cpeOf } from './cpe.ts';
import type { Extractor, Found } from './extractor.ts';
import { purlOf } from './purl.ts';

/** Modules of Go programs by their build information: what is linked, the standard library, and the program itself. */
export const go: Extractor = {
  name: 'go-binary',
  lists: 'modules of Go programs, the standard library among them',
  from: 'the build information in the program',
  readers: [executable as never],

  *extract({ root }) {
    for (const reading of root.readings(executable)) {
      if (reading.value.go) yield* modulesOf(reading.value.go, reading);
    }
  },
};

function* modulesOf(info: GoBuildInfo, reading: Reading<unknown>): Generator<Found> {
  const modules = info.modules.map((module) => packageOf(module, reading));
  const standard = standardLibrary(info, reading);
  const all = standard ? [...modules, standard] : modules;
  const program = programPackage(info, reading, all);
  if (program) yield { package: program, owns: [reading.path] };
  for (const one of all) yield { package: one };
}

function packageOf(module: GoModule, reading: Reading<unknown>): Package {
  const { replace } = module;
  const isFolder = replace !== undefined && replace.version === undefined;
  const { path, version } = replace && !isFolder ? replace : module;
  return make(path, isFolder ? undefined : version, reading, {
    detail:
      `dep ${module.path} ${module.version ?? ''}${replace ? ` => ${replace.path} ${replace.version ?? ''}` : ''}`.trim(),
    ...(replace ? { properties: { replaces: [module.path, module.version].filter(Boolean).join('@') } } : {}),
  });
}

/** The standard library has the version of the toolchain; scanners agree on calling it so. */
function standardLibrary({ go: toolchain }: GoBuildInfo, reading: Reading<unknown>): Package | undefined {
  const version = /^go(\d{1,3}(?:\.\d{1,4})*(?:(?:rc|beta)\d{1,3})?)/.exec(toolchain)?.[1];
  if (version === undefined) return undefined;
  return make('stdlib', version, reading, { detail: toolchain, cpes: [cpeOf('golang:go', version)] });
}

/** Programs of the toolchain, which are the standard library’s, and what was built of files without a name. */
const OWN_OF_GO = /^(?:std|cmd)(?:\/|$)|^command-line-arguments$/;

/** The program itself: its main module, or, where it was built without modules, what is known by its package path. */
function programPackage(
  info: GoBuildInfo,
  reading: Reading<unknown>,
  needs: readonly Package[],
): Package | undefined {
  const known = programOf(info);
  const name = info.main?.path ?? known?.path ?? info.path;
  if (name === undefined || OWN_OF_GO.test(name)) return undefined;
  const version = versionOfProgram(info);
  const revision = info.settings['vcs.revision'];
  return make(name, version?.version, reading, {
    detail:
      version?.from ?? (info.main ? `mod ${name} ${info.main.version ?? ''}`.trim() : `path ${info.path}`),
    ...(known?.cpe && version ? { cpes: [cpeOf(known.cpe, version.version.replace(/^v/, ''))] } : {}),
    ...(revision ? { properties: { revision } } : {}),
    dependsOn: needs.map(({ purl }) => purl),
  });
}

interface More extends Partial<Pick<Package, 'cpes' | 'properties' | 'dependsOn'>> {
  readonly detail: string;
}

function make(
  path: string,
  version: string | undefined,
  { path: file, layer }: Reading<unknown>,
  { detail, ...more }: More,
): Package {
  const slash = path.lastIndexOf('/');
  return {
    type: 'golang',
    name: path,
    ...(version === undefined ? {} : { version }),
    purl: purlOf({
      type: 'golang',
      namespace: path.slice(0, Math.max(0, slash)),
      name: path.slice(slash + 1),
      ...(version === undefined ? {} : { version }),
    }),
    licences: [],
    evidence: [{ by: 'binary', path: file, detail }],
    confidence: 'likely',
    layer,
    ...more,
  };
}
