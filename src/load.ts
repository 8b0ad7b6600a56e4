import { cacheFolder } from './core/cache-folder.ts';

/** Everything that an entry runs. */
export type Program = typeof import('./program.ts');

export interface Loaded {
  readonly program: Program;
  /** Keeps the code that V8 has made of the program so far for the next run, where that has none. */
  keepCode(): void;
}

/** The name of the script that the program is in what is published. Put in by scripts/build.ts. */
declare const PLIMSOLL_PROGRAM: string | undefined;

/**
 * Loads the program: among the sources its modules, in what is published one script. V8 gets the code that it made of that
 * script in an earlier run, of the functions that were used then. (Node's own compile cache keeps a module as it is before
 * its first run, without its functions, and costs a look-up for each module: docs/decisions/0011.)
 * @param purpose what the code is kept under: runs with one purpose use the same functions
 */
export async function load(purpose: string): Promise<Loaded> {
  if (typeof PLIMSOLL_PROGRAM === 'undefined') {
    return { program: await import('./program.ts'), keepCode: () => {} };
  }
  const fs = process.getBuiltinModule('node:fs');
  const { Script } = process.getBuiltinModule('node:vm');
  const url = new URL(PLIMSOLL_PROGRAM, import.meta.url);
  const code = new KeptCode(`${PLIMSOLL_PROGRAM}-${purpose}-${process.version}-${process.arch}`);
  const filename = process.getBuiltinModule('node:url').fileURLToPath(url);
  const cachedData = code.read();
  // The script is plain ASCII, which is soonest read so.
  const script = new Script(fs.readFileSync(filename, 'latin1'), {
    filename,
    ...(cachedData ? { cachedData } : {}),
  });
  const module = { exports: {} };
  script.runInThisContext()(process.getBuiltinModule, module, module.exports, url.href);
  let isKept = cachedData !== undefined && script.cachedDataRejected === false;
  return {
    program: module.exports as Program,
    keepCode() {
      if (!isKept) code.write(() => script.createCachedData());
      isKept = true;
    },
  };
}

/**
 * Compiled code in the cache folder, behind its checksum: V8 takes what it is given on trust. For the same reason code
 * that another user could have put there is left alone. Whatever fails, the run goes on without.
 */
class KeptCode {
  readonly #folder = `${cacheFolder(process.env)}/code`;
  readonly #path: string;

  constructor(name: string) {
    this.#path = `${this.#folder}/${name}`;
  }

  read(): Buffer | undefined {
    const fs = process.getBuiltinModule('node:fs');
    try {
      const fd = fs.openSync(this.#path, 'r');
      try {
        const { uid, mode } = fs.fstatSync(fd);
        if (process.getuid && (uid !== process.getuid() || mode & 0o022)) return undefined;
        const bytes = fs.readFileSync(fd);
        const code = bytes.subarray(CHECKSUM);
        return checksum(code).equals(bytes.subarray(0, CHECKSUM)) ? code : undefined;
      } finally {
        fs.closeSync(fd);
      }
    } catch {
      return undefined;
    }
  }

  write(make: () => Buffer): void {
    const fs = process.getBuiltinModule('node:fs');
    try {
      fs.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const aside = `${this.#path}.${process.pid}`;
      const code = make();
      try {
        fs.writeFileSync(aside, Buffer.concat([checksum(code), code]), { flag: 'wx', mode: 0o600 });
        fs.renameSync(aside, this.#path);
      } finally {
        fs.rmSync(aside, { force: true });
      }
    } catch {
      // There is no such folder, or no room in it.
    }
  }
}

const CHECKSUM = 32;

const checksum = (bytes: Buffer): Buffer =>
  process.getBuiltinModule('node:crypto').hash('sha256', bytes, 'buffer');
