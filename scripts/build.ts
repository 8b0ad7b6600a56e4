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
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';

process.chdir(dirname(import.meta.dirname));
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

// Made aside and put in place when it is whole: a failure leaves the last build as it was.
const out = join('.cache', `build-${process.pid}`);
try {
  mkdirSync(join(out, 'pages'), { recursive: true });
  const [metafile] = await Promise.all([bundle(), declare()]);
  copyPages();
  cpSync('docs/schema', join(out, 'schema'), { recursive: true });
  writeFileSync(join(out, 'LICENSES.txt'), licences(metafile));
  rmSync('dist', { recursive: true, force: true });
  renameSync(out, 'dist');
} finally {
  rmSync(out, { recursive: true, force: true });
}

/** One lazy chunk per command: whatever is imported dynamically is read when it is wanted. */
async function bundle(): Promise<Metafile> {
  const result = await build({
    entryPoints: {
      cli: 'src/cli.ts',
      index: 'src/index.ts',
      dockerfile: 'src/dockerfile/index.ts',
      'judge-worker': 'src/scan/judge-worker.ts',
    },
    outdir: out,
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Its build for Node is CommonJS, which calls require; this one is the same code as modules.
    alias: { yaml: resolve('node_modules/yaml/browser/index.js') },
    define: { PLIMSOLL_VERSION: JSON.stringify(version) },
    metafile: true,
    logLevel: 'warning',
  });
  return result.metafile;
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
function licences({ inputs }: Metafile): string {
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
