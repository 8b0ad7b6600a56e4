/**
 * Measures inventories of images from a cold start, beside the peers that are found and beside the floor, in the same run:
 * `node bench/images.ts FOLDER [--docs] [--no-peers] [--repeat N] [NAME…]`, where FOLDER has NAME.oci and NAME.tar (as
 * ../shared/images/build.sh makes them). --docs writes docs/performance-images.md.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Call, measure } from './measure.ts';
import { findProgram } from './peers.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    docs: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: true },
    repeat: { type: 'string', default: '5' },
  },
});

const [images, ...only] = positionals;
if (!images || !existsSync(images)) {
  console.error('name the folder of the images: node bench/images.ts FOLDER');
  process.exit(2);
}
const root = dirname(import.meta.dirname);
const cli = join(root, 'dist', 'cli.js');
const scratch = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const repeat = Number(options.repeat);

interface Row {
  readonly image: string;
  readonly medium: string;
  readonly who: string;
  readonly median: number;
  readonly peakMb: number | undefined;
}

const rows: Row[] = [];
const names = readdirSync(images)
  .filter((file) => /\.(?:oci|tar)$/.test(file) && !file.endsWith('.oci.tar'))
  .filter((file) => only.length === 0 || only.includes(file.replace(/\.(?:oci|tar)$/, '')))
  .sort();

async function measureImage(path: string): Promise<void> {
  const isLayout = path.endsWith('.oci');
  const image = path.slice(path.lastIndexOf('/') + 1).replace(/\.(?:oci|tar)$/, '');
  const medium = isLayout ? mediumOf(path) : 'docker-archive';
  const add = async (who: string, call: Call): Promise<void> => {
    const { median, taken } = await measure(call, repeat);
    rows.push({ image, medium, who, median, peakMb: taken?.peakMb });
    console.error(`${image} ${medium} ${who}: ${median.toFixed(0)} ms, ${taken?.peakMb} MB`);
  };
  if (isLayout)
    await add('floor', { command: process.execPath, args: [join(root, 'bench', 'inflate-floor.ts'), path] });
  // Each run has a cache of its own; what V8 compiled is kept, as it is between any two runs.
  const code = join(scratch, 'code');
  await measure(sbom(path, code), 1);
  await add('plimsoll', cold(path, code));
  await add('plimsoll, warm', sbom(path, code));
  if (!options.peers) return;
  for (const { name, args } of peers(path, isLayout)) {
    const program = findProgram(name);
    if (program) await add(name, { command: program, args });
  }
}

const sbom = (path: string, cache: string): Call => ({
  command: process.execPath,
  args: [cli, 'sbom', path, '--output', join(scratch, 'bill.json')],
  env: { PLIMSOLL_CACHE_DIR: cache },
});

/** What was found in layers is thrown away before each run, in the same shell. */
const cold = (path: string, cache: string): Call => ({
  command: '/bin/sh',
  args: [
    '-c',
    'rm -rf "$1/results" "$1/blobs"; shift; exec "$@"',
    'cold',
    cache,
    process.execPath,
    cli,
    'sbom',
    path,
    '--output',
    join(scratch, 'bill.json'),
  ],
  env: { PLIMSOLL_CACHE_DIR: cache },
});

const peers = (path: string, isLayout: boolean): { name: string; args: string[] }[] => [
  {
    name: 'trivy',
    args: [
      'image',
      '--quiet',
      '--offline-scan',
      '--skip-db-update',
      '--skip-java-db-update',
      '--cache-backend',
      'memory',
      '--scanners',
      'license',
      '--format',
      'cyclonedx',
      '--output',
      join(scratch, 'trivy.json'),
      '--input',
      path,
    ],
  },
  {
    name: 'syft',
    args: [
      'scan',
      '-q',
      `${isLayout ? 'oci-dir' : 'docker-archive'}:${path}`,
      '-o',
      `cyclonedx-json=${join(scratch, 'syft.json')}`,
    ],
  },
];

function mediumOf(layout: string): string {
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as {
    manifests: { digest: string }[];
  };
  const manifest = readFileSync(join(layout, 'blobs', index.manifests[0]!.digest.replace(':', '/')), 'utf8');
  return manifest.includes('+zstd') ? 'OCI, zstd' : 'OCI, gzip';
}

const bytesOf = (path: string): number => {
  const stats = statSync(path);
  return stats.isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0)
    : stats.size;
};

const time = (ms: number): string => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`);

function table(): string {
  const lines = [
    '| image | as | size | | median | peak | to the floor | to the fastest peer |',
    '| --- | --- | --: | --- | --: | --: | --: | --: |',
  ];
  for (const row of rows) {
    const same = rows.filter(({ image, medium }) => image === row.image && medium === row.medium);
    const floor = same.find(({ who }) => who === 'floor')?.median;
    const fastest = Math.min(
      ...same.filter(({ who }) => who === 'trivy' || who === 'syft').map(({ median }) => median),
    );
    const isOurs = row.who === 'plimsoll';
    const size = bytesOf(join(images!, `${row.image}${row.medium === 'docker-archive' ? '.tar' : '.oci'}`));
    lines.push(
      `| ${row.image} | ${row.medium} | ${(size / 1e6).toFixed(0)} MB | ${row.who} | ${time(row.median)} | ${row.peakMb ?? ''} MB | ${isOurs && floor ? `${(row.median / floor).toFixed(2)} ×` : ''} | ${isOurs && Number.isFinite(fastest) ? `${(row.median / fastest).toFixed(2)} ×` : ''} |`,
    );
  }
  return lines.join('\n');
}

for (const file of names) await measureImage(join(images, file));
console.log(table());
if (options.docs) {
  const page = join(root, 'docs', 'performance-images.md');
  const between = /(?<=<!-- measured: begin -->\n)[\s\S]*(?=<!-- measured: end -->)/;
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(between, () => `\n${table()}\n\n`),
  );
}
