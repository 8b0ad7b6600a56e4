import { posix } from 'node:path';
import type { BuildContext } from '../../../dockerfile/build-types.ts';
import { readGoSource } from './source.ts';

/** Whether a Go program that is built with cgo needs a C library when it runs, and what says so. */
export type CgoNeeds =
  /** `c`: it calls C. `resolver`: it uses a package of Go's own that has a part in C, and can do without. */
  | { readonly needs: 'yes'; readonly by: 'c' | 'resolver'; readonly because: string }
  | { readonly needs: 'no' };

/**
 * Follows the imports of a package through its module and what is vendored, as the build does (Go, cmd/cgo and package
 * net, Name Resolution). Undefined when no import says that a C library is needed and some could not be followed.
 */
export function cgoNeeds(
  context: BuildContext,
  folder: string,
  tags: ReadonlySet<string>,
): CgoNeeds | undefined {
  const module = moduleOf(context, folder);
  if (!module) return undefined;
  const waiting = [folder];
  const seen = new Set(waiting);
  let isWhole = true;
  let resolver: CgoNeeds | undefined;
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    for (const { file, path, built } of importsOf(context, at, tags)) {
      const target = resolveImport(context, module, path);
      const because = evidence(path, file);
      if (because && built !== true) isWhole = false;
      else if (because?.by === 'c') return because;
      else if (because) resolver ??= because;
      else if (target === undefined) isWhole = false;
      else if (target !== '' && !seen.has(target)) {
        if (seen.size >= MOST) isWhole = false;
        else waiting.push(target);
        seen.add(target);
      }
    }
  }
  const free = tags.has('netgo') && tags.has('osusergo');
  if (resolver && !free) return resolver;
  return isWhole ? { needs: 'no' } : undefined;
}

/** No program that is judged here should take longer than the rest of the run. */
const MOST = 400;

interface Module {
  readonly path: string;
  readonly root: string;
}

function moduleOf(context: BuildContext, folder: string): Module | undefined {
  for (let root = folder; ; root = posix.dirname(root)) {
    const text = context.read(posix.join(root, 'go.mod'));
    const path = text === undefined ? undefined : /^module[ \t]+"?([^\s"]+)/m.exec(text)?.[1];
    if (path !== undefined) return { path, root };
    if (root === '.' || root === '/' || root === '') return undefined;
  }
}

function* importsOf(context: BuildContext, folder: string, tags: ReadonlySet<string>) {
  for (const name of context.list(folder)) {
    if (!/^[^_.].*\.go$/.test(name) || name.endsWith('_test.go')) continue;
    const file = posix.join(folder, name);
    if (context.ignored(file)) continue;
    const text = context.read(file);
    // What cannot be read may import anything.
    const source = text === undefined ? undefined : readGoSource(name, text, tags);
    if (source?.built === false) continue;
    for (const path of source?.imports ?? ['unreadable.invalid/file'])
      yield { file, path, built: source?.built };
  }
}

/** The folder that an import stands for; '' for Go's own packages, undefined when it is not to be seen. */
function resolveImport(context: BuildContext, { path, root }: Module, wanted: string): string | undefined {
  const inside =
    wanted === path ? '.' : wanted.startsWith(`${path}/`) ? wanted.slice(path.length + 1) : undefined;
  const folders = [
    ...(inside === undefined ? [] : [posix.join(root, inside)]),
    posix.join(root, 'vendor', wanted),
  ];
  const found = folders.find((each) => context.exists(each) === 'directory' && !context.ignored(each));
  return found ?? (inside === undefined && /^[^/.]+(?:\/|$)/.test(wanted) ? '' : undefined);
}

function evidence(path: string, file: string): Extract<CgoNeeds, { needs: 'yes' }> | undefined {
  if (path === 'C') return { needs: 'yes', by: 'c', because: `${file} calls C` };
  if (callsC.test(path)) return { needs: 'yes', by: 'c', because: `${file} imports ${path}, which calls C` };
  if (!ownWithC.test(path)) return undefined;
  return { needs: 'yes', by: 'resolver', because: `${file} imports ${path}, and cgo is on` };
}

/** Go's packages that have a part in C where cgo is on, and those that import one: net, os/user, plugin. */
const ownWithC =
  /^(?:net|net\/(?!(?:url|netip)$).+|crypto\/(?:tls|x509)|os\/user|archive\/tar|mime\/multipart|expvar|log\/syslog|plugin|runtime\/cgo)$/;

/** Well-known modules that are bindings to C. */
const callsC =
  /^(?:github\.com\/(?:mattn\/go-sqlite3|confluentinc\/confluent-kafka-go|h2non\/bimg|davidbyttow\/govips|libgit2\/git2go|miekg\/pkcs11|google\/gopacket\/pcap|gopacket\/gopacket\/pcap|godror\/godror|marcboeker\/go-duckdb|duckdb\/duckdb-go|DataDog\/zstd|valyala\/gozstd|mutecomm\/go-sqlcipher)|gocv\.io\/x\/gocv|gopkg\.in\/gographics\/imagick\.v\d)(?:\/|$)/;
