#!/usr/bin/env node
// The entry must load on any Node since 14: until the version is known, it uses nothing that an old one lacks.
import module from 'node:module';
import v8 from 'node:v8';

const oldest = 24;

if (Number(process.versions.node.split('.')[0]) < oldest) {
  process.stderr.write(
    `plimsoll needs Node ${oldest} or newer, and this is ${process.versions.node}: npx -p node@${oldest} -p plimsoll plimsoll ${process.argv.slice(2).join(' ')}\n`,
  );
  process.exitCode = 2;
} else {
  start();
}

async function start(): Promise<void> {
  const cache = process.env.PLIMSOLL_CACHE_DIR || `${cacheHome()}/plimsoll`;
  // Judging makes much that is soon thrown away; a young generation that stays small keeps memory small (−220 MB
  // over 1,000 files, at no measurable cost in time: docs/performance.md).
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  module.enableCompileCache(`${cache}/compile`);
  const { fail, main, processWorld } = await import('./commands/main.ts');
  const world = processWorld();
  // What is thrown outside of the command's own course, by a stream perhaps, must not look like a verdict.
  process.on('uncaughtException', (error) => process.exit(fail(error, world)));
  process.exitCode = await main(process.argv.slice(2), world);
}

function cacheHome(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA, HOME } = process.env;
  return XDG_CACHE_HOME || LOCALAPPDATA || `${HOME || '/tmp'}/.cache`;
}
