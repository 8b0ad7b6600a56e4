#!/usr/bin/env node
// The entry must load on any Node since 14: until the version is known, it uses nothing that an old one lacks.
import { load } from './load.ts';

const oldest = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < oldest) {
  process.stderr.write(
    `plimsoll needs Node ${oldest} or newer, and this is ${process.versions.node}: npx -p node@${oldest} -p plimsoll plimsoll ${process.argv.slice(2).join(' ')}\n`,
  );
  process.exitCode = 2;
} else {
  start(process.argv.slice(2));
}

async function start(args: readonly string[]): Promise<void> {
  const { program, keepCode } = await load(/^[a-z]{1,20}$/.exec(args[0] ?? '')?.[0] ?? 'none');
  const { fail, main, processWorld } = program;
  const world = {
    ...processWorld(),
    onLong() {
      // Code that was made under other flags is no use to the next run.
      keepCode();
      if (major > newestTried) return;
      for (const flag of flagsForLongRuns) process.getBuiltinModule('node:v8').setFlagsFromString(flag);
    },
  };
  // What is thrown outside of the command's own course, by a stream perhaps, must not look like a verdict.
  process.on('uncaughtException', (error) => process.exit(fail(error, world)));
  const exit = await main(args, world);
  process.exitCode = exit;
  if (exit !== 2) keepCode();
}

/** V8 complains about flags that it does not know, and may drop some. */
const newestTried = 26;

/**
 * What a run is better off with that has all of its threads at work. Not sooner: what Node and V8 have compiled already is
 * good for no other flags than those that it was compiled with.
 */
const flagsForLongRuns = [
  // Compile less, and only when it pays; collect garbage on the thread that made it. There is no processor to spare for
  // either: 20 % less of their time in all.
  '--efficiency-mode',
  // A young generation that stays small keeps memory small.
  '--semi-space-growth-factor=1',
  // So does a full collection at once: while one goes on in steps, nothing that was let go of is free.
  '--no-incremental-marking',
];
