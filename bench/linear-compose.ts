import { Source } from '../src/core/source.ts';
import { hostileComposeFamilies, type ProjectFiles } from '../src/testing/hostile-compose.ts';
import { readProject } from '../src/workload/compose/index.ts';
import { readYaml } from '../src/yaml/read.ts';

/**
 * Prints by how much the time to read a Compose project grows when hostile input doubles, and how much of it is YAML's:
 * `node bench/linear-compose.ts [family…]`. What grows more than threefold is counted; the exit code is then 1.
 */
const named = process.argv.slice(2);
const enough = 80;
const limit = 3;
let offenders = 0;

for (const [name, make] of Object.entries(hostileComposeFamilies)) {
  if (named.length > 0 && !named.some((word) => name.includes(word))) continue;
  let n = 250;
  while (n < 32_000 && time(() => read(make(n))) < enough) n *= 2;
  const [once, twice] = [n, 2 * n].map((count) => {
    const files = make(count);
    return Math.min(...[0, 1, 2].map(() => time(() => read(files))));
  }) as [number, number];
  const yaml = time(() => readYaml(new Source('compose.yaml', make(2 * n)['compose.yaml']!)));
  const ratio = twice / once;
  const isBad = ratio > limit && twice > 20;
  if (isBad) offenders++;
  console.log(
    `${name.padEnd(58)} ${String(n).padStart(6)} ${once.toFixed(1).padStart(8)} ${twice.toFixed(1).padStart(8)} ${ratio.toFixed(2).padStart(6)}  YAML ${yaml.toFixed(1).padStart(7)}${isBad ? '  !' : ''}`,
  );
}
console.log(`${offenders} grow more than ${limit}-fold`);
process.exitCode = offenders === 0 ? 0 : 1;

function read(files: ProjectFiles): void {
  readProject({
    files: [new Source('compose.yaml', files['compose.yaml']!)],
    folder: 'project',
    read: (path) => (files[path] === undefined ? undefined : new Source(path, files[path])),
    env: {},
  });
}

function time(action: () => void): number {
  const before = process.threadCpuUsage();
  action();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
