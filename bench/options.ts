import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { refusal } from '../src/testing/refusal.ts';
import { writeCorpus } from './corpus.ts';
import { optionCases } from './option-cases.ts';
import { oracles } from './oracles.ts';

/**
 * Compares, case by case, which values of options BuildKit refuses with which ones we say it refuses:
 * `node bench/options.ts [--record]`. With --record, writes BuildKit's answers to where the tests read them.
 */
const { values: options } = parseArgs({ options: { record: { type: 'boolean', default: false } } });
const record = join(
  import.meta.dirname,
  '..',
  'src',
  'rules',
  'dockerfile',
  'option-value',
  'testdata',
  'buildkit.txt',
);

const cases = optionCases();
const refused = await askBuildkit();
let apart = 0;
for (const [number, text] of cases.entries()) {
  const ours = refusal(text);
  if ((ours !== undefined) === refused.has(number)) continue;
  apart++;
  const said = ours === undefined ? 'taken' : `refused (${ours})`;
  console.log(
    `${refused.has(number) ? 'refused' : 'taken'} by BuildKit, ${said} by us: ${JSON.stringify(text)}`,
  );
}
console.log(`${cases.length} cases, ${refused.size} refused by BuildKit, ${apart} judged otherwise by us`);
if (apart > 0) process.exitCode = 1;
if (options.record) writeRecord();

/** The numbers of the cases that BuildKit refuses. */
async function askBuildkit(): Promise<Set<number>> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-options-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const files = cases.map((text, number) => ({ path: `${number}/Dockerfile`, text }));
  writeCorpus(folder, files);
  const buildkit = oracles.find(({ name }) => name === 'buildkit-lint')!;
  const opinion = await buildkit.ask(
    folder,
    files.map(({ path }) => path),
  );
  if (!opinion) throw new Error('buildkit-lint was not found on the PATH: see bench/buildkit-lint');
  return new Set([...opinion.unread].map((path) => Number(path.slice(0, path.indexOf('/')))));
}

function writeRecord(): void {
  const head = readFileSync(record, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('# '));
  const lines = cases.map(
    (text, number) => `${refused.has(number) ? 'refused' : 'taken  '} ${JSON.stringify(text).slice(1, -3)}`,
  );
  writeFileSync(record, `${[...head, ...lines].join('\n')}\n`);
}
