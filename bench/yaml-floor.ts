import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** Reads every YAML file below a folder with the library, and does nothing more: what no check of them can undercut. */
const folder = process.argv[2]!;
let nodes = 0;
for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
  if (path.endsWith('.yaml'))
    nodes += [parseAllDocuments(readFileSync(join(folder, path), 'utf8'))].flat().length;
console.log(`${nodes} documents`);
