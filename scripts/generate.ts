/**
 * Writes the files that are made from others; with `--check` it writes nothing and fails when one is stale.
 * Each generator is a function of scripts/generate/*.ts that gives path → text.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bases } from './generate/bases.ts';
import { ruleHeads, ruleIndex } from './generate/rule-index.ts';

const check = process.argv.includes('--check');
const stale: string[] = [];

// The index comes first: what follows reads the rules through it.
write(ruleIndex());
write(await ruleHeads());
if (!process.argv.includes('--index')) {
  const { documents } = await import('./generate/documents.ts');
  write(await documents());
  write(bases());
}
if (stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}\nrun: npm run generate`);
  process.exitCode = 1;
}

function write(files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    stale.push(path);
    if (check) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
  if (!check) stale.length = 0;
}
