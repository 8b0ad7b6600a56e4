import type { Build, Stage } from '../../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../../dockerfile/states.ts';
import { chainOf } from '../images.ts';
import type { Write } from './types.ts';

/** A folder or file that ENV names for the program to write, with the entry. */
export type NamedWrite = Pick<Write, 'path' | 'at' | 'isFile'> & {
  readonly name: string;
  /** A cache may have been filled while the image was built: then reading it is enough. */
  readonly isCache: boolean;
  /** The number of the instruction. */
  readonly index: number;
};

/** What the variables of a target's chain name that can only be meant for writing. */
export function namedWrites(build: Build, stage: Stage, workdir: string | undefined): NamedWrite[] {
  const named = new Map<string, NamedWrite>();
  for (const each of chainOf(stage).reverse()) {
    for (const instruction of each.instructions) {
      if (instruction.keyword !== 'ENV') continue;
      for (const { key, value, span } of instruction.entries) {
        // The last one counts.
        named.delete(key.text);
        const kind = kindOf(key.text);
        if (!value || !kind) continue;
        const { value: text, complete } = build.expand(value, instruction);
        const path = complete ? pathOf(text, kind, workdir) : undefined;
        if (path === undefined) continue;
        const isFile =
          kind === 'database' || /[^/]\.\w+$/.test(path) || key.text.toUpperCase().endsWith('FILE');
        named.set(key.text, {
          name: key.text,
          path,
          at: span,
          isCache: kind === 'cache',
          ...(isFile ? { isFile } : {}),
          index: instruction.index,
        });
      }
    }
  }
  return [...named.values()];
}

type Kind = 'cache' | 'written' | 'database';

/** What a variable's name says of what it holds; undefined: nothing that is certain. */
function kindOf(name: string): Kind | undefined {
  const upper = name.toUpperCase();
  if (caches.has(upper)) return 'cache';
  if (written.test(upper)) return 'written';
  return database.test(upper) ? 'database' : undefined;
}

/** Where libraries keep what they download or compute, and fail when they cannot. Those that go on without are left out. */
const caches: ReadonlySet<string> = new Set([
  'XDG_CACHE_HOME',
  'HF_HOME',
  'HF_HUB_CACHE',
  'HF_DATASETS_CACHE',
  'HUGGINGFACE_HUB_CACHE',
  'TRANSFORMERS_CACHE',
  'SENTENCE_TRANSFORMERS_HOME',
  'TORCH_HOME',
  'NUMBA_CACHE_DIR',
]);

const written =
  /^(?:.*_)?(?:UPLOADS?_(?:DIR|FOLDER)|MEDIA_ROOT|LOGS?_(?:DIR|FOLDER|PATH|FILE)|LOGFILE|PID_?FILE|SESSIONS?_DIR|PROMETHEUS_MULTIPROC_DIR|JUPYTER_(?:DATA|RUNTIME)_DIR|SQLITE_(?:PATH|FILE|DB))$/;

const database = /^(?:.*_)?(?:DATABASE|DB|SQLALCHEMY)_(?:URL|URI|DATABASE_URI|DSN)$/;

function pathOf(text: string, kind: Kind, workdir: string | undefined): string | undefined {
  if (kind !== 'database')
    return text.startsWith('/') && !elsewhere.test(text) ? resolveDirectory('/', text) : undefined;
  // sqlite:///relative.db, sqlite:////absolute.db; with a driver: sqlite+aiosqlite:///…
  const [, path = ''] = /^sqlite(?:\+\w+)?:\/\/\/([^?#]+)/.exec(text) ?? [];
  if (path === '' || path.startsWith(':')) return undefined;
  const full = resolveDirectory(workdir, path);
  return full === undefined || elsewhere.test(full) ? undefined : full;
}

const elsewhere = /^\/(?:dev|proc|sys|tmp|var\/tmp)(?:\/|$)/;
