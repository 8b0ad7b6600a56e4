import type { FileReader } from '../image/reader.ts';
import type { Extractor } from './extractor.ts';
import { jsonOf, objectOf } from './json.ts';
import { purlOf } from './purl.ts';

interface Library {
  readonly name: string;
  readonly version: string;
  /** It is the application itself, and not a package. */
  readonly isProject: boolean;
}

/** What a .NET application needs, as the host reads it (dotnet/sdk, “runtime-configuration-file”, `libraries`). */
const depsReader: FileReader<readonly Library[]> = {
  name: 'dotnet-deps',
  version: 1,
  endings: ['.deps.json'],
  most: 64 * 1024 * 1024,
  read(_, bytes) {
    const libraries = Object.entries(objectOf(jsonOf(bytes).libraries) ?? {});
    return libraries.flatMap(([key, value]) => {
      const slash = key.lastIndexOf('/');
      const type = objectOf(value)?.type;
      if (slash <= 0 || typeof type !== 'string') return [];
      return [{ name: key.slice(0, slash), version: key.slice(slash + 1), isProject: type === 'project' }];
    });
  },
};

export const dotnet: Extractor = {
  name: 'dotnet-deps',
  lists: '.NET libraries of an application',
  from: '`*.deps.json`',
  readers: [depsReader] as never,

  *extract({ root }) {
    for (const { path, layer, value } of root.readings(depsReader)) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      for (const { name, version, isProject } of value) {
        yield {
          package: {
            type: 'nuget',
            name,
            version,
            purl: purlOf({ type: 'nuget', name, version }),
            licences: [],
            evidence: [{ by: 'metadata', path }],
            confidence: isProject ? 'likely' : 'certain',
            layer,
          },
          owns: [path, `${folder}/${name}.dll`, `${folder}/${name}`],
        };
      }
    }
  },
};
