import type { Build, Stage } from '../../dockerfile/build-types.ts';
import { filesGiven } from './context-map.ts';

export type PackageLanguage = 'node' | 'python' | 'ruby';

/**
 * The packages with native parts among a project's dependencies, by the lock files that a stage gets from the build
 * context: names, in order; [] when there certainly are none. Undefined when there is no such file, or it does not tell.
 */
export function nativeParts(
  build: Build,
  stage: Stage,
  language: PackageLanguage,
): readonly string[] | undefined {
  const known = build.once(toldBefore);
  const key = `${language} ${stage.index}`;
  if (!known.has(key)) known.set(key, readLocks(build, stage, language));
  return known.get(key);
}

const toldBefore = () => new Map<string, readonly string[] | undefined>();

function readLocks(build: Build, stage: Stage, language: PackageLanguage): readonly string[] | undefined {
  const readers = byLanguage[language].map(([name, read]) => ({ name, read }));
  const names = new RegExp(`^(?:${readers.map(({ name }) => name.source).join('|')})$`);
  const files = filesGiven(build, stage, names);
  // Of several projects it is not known which one's packages these are.
  if (files.length !== 1) return undefined;
  const [file = ''] = files;
  const text = build.context?.read(file);
  const reader = readers.find(({ name }) =>
    new RegExp(`^(?:${name.source})$`).test(file.slice(file.lastIndexOf('/') + 1)),
  );
  const found = text === undefined ? undefined : reader?.read(text);
  return found && [...new Set(found)].sort();
}

type Reader = (text: string) => readonly string[] | undefined;

/** npm: every version 2 or 3 of the file says which packages run a script, or are for one system (npm, package-lock.json). */
function packageLock(text: string): readonly string[] | undefined {
  const lock = parsed(text);
  const packages = lock && isRecord(lock.packages) ? lock.packages : undefined;
  if (!packages) return undefined;
  const native: string[] = [];
  let open = false;
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '' || !isRecord(entry) || entry.dev === true) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (nativeNode.has(name) || entry.libc !== undefined)
      native.push(name.replace(/-linux(?:musl)?-\w+$/, ''));
    else if (entry.hasInstallScript === true || entry.cpu !== undefined) open = true;
  }
  return native.length > 0 ? native : open ? undefined : [];
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `/name@1.0.0:`, `name@npm:^1:`, `"name@^1", "name@~1":` of pnpm and Yarn: names are all that is looked at. */
const lockedNode: Reader = (text) =>
  known(
    Array.from(
      text.matchAll(/^ {0,2}['"/]{0,2}((?:@[\w.-]{1,100}\/)?[\w.-]{1,100})@/gm),
      ([, name]) => name!,
    ).filter((name) => nativeNode.has(name)),
  );

/**
 * poetry and uv write down every wheel: one that is built for a C library has its name in its own. A package that has one
 * for every system beside it may do without.
 */
function wheels(text: string): readonly string[] | undefined {
  const native: string[] = [];
  let isTold = false;
  let open = false;
  for (const entry of text.split('[[package]]').slice(1)) {
    const name = /^name = "([^"]+)"/m.exec(entry)?.[1];
    if (entry.includes('.whl')) isTold = true;
    if (name === undefined || !/(?:many|musl)linux[\w.]*\.whl/.test(entry)) continue;
    if (entry.includes('-none-any.whl')) open = true;
    else native.push(name);
  }
  if (native.length > 0) return native;
  return isTold && !open ? [] : undefined;
}

const requirements: Reader = (text) =>
  known(
    Array.from(text.matchAll(/^([A-Za-z][\w.-]{0,100})/gm), ([, name]) =>
      name!.toLowerCase().replace(/[._]/g, '-'),
    ).filter((name) => nativePython.has(name)),
  );

const gemfileLock: Reader = (text) =>
  known(
    Array.from(text.matchAll(/^ {4}([\w.-]{1,100}) \(/gm), ([, name]) => name!).filter((name) =>
      nativeRuby.has(name),
    ),
  );

/** A list of names shows that some are native, and never that none is. */
const known = (names: readonly string[]): readonly string[] | undefined =>
  names.length > 0 ? names : undefined;

const byLanguage: Readonly<Record<PackageLanguage, readonly (readonly [RegExp, Reader])[]>> = {
  node: [
    [/package-lock\.json|npm-shrinkwrap\.json/, packageLock],
    [/pnpm-lock\.yaml|yarn\.lock/, lockedNode],
  ],
  python: [
    [/poetry\.lock|uv\.lock/, wheels],
    [/requirements\.txt/, requirements],
  ],
  ruby: [[/Gemfile\.lock/, gemfileLock]],
};

/** Packages that load a library which is linked to the C library, and do not work without. */
const nativeNode: ReadonlySet<string> = new Set(
  'argon2 bcrypt better-sqlite3 canvas node-sass re2 sharp sqlite3 snappy zeromq isolated-vm libxmljs libxmljs2 oracledb node-rdkafka @confluentinc/kafka-javascript @tensorflow/tfjs-node grpc node-expat kerberos @napi-rs/canvas'.split(
    ' ',
  ),
);
const nativePython: ReadonlySet<string> = new Set(
  'numpy scipy pandas pillow lxml cryptography psycopg2 psycopg2-binary psycopg-binary pydantic-core orjson uvloop httptools grpcio bcrypt argon2-cffi cffi greenlet gevent scikit-learn torch tensorflow pyarrow ujson tokenizers safetensors confluent-kafka mysqlclient pyzmq'.split(
    ' ',
  ),
);
const nativeRuby: ReadonlySet<string> = new Set(
  'nokogiri pg mysql2 sqlite3 bcrypt ffi puma nio4r bootsnap msgpack unf_ext grpc google-protobuf sassc'.split(
    ' ',
  ),
);
