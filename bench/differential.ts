import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dockerfileRules, imageRules } from '../src/rules/index.ts';
import { Comparison, SourceText } from './compare.ts';
import { corpus, writeCorpus } from './corpus.ts';
import { run } from './measure.ts';
import { mistakes } from './mistakes.ts';
import { oracles, type Said } from './oracles.ts';

/**
 * Lists where the command line (from its sources) and the peers that are found disagree, by the peers' ids:
 * `node bench/differential.ts [FOLDER…] [--corpus] [--id ID]… [--examples N]`; without a folder on bench/mistakes,
 * with --corpus on the generated corpus. Two findings agree when both have the id on the same instruction.
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: 'boolean', default: false },
    id: { type: 'string', multiple: true, default: [] },
    examples: { type: 'string', default: '3' },
  },
});

const temporary = mkdtempSync(join(tmpdir(), 'plimsoll-differential-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
const comparison = new Comparison();
for (const folder of folders()) await compareIn(folder);
print(new Set([...dockerfileRules, ...imageRules].flatMap(({ aliases }) => aliases)));

function folders(): string[] {
  if (positionals.length > 0) return positionals.map((path) => resolve(path));
  const sets = options.corpus ? [{ name: 'corpus', files: corpus() }] : mistakes();
  return sets.map(({ name, files }) => {
    writeCorpus(join(temporary, name), files);
    return join(temporary, name);
  });
}

/** All run in the folder, so that all take its `.hadolint.yaml`, where there is one. */
async function compareIn(folder: string): Promise<void> {
  const { said, files } = await ourOpinion(folder);
  const read = (path: string) => new SourceText(path, readFileSync(join(folder, path), 'utf8'));
  const texts = new Map(files.map((path) => [path, read(path)]));
  for (const oracle of oracles) {
    if (options.id.length > 0 && !options.id.some((id) => oracle.owns(id))) continue;
    const opinion = await oracle.ask(folder, files);
    if (opinion)
      comparison.add(
        said.filter(({ id }) => oracle.owns(id)),
        opinion,
        texts,
      );
    else console.error(`${oracle.name} was not found`);
  }
}

interface Report {
  readonly files: readonly string[];
  readonly findings: readonly {
    readonly aliases: readonly string[];
    readonly disposition: string;
    readonly at: { readonly path: string; readonly start: { readonly line: number } };
  }[];
}

async function ourOpinion(folder: string): Promise<{ said: Said[]; files: readonly string[] }> {
  const cli = join(dirname(import.meta.dirname), 'src', 'cli.ts');
  const args = [cli, 'check', '.', '--rules', 'strict', '--no-shellcheck', '--format', 'json'];
  const { files, findings } = JSON.parse(
    await run({ command: process.execPath, args, cwd: folder }),
  ) as Report;
  const said = findings
    .filter(({ disposition }) => disposition !== 'waived')
    .flatMap(({ aliases, at }) => aliases.map((id) => ({ id, path: at.path, line: at.start.line })));
  return { said, files };
}

function print(ours: ReadonlySet<string>): void {
  const wanted = new Set(options.id);
  const rows = [...comparison.tallies]
    .filter(([id]) => wanted.size === 0 || wanted.has(id))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  console.log(`${'id'.padEnd(32)}     both    moved only peer  only us`);
  for (const [id, { both, moved, onlyPeer, onlyUs }] of rows) {
    const counts = [both, moved, onlyPeer.length, onlyUs.length].map((count) => String(count).padStart(9));
    console.log(`${id.padEnd(32)}${counts.join('')}${ours.has(id) ? '' : '  no rule has it'}`);
  }
  const shown = Number(options.examples);
  for (const [id, { onlyPeer, onlyUs }] of rows) {
    if (!ours.has(id)) continue;
    for (const line of onlyPeer.slice(0, shown)) console.log(`${id} only peer  ${line}`);
    for (const line of onlyUs.slice(0, shown)) console.log(`${id} only us    ${line}`);
  }
}
