import { posix } from 'node:path';
import type { Build, Command } from '../../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../../dockerfile/states.ts';
import { inContext } from '../context-map.ts';
import { type CgoNeeds, cgoNeeds } from './needs.ts';

/**
 * What the sources in the build context say of the programs that these commands build (`go build`, `go install`).
 * Undefined when they cannot be seen, or do not agree.
 */
export function programsNeed(build: Build, commands: readonly Command[]): CgoNeeds | undefined {
  const { context } = build;
  if (!context || commands.length > 20) return undefined;
  let all: CgoNeeds | undefined;
  for (const command of commands) {
    const { folders, tags } = packagesOf(build, command);
    for (const folder of folders) {
      const found = folder === undefined ? undefined : cgoNeeds(context, folder, tags);
      if (!found || (all && all.needs !== found.needs)) return undefined;
      if (!all || (found.needs === 'yes' && found.by === 'c')) all = found;
    }
  }
  return all;
}

interface Packages {
  /** In the context; undefined for one that is not found there. */
  readonly folders: readonly (string | undefined)[];
  readonly tags: ReadonlySet<string>;
}

function packagesOf(build: Build, command: Command): Packages {
  const tags = new Set<string>();
  const named: string[] = [];
  const words = command.words.slice(2);
  let folder = moves(build, command) ? undefined : build.workdirAt(command.instruction);
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const option = /^--?([a-zA-Z]\w*)(?:=(.*))?$/s.exec(word.value);
    if (!option) named.push(word.literal ? word.value : '');
    else if (withValue.has(option[1]!)) {
      const value = option[2] ?? words[++at]?.value ?? '';
      if (option[1] === 'tags') for (const tag of value.split(/[\s,]+/)) tags.add(tag);
      if (option[1] === 'C') folder = folder && resolveDirectory(folder, value);
    }
  }
  const folders = (named.length === 0 ? ['.'] : named).map((path) => folderOf(build, command, folder, path));
  return { folders, tags };
}

/** The script goes elsewhere, and where to is not followed. */
const moves = (build: Build, { instruction }: Command): boolean =>
  build.commandsOf(instruction).some(({ name }) => name === 'cd' || name === 'pushd');

/** `./cmd/api`, `.`, `main.go`; a pattern, or a package by its import path, is not looked for. */
function folderOf(
  build: Build,
  { instruction }: Command,
  from: string | undefined,
  path: string,
): string | undefined {
  if (from === undefined || path === '' || path.includes('...')) return undefined;
  if (!/^\.{0,2}(?:\/|$)|\.go$/.test(path)) return undefined;
  const full = resolveDirectory(from, path.endsWith('.go') ? posix.dirname(path) : path);
  return full === undefined ? undefined : inContext(build, instruction, full.replace(/(?<=.)\/$/, ''));
}

/** Options of `go build` that take a value (cmd/go, Compile packages and dependencies). */
const withValue: ReadonlySet<string> = new Set(
  'C o p tags ldflags gcflags asmflags gccgoflags mod modfile overlay pkgdir toolexec buildmode buildvcs compiler installsuffix pgo exec covermode coverpkg'.split(
    ' ',
  ),
);
