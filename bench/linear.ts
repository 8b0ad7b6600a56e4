import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { checkProject } from '../src/scan/project.ts';
import { repairProject } from '../src/scan/repair.ts';
import type { CheckRequest } from '../src/scan/types.ts';
import { hostileFamilies } from '../src/testing/hostile.ts';

/**
 * Prints by how much the time grows when hostile input doubles, with every rule on: `node bench/linear.ts [fix] [family…]`.
 * What grows more than threefold is named with the functions that take the time; the exit code is then 1.
 */
const [mode, ...named] =
  process.argv[2] === 'fix' ? ['fix', ...process.argv.slice(3)] : ['check', ...process.argv.slice(2)];
const enough = 120;
const most = mode === 'fix' ? 4_000 : 64_000;
const limit = 3;

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-linear-'));
// Rules that do nothing until they are told what to ask for.
writeFileSync(
  join(folder, 'plimsoll.yaml'),
  `rules:
  set: strict
  allowed-bases: { bases: [debian], registries: [registry.example.com] }
  image-labels: { labels: { org.opencontainers.image.source: url } }
`,
);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

let offenders = 0;
try {
  await run('RUN make\n');
  console.log(
    `${'family'.padEnd(46)} ${'n'.padStart(7)} ${'n: ms'.padStart(8)} ${'2n: ms'.padStart(8)}  ratio`,
  );
  for (const [name, make] of Object.entries(hostileFamilies)) {
    if (
      named.length > 0 &&
      !named.some((word) => (word.startsWith('=') ? name === word.slice(1) : name.includes(word)))
    )
      continue;
    try {
      await measure(name, make);
    } catch (error) {
      offenders++;
      console.log(`${name}: ${(error as Error).stack}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${offenders} of ${Object.keys(hostileFamilies).length} grow more than ${limit}-fold`);
process.exitCode = offenders === 0 ? 0 : 1;

async function measure(name: string, make: (n: number) => string): Promise<void> {
  let n = 250;
  let once = await time(make(n));
  while (once < enough && n < most) {
    n *= 2;
    once = await time(make(n));
  }
  // The best of a few: what disturbs a measurement only ever adds to it.
  let single = once;
  let double = Number.POSITIVE_INFINITY;
  for (let round = 0; round < (once > 2000 ? 1 : 3); round++) {
    single = Math.min(single, await time(make(n)));
    double = Math.min(double, await time(make(2 * n)));
  }
  const ratio = double / single;
  console.log(
    `${name.padEnd(46)} ${String(n).padStart(7)} ${single.toFixed(1).padStart(8)} ${double.toFixed(1).padStart(8)}  ${ratio.toFixed(2)}`,
  );
  if (ratio <= limit || double < 10) return;
  offenders++;
  for (const line of await profile(make(2 * n))) console.log(`    ${line}`);
}

async function time(text: string): Promise<number> {
  // What earlier runs have left behind is none of this one's time.
  collect();
  const begin = cpu();
  await run(text);
  return cpu() - begin;
}

/** Milliseconds that this thread has worked: what else the machine does is not counted. */
function cpu(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function run(text: string): Promise<void> {
  const request: CheckRequest = {
    cwd: folder,
    paths: ['-'],
    stdin: Buffer.from(text),
    flags: {},
    shellcheck: false,
    now: new Date('2026-06-01T12:00:00Z'),
    env: {},
  };
  if (mode === 'fix') await repairProject({ ...request, unsafe: true });
  else await checkProject(request);
}

/** The functions in which a run spends its time, the worst first. */
async function profile(text: string): Promise<string[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  await run(text);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return worst(profile);
}

function worst({ nodes, samples = [] }: Profiler.Profile): string[] {
  const hits = new Map<number, number>();
  for (const id of samples) hits.set(id, (hits.get(id) ?? 0) + 1);
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const shares = new Map<string, number>();
  for (const [id, count] of hits) {
    const chain: string[] = [];
    for (let at: number | undefined = id; at !== undefined && chain.length < 3; at = parents.get(at)) {
      const { functionName, url, lineNumber } = byId.get(at)!.callFrame;
      const file = url.split('/src/')[1] ?? url.split('/').at(-1);
      if (file || chain.length === 0)
        chain.push(`${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`);
    }
    const key = chain.join(' ← ');
    shares.set(key, (shares.get(key) ?? 0) + count);
  }
  return [...shares]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 4)
    .map(([place, count]) => `${Math.round((100 * count) / samples.length)} % ${place}`);
}
