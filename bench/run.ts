import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { corpus, writeCorpus } from './corpus.ts';
import { manifests } from './manifests.ts';
import { type Call, measure } from './measure.ts';
import { findProgram, manifestPeers, type Peer, peers, versionOf } from './peers.ts';
import { gather, type Row } from './report.ts';

/**
 * Measures the built command line on a corpus, and in the same run the peers that are found, and prints both:
 * `npm run bench -- [--quick] [--no-peers] [--files N] [--json FILE] [--docs]`; --docs writes docs/performance.md.
 */
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: true },
    files: { type: 'string' },
    json: { type: 'string' },
    docs: { type: 'boolean', default: false },
  },
  allowNegative: true,
});

const root = dirname(import.meta.dirname);
const cli = join(root, 'dist', 'cli.js');
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
const cache = join(folder, 'cache');
const repeat = options.quick ? 3 : 9;

process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
if (!existsSync(cli)) execFileSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });

const count = Number(options.files ?? (options.quick ? 100 : 1000));
const files = writeCorpus(join(folder, 'corpus'), corpus(count));
const single = typical(files);
const shellcheck = findProgram('shellcheck');

const rows: Row[] = [
  await row('node -e 0', 0, { command: process.execPath, args: ['-e', '0'] }),
  await row('plimsoll --version', 0, plimsoll(['--version'])),
  await row('plimsoll, one file', 1, plimsoll(check(single, '--no-shellcheck'))),
  await row('plimsoll, one file, nothing cached', 1, plimsoll(check(single, '--no-shellcheck'), '/dev/null')),
  await row('plimsoll', count, whole('recommended', false)),
  await row('plimsoll, every rule', count, whole('strict', false)),
];
if (shellcheck) {
  rows.push(await row('plimsoll, one file + ShellCheck', 1, plimsoll(check(single)), true));
  const slow = Math.min(repeat, 3);
  rows.push(await row('plimsoll + ShellCheck', count, whole('recommended', true), true, slow));
}
if (options.peers) await measurePeers('dockerfiles', peers, join(folder, 'corpus'), files, single);

const yaml = writeCorpus(join(folder, 'manifests'), manifests(count * 2));
rows.push(
  await row('reading YAML, nothing else', yaml.length, {
    command: process.execPath,
    args: [join(root, 'bench', 'yaml-floor.ts'), join(folder, 'manifests')],
  }),
  await row(
    'plimsoll, manifests',
    yaml.length,
    plimsoll(check(join(folder, 'manifests'), '--no-shellcheck', '--format', 'json')),
  ),
);
if (options.peers) await measurePeers('manifests', manifestPeers, join(folder, 'manifests'), yaml);

const report = gather(rows, machine());
console.log(report.text);
if (options.json) writeFileSync(options.json, `${JSON.stringify(report.data, null, 2)}\n`);
if (options.docs) writePage(join(root, 'docs', 'performance.md'), report.markdown);

function writePage(page: string, measured: string): void {
  const between = /(?<=<!-- measured: begin -->\n)[\s\S]*(?=<!-- measured: end -->)/;
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(between, () => `\n${measured}\n\n`),
  );
}

function plimsoll(args: readonly string[], cacheFolder = cache): Call {
  return { command: process.execPath, args: [cli, ...args], env: { PLIMSOLL_CACHE_DIR: cacheFolder } };
}

function check(path: string, ...args: readonly string[]): readonly string[] {
  return ['check', path, '--no-config', ...args];
}

function whole(rules: string, scripts: boolean): Call {
  const args = check(join(folder, 'corpus'), '--rules', rules, '--format', 'json');
  return plimsoll(scripts ? args : [...args, '--no-shellcheck']);
}

async function row(what: string, judged: number, call: Call, scripts = false, times = repeat): Promise<Row> {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
  const timing = await measure(call, times);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return { what, files: judged, shellcheck: scripts, ...timing };
}

async function measurePeers(
  corpus: NonNullable<Row['corpus']>,
  tools: readonly Peer[],
  place: string,
  paths: readonly string[],
  one?: string,
): Promise<void> {
  const times = options.quick ? 1 : 2;
  for (const { name, shellcheck: scripts, call } of tools) {
    const program = findProgram(name);
    if (program === undefined) continue;
    const peer = async (what: string, judged: number, made: Call): Promise<void> => {
      rows.push({
        ...(await row(what, judged, made, scripts, times)),
        peer: name,
        corpus,
        version: versionOf(program),
      });
    };
    if (one !== undefined) await peer(`${name}, one file`, 1, call(program, one, [one]));
    const what = corpus === 'manifests' ? `${name}, manifests` : name;
    await peer(what, paths.length, call(program, place, paths));
  }
}

/** The file whose size is in the middle. */
function typical(paths: readonly string[]): string {
  const size = (path: string) => statSync(path).size;
  return paths.toSorted((a, b) => size(a) - size(b))[paths.length >> 1]!;
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? process.arch;
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} cores of ${model}, ${memory} GB, Node ${process.versions.node}, ${process.platform} ${process.arch}`;
}
