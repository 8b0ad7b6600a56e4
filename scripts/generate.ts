/**
 * Writes the files that are made from others; with `--check` it writes nothing and fails when one is stale.
 * Each generator is a function of scripts/generate/*.ts that gives path → text.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bases } from './generate/bases.ts';
import { inventory } from './generate/inventory.ts';
import { ruleHeads, ruleIndex } from './generate/rule-index.ts';

const check = process.argv.includes('--check');
const stale: string[] = [];

// The index comes first: what follows reads the rules through it.
write(ruleIndex());
write(await ruleHeads());
if (!process.argv.includes('--index')) {
  const { documents } = await import('./generate/documents.ts');
  const pages = await documents();
  write(pages);
  removeOthers('docs/rules', pages);
  write(bases());
  write(inventory());
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

/** What a rule that is gone has left behind. */
function removeOthers(folder: string, files: ReadonlyMap<string, string>): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (files.has(path)) continue;
    if (check) stale.push(path);
    else {
      rmSync(path);
      console.log(`removed ${path}`);
    }
  }
}
