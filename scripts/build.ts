/**
 * Builds what is published into dist/: the command line and the two libraries, their declarations, the rules'
 * pages, the schemas, and the licences of what is bundled.
 */
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type BuildOptions, build, type Metafile } from 'esbuild';

process.chdir(dirname(import.meta.dirname));
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

// Made aside and put in place when it is whole: a failure leaves the last build as it was.
const out = join('.cache', `build-${process.pid}`);
const common = {
  outdir: out,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  // Its build for Node is CommonJS, which calls require; this one is the same code as modules.
  alias: { yaml: resolve('node_modules/yaml/browser/index.js') },
  define: { PLIMSOLL_VERSION: JSON.stringify(version) },
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;
try {
  mkdirSync(join(out, 'pages'), { recursive: true });
  const [inputs] = await Promise.all([bundle(), declare()]);
  copyPages();
  cpSync('docs/schema', join(out, 'schema'), { recursive: true });
  writeFileSync(join(out, 'LICENSES.txt'), licences(inputs));
  rmSync('dist', { recursive: true, force: true });
  renameSync(out, 'dist');
} finally {
  rmSync(out, { recursive: true, force: true });
}

/** The libraries as modules, and the command line: its entries, and the program that they run. */
async function bundle(): Promise<Metafile['inputs']> {
  const libraries = build({
    ...common,
    entryPoints: { index: 'src/index.ts', dockerfile: 'src/dockerfile/index.ts' },
    chunkNames: '[name]-[hash]',
    splitting: true,
    format: 'esm',
  });
  const program = await build({
    ...common,
    entryPoints: ['src/program.ts'],
    // The name says what is in it, so that code kept for another program is never taken for this one's.
    entryNames: '[name]-[hash]',
    format: 'cjs',
    // A function, for src/load.ts to call.
    banner: { js: '(function (require, module, exports, PLIMSOLL_URL) {' },
    footer: { js: '})' },
    define: { ...common.define, 'import.meta.url': 'PLIMSOLL_URL' },
  });
  const [name] = Object.keys(program.metafile.outputs).map((path) => basename(path));
  const entries = build({
    ...common,
    entryPoints: { cli: 'src/cli.ts', thread: 'src/thread.ts' },
    format: 'esm',
    // The entry has to load on an old Node, to say that it is one.
    target: 'node14.8',
    define: { PLIMSOLL_PROGRAM: JSON.stringify(name) },
  });
  const results = [program, ...(await Promise.all([libraries, entries]))];
  return Object.assign({}, ...results.map(({ metafile }) => metafile.inputs));
}

/** Types are checked by `npm run types`; here they are only written down. */
async function declare(): Promise<void> {
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [
    tsc,
    '-p',
    'tsconfig.build.json',
    '--noCheck',
    '--outDir',
    join(out, 'types'),
  ]).catch((error) => {
    throw new Error(`tsc: ${error.stdout}`);
  });
}

/** Every rule's page by the rule's name, for `plimsoll explain`. */
function copyPages(): void {
  for (const file of readdirSync('src/rules', { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.md'))
      copyFileSync(join('src/rules', file), join(out, 'pages', file.split(/[\\/]/).at(-1)!));
  }
}

/** The licences of the packages whose code went into the bundles. */
function licences(inputs: Metafile['inputs']): string {
  const names = new Set<string>();
  for (const input of Object.keys(inputs)) {
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (name) names.add(name);
  }
  const texts = [...names].sort().map((name) => {
    const folder = join('node_modules', name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return `The programs in this folder contain code of these packages.\n\n${texts.join('\n\n')}`;
}
