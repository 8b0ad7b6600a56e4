import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';

/** Who may import whom. Every folder may use itself and `core`; packages are under `packages`. */
const borders: Readonly<Record<string, readonly string[]>> = {
  core: [],
  yaml: [],
  shell: [],
  bases: [],
  policy: ['yaml'],
  report: [],
  secrets: ['image'],
  fix: [],
  image: [],
  cache: [],
  registry: ['image', 'bases', 'cache'],
  sbom: [],
  binaries: ['image', 'shell'],
  packages: ['image', 'bases', 'binaries'],
  dockerfile: ['bases', 'shell'],
  workload: ['yaml'],
  workflow: ['yaml', 'shell'],
  rules: [
    'dockerfile',
    'workload',
    'workflow',
    'shell',
    'yaml',
    'bases',
    'secrets',
    'image',
    'packages',
    'binaries',
  ],
  scan: [
    'registry',
    'cache',
    'binaries',
    'sbom',
    'image',
    'packages',
    'rules',
    'dockerfile',
    'workload',
    'workflow',
    'shell',
    'yaml',
    'bases',
    'secrets',
    'policy',
    'report',
    'fix',
  ],
  commands: ['scan', 'policy', 'report', 'fix', 'sbom', 'cache'],
  'program.ts': ['commands', 'scan'],
  'load.ts': ['program.ts'],
  'cli.ts': ['load.ts'],
  'thread.ts': ['load.ts'],
  'index.ts': ['scan', 'policy', 'report', 'fix', 'rules', 'dockerfile'],
  testing: [
    'image',
    'binaries',
    'packages',
    'scan',
    'rules',
    'dockerfile',
    'workload',
    'workflow',
    'shell',
    'yaml',
    'bases',
    'secrets',
    'policy',
    'report',
    'fix',
    'commands',
  ],
};

/** Which packages a folder may import; all may use Node's own. */
const packages: Readonly<Record<string, readonly string[]>> = {
  yaml: ['yaml'],
  policy: ['yaml', 'valibot'],
  rules: ['valibot'],
  scan: ['ignore', 'valibot'],
  commands: ['commander', 'diff'],
  testing: ['fast-check', 'yaml', 'valibot'],
};

/** Tests may go further than what they test: to what makes their subjects, and to test tools. */
const forTests = {
  folders: [
    'registry',
    'cache',
    'image',
    'packages',
    'testing',
    'yaml',
    'shell',
    'workload',
    'workflow',
    'scan',
    'rules',
    'dockerfile',
    'bases',
    'policy',
    'report',
    'fix',
    'commands',
  ],
  packages: ['fast-check', 'ajv', 'ajv-formats', 'yaml', 'valibot', '@valibot/to-json-schema'],
};

const src = join(import.meta.dirname, '../src');

/** The modules that a file names in imports and exports, types included, static and dynamic. */
function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found = code.matchAll(
    /(?:^|[;}\s])(?:import|export)\s[^'"`;]*?\sfrom\s*['"]([^'"]+)['"]|(?:^|[;}\s])import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  );
  return [...found].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
}

/** What is wrong with the imports of one file; `path` is relative to src, with `/`. */
function trespasses(path: string, text: string): string[] {
  const home = path.split('/')[0]!;
  const isTest = /\.test\.ts$/.test(path);
  if (!(home in borders)) return [`${path}: ${home} is no folder of the table in test/borders.test.ts`];
  return importsOf(text).flatMap((name) => {
    if (name.startsWith('node:')) return [];
    if (!name.startsWith('.')) {
      const allowed = [...(packages[home] ?? []), ...(isTest ? forTests.packages : [])];
      return allowed.some((known) => name === known || name.startsWith(`${known}/`))
        ? []
        : [`${path} imports the package ${name}`];
    }
    const target = posix.join(posix.dirname(path), name).split('/')[0]!;
    const allowed = [home, 'core', ...borders[home]!, ...(isTest ? forTests.folders : [])];
    return allowed.includes(target) ? [] : [`${path} imports ${target}: ${name}`];
  });
}

test('imports stay within the borders', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  assert.ok(files.length > 50, `${files.length} files`);
  const found = files
    .map((file) => file.replaceAll('\\', '/'))
    .flatMap((file) => trespasses(file, readFileSync(join(src, file), 'utf8')));
  assert.deepEqual(found, []);
});

test('no border points back', () => {
  const reached = new Map<string, Set<string>>();
  const reach = (folder: string, path: readonly string[]): Set<string> => {
    assert.ok(!path.includes(folder), `a circle: ${[...path, folder].join(' → ')}`);
    const known = reached.get(folder);
    if (known) return known;
    const all = new Set(borders[folder]!.flatMap((next) => [next, ...reach(next, [...path, folder])]));
    reached.set(folder, all);
    return all;
  };
  for (const folder of Object.keys(borders)) reach(folder, []);
  assert.ok(reached.get('cli.ts')!.has('bases'));
});

test('the test itself sees what is forbidden', () => {
  const forbidden: [path: string, text: string, count: number][] = [
    ['core/x.ts', "import { a } from '../policy/a.ts';", 1],
    ['core/x.ts', "import type { A } from '../policy/a.ts';", 1],
    ['report/x.ts', "export { a } from '../policy/a.ts';\nexport * from '../fix/b.ts';", 2],
    ['fix/x.ts', "const { a } = await import('../scan/a.ts');", 1],
    ['dockerfile/shell/x.ts', "import {\n  a,\n  b,\n} from '../../rules/a.ts';", 1],
    ['cli.ts', "import './scan/a.ts';", 1],
    ['rules/x.ts', "import { load } from 'yaml';", 1],
    ['rules/dockerfile/x.test.ts', "import { a } from '../../cli.ts';", 1],
    ['nowhere/x.ts', '', 1],
  ];
  for (const [path, text, count] of forbidden)
    assert.equal(trespasses(path, text).length, count, `${path}: ${text}`);
  const allowed: [path: string, text: string][] = [
    ['rules/dockerfile/x.ts', "import { a } from '../../dockerfile/a.ts';\nimport * as v from 'valibot';"],
    ['policy/x.ts', "import { a } from './a.ts';\nimport { b } from '../core/b.ts';\nimport 'node:fs';"],
    ['core/x.ts', "// import { a } from '../policy/a.ts';\n/** import('../scan/b.ts') */"],
    ['report/x.test.ts', "import { a } from '../testing/a.ts';\nimport Ajv from 'ajv';"],
  ];
  for (const [path, text] of allowed) assert.deepEqual(trespasses(path, text), [], path);
});

test('every folder of the table is there', () => {
  const entries = readdirSync(src);
  const listed = new Set(Object.keys(borders));
  for (const entry of entries) assert.ok(listed.has(entry), `${entry} is missing in the table`);
});
